import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { repositoryPath } from '../../support/paths.ts'
import { COHORTS, cohortText } from './synthetic-cohort.ts'

test.each(Object.entries(COHORTS))('%s is what its seed generates', (name, plan) => {
  const text = readFileSync(repositoryPath(`fixtures/cohorts/${name}`), 'utf8')
  expect(cohortText(name, plan)).toBe(text)
})
