import { describe } from '@jest/globals'
import { postgresEngine } from '../support/postgres-engine.ts'
import { migrationCases } from './migrations.cases.ts'

describe('PostgreSQL', () => migrationCases(postgresEngine))
