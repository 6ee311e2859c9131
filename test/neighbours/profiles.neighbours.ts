import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { packaged } from '../support/fhir-written.ts'
import { knownDefinitions } from './support/definitions.ts'
import { validate } from './support/validator.ts'

const LOINC = 'http://loinc.org'
const folder = mkdtempSync(join(tmpdir(), 'profiles-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { examples } = packaged()

test("by HL7's validator each example holds to its profile, and a breach of it is one", async () => {
  const known = join(folder, 'definitions')
  mkdirSync(known)
  for (const [i, resource] of knownDefinitions().entries())
    writeFileSync(join(known, `${String(i)}.json`), JSON.stringify(resource))
  const profiled = examples.filter(({ meta }) => meta !== undefined)
  expect(profiled.length).toBeGreaterThan(5)
  const breaches = profiled.flatMap((example) => [
    { ...example, performer: undefined },
    { ...example, code: { coding: [{ system: LOINC, code: '8480-6' }] } },
    { ...example, effectiveDateTime: undefined },
    { ...example, valueQuantity: undefined, valueCodeableConcept: undefined, valueString: 'x' },
    { ...example, status: 'preliminary' },
  ])
  const file = join(folder, 'examples.ndjson')
  const lines = [...examples, ...breaches].map((example) => JSON.stringify(example))
  writeFileSync(file, lines.join('\n'))
  const { resources, findings } = await validate([file], known)
  expect(resources).toBe(lines.length)
  const wrong = findings.filter(({ severity }) => severity === 'error')
  const ofExamples = wrong.filter(({ resource }) => resource <= examples.length)
  expect(ofExamples.map(({ location, message }) => `${location}: ${message}`)).toEqual([])
  const numbers = breaches.map((_, i) => examples.length + 1 + i)
  expect(new Set(wrong.map(({ resource }) => resource))).toEqual(new Set(numbers))
})
