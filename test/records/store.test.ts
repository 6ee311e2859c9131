import { describe } from '@jest/globals'
import { sqliteEngine } from '../support/records.ts'
import { storeCases } from './store.cases.ts'

describe('SQLite', () => storeCases(sqliteEngine))
