import { expect, test } from '@jest/globals'
import { scopeAllows } from '../../src/cds-hooks/index.ts'

test.each([
  ['patient/Observation.read', true, true],
  ['user/Observation.*', true, true],
  ['system/*.read', true, true],
  ['patient/Observation.write', false, false],
  ['patient/Observation.rs', true, true],
  ['patient/Observation.r', true, false],
  ['patient/Observation.s', false, true],
  ['patient/Observation.cruds', true, true],
  ['patient/Observation.cud', false, false],
  ['patient/Observation.rs?category=laboratory', true, true],
  ['patient/*.rs', true, true],
  ['patient/Condition.read', false, false],
  ['launch openid patient/Condition.read user/Observation.rs', true, true],
  ['Observation.read', false, false],
  ['', false, false],
])('I@69: %p lets Observation be read: %p, be searched: %p', (scope, mayRead, maySearch) => {
  expect(scopeAllows(scope, 'read', 'Observation')).toBe(mayRead)
  expect(scopeAllows(scope, 'search', 'Observation')).toBe(maySearch)
})
