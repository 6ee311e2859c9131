import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { isResource, OperationOutcomeError, validateResource } from '@medplum/core'
import { identityOf, isAboutPatient } from '../../src/clinical/fhir/patient-identity.ts'
import { readReference } from '../../src/clinical/fhir/resource.ts'
import { readTime } from '../../src/clinical/fhir/date-time.ts'
import { elements, isJsonObject, type JsonObject } from '../../src/base/json.ts'
import { loadDefinitions } from '../../src/sandbox/definitions.ts'
import { NOMINAL_DAY } from '../../src/sandbox/shift-dates.ts'
import { readPatients } from '../../src/sandbox/patients.ts'
import { NOMINAL_NOON, PATIENTS } from './support.ts'

const patients = readPatients(PATIENTS)
const named = patients.map((patient) => [patient.id, patient] as const)

const keyOf = (resource: JsonObject): string =>
  `${String(resource['resourceType'])}/${String(resource['id'])}`

/** Every literal reference anywhere in a value. */
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isJsonObject(value)) return []
  const own = readReference(value)
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(referencesIn)]
}

const problemsOf = (resource: unknown): readonly string[] => {
  if (!isResource(resource)) return ['not a resource']
  try {
    validateResource(resource)
    return []
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    return error.outcome.issue.map(({ details }) => details?.text ?? '')
  }
}

beforeAll(loadDefinitions)

describe('all synthetic patients', () => {
  test('have ids of their own', () => {
    const keys = patients.flatMap(({ resources }) => resources.map(keyOf))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('are listed in the README of the fixtures with the reason they exist for', () => {
    const readme = readFileSync(join(PATIENTS, '..', 'README.md'), 'utf8')
    const rows = readme.split('\n').filter((line) => line.startsWith('| ['))
    expect(rows).toHaveLength(patients.length)
    for (const { id, why } of patients) {
      const row = rows.find((each) => each.startsWith(`| [${id}](patients/${id}/README.md)`))
      expect(row).toContain(why)
    }
  })
})

describe.each(named)('the patient %s', (slug, { names, resources, draftOrder }) => {
  test('comes in a collection Bundle whose full URLs end in type and id', () => {
    const bundle = JSON.parse(
      readFileSync(join(PATIENTS, slug, 'bundle.json'), 'utf8'),
    ) as JsonObject
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
    const urls = elements(bundle['entry']).map((entry) => isJsonObject(entry) && entry['fullUrl'])
    const base = 'http://tace-resistance-cds.example/fhir'
    expect(urls).toEqual(resources.map((resource) => `${base}/${keyOf(resource)}`))
  })

  test('is valid FHIR R4 in every resource', () => {
    expect(resources.flatMap(problemsOf)).toEqual([])
  })

  test('has ids that begin with the folder name and are no longer than 64 characters', () => {
    const ids = resources.map(({ id }) => String(id))
    expect(ids.filter((id) => !id.startsWith(slug) || id.length > 64)).toEqual([])
  })

  test('is the subject of every resource', () => {
    expect(
      resources.filter((resource) => !isAboutPatient(resource, identityOf(slug))).map(keyOf),
    ).toEqual([])
    const unowned = resources.filter(
      ({ resourceType, subject, patient }) =>
        resourceType !== 'Patient' && readReference(subject ?? patient) === undefined,
    )
    expect(unowned.map(keyOf)).toEqual([])
  })

  test('has no reference that leads nowhere', () => {
    const keys = resources.map(keyOf)
    expect(referencesIn(resources).filter((reference) => !keys.includes(reference))).toEqual([])
  })

  test('has one draft order, for TACE', () => {
    expect(resources.filter(({ status }) => status === 'draft')).toEqual([draftOrder])
    expect(draftOrder).toMatchObject({
      resourceType: 'ServiceRequest',
      id: `${slug}-tace`,
      intent: 'order',
      code: { coding: [expect.any(Object)], text: expect.stringContaining('TACE') as unknown },
    })
  })

  test('says that it is synthetic, in a label of the Patient and in the README', () => {
    const [patient] = resources.filter(({ resourceType }) => resourceType === 'Patient')
    expect(patient).toMatchObject({ meta: { security: [{ code: 'HTEST' }] } })
    expect(readFileSync(join(PATIENTS, slug, 'README.md'), 'utf8')).toContain('Synthetic')
  })

  test('has a Chinese name and its Latin form, each for its readers', () => {
    expect(names['zh-CN']).toMatch(/^\p{Script=Han}{2,4}$/u)
    expect(names['en']).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
  })

  test('is between 45 and 75 years old on the nominal day', () => {
    const [patient] = resources.filter(({ resourceType }) => resourceType === 'Patient')
    const born = new Date(String(patient?.['birthDate'])).getTime()
    const years = (NOMINAL_DAY - born) / (365.25 * 86_400_000)
    expect(years).toBeGreaterThanOrEqual(45)
    expect(years).toBeLessThan(76)
  })

  test('has nothing observed after the nominal day', () => {
    const times = resources.flatMap((resource) => readTime(resource, 'effective') ?? [])
    expect(times.length).toBeGreaterThan(0)
    for (const { latest } of times) expect(latest).toBeLessThan(NOMINAL_NOON)
  })
})
