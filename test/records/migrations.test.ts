import { describe } from '@jest/globals'
import { sqliteEngine } from '../support/records.ts'
import { migrationCases } from './migrations.cases.ts'

describe('SQLite', () => migrationCases(sqliteEngine))
