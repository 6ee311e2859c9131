import { describe } from '@jest/globals'
import { postgresEngine } from '../support/postgres-engine.ts'
import { killCases } from './kill.cases.ts'

describe('PostgreSQL', () => killCases(postgresEngine))
