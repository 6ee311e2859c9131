import { describe } from '@jest/globals'
import { postgresEngine } from '../support/postgres-engine.ts'
import { storeCases } from './store.cases.ts'

describe('PostgreSQL', () => storeCases(postgresEngine))
