import { describe, expect, test } from '@jest/globals'
import { KNOWN_HOOKS } from '../../../src/interop/client/hook-context.ts'
import { sampleRequest } from '../../../src/interop/conformance/sample-requests.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { storedRequests } from '../../support/requests.ts'
import { SAMPLES } from './sample-requests.ts'

/** The types of the resources that a request holds. */
const typesIn = (value: unknown): readonly string[] =>
  (JSON.stringify(value).match(/"resourceType":"\w+"/g) ?? []).map((text) => text.slice(16, -1))

describe('a sample request is shipped for every hook of the library', () => {
  test.each(KNOWN_HOOKS)('%s', (hook) => {
    expect(storedRequests(hook)).not.toEqual([])
    for (const [, name] of storedRequests(hook))
      expect(readRepositoryJson(`fixtures/hook-requests/${hook}/${name}.json`)).toMatchObject({
        hook,
        context: { patientId: expect.any(String) },
      })
  })

  test.each(SAMPLES)('$path is what the runner sends', ({ path, request }) => {
    expect(readRepositoryJson(path)).toEqual(request)
  })
})

// https://build.fhir.org/ig/HL7/cds-hooks-library/: what each context holds.
test.each([
  ['appointment-book', 'Appointment'],
  ['medication-refill', 'MedicationRequest'],
  ['problem-list-item-create', 'Condition'],
  ['allergyintolerance-create', 'AllergyIntolerance'],
  ['order-select', 'ServiceRequest'],
  ['order-sign', 'ServiceRequest'],
])('the sample of %s is about a resource of its type: %s', (hook, type) => {
  const request = sampleRequest(hook, {})
  expect(typesIn(request)).toEqual(['Bundle', type])
})
