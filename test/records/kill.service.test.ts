import { describe } from '@jest/globals'
import { sqliteEngine } from '../support/records.ts'
import { killCases } from './kill.cases.ts'

describe('SQLite', () => killCases(sqliteEngine))
