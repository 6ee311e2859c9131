import { describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import { assessRecord } from '../../../src/clinical/assessment/assess-record.ts'
import { isFhirResource, readBundle } from '../../../src/clinical/fhir/resource.ts'
import { toCardValues } from '../../../src/hook/cards/card-values.ts'
import { NOW } from '../../support/clock.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { CODES, type Resource } from '../../support/readings.ts'

const METHOD = { model: 'bi-exponential', fit: 'segmented' } as const
const WORDS = 'bi-exponential, segmented'

/** The lines of caution of a patient whose D* says this, at a site that says how it measures D*. */
function cautionsOf(more: Resource, measurement: object, language: string): readonly string[] {
  const site = { measurements: { dStar: { scanners: [], ...measurement } } }
  const folder = repositoryPath('cds-services')
  const { definitions, services } = loadCatalog({ folder, language, site })
  const definition = definitions[0]!
  const bundle = readRepositoryJson('fixtures/patients/low-risk/bundle.json')
  const resources = isFhirResource(bundle) ? readBundle(bundle).resources : []
  const changed = resources.map((resource) =>
    JSON.stringify(resource['code'] ?? '').includes(CODES.dStar.code)
      ? { ...resource, device: undefined, method: undefined, ...more }
      : resource,
  )
  const slot = { kind: 'supplied', by: 'client', resources: changed, unread: [] } as const
  const slots = Object.fromEntries(
    Object.keys(services[0]!.entry.prefetch).map((key) => [key, slot]),
  )
  const asked = { slots, patientId: 'low-risk', order: undefined, now: NOW }
  const assessment = assessRecord(definition, asked)
  if (assessment.kind !== 'estimated') throw new TypeError(assessment.kind)
  const values = toCardValues(definition, assessment, NOW)
  return 'cautions' in values ? values.cautions.map(({ text }) => text) : []
}

const MR1 = { device: { display: 'MR 1' } }
const SCANNERS = { method: METHOD, scanners: [{ device: 'MR 1' }] }

describe.each([
  ['en', "not known to be measured by this site's scanner and method"],
  ['zh-CN', '无法确定是用本院的 MRI 设备和方法测得'],
])('in %s a D* is told as not known to be measured as the site says', (language, words) => {
  test.each<[string, Resource, object]>([
    ['by no method', {}, { method: METHOD }],
    ['by no method of a device', MR1, { method: METHOD }],
    ['by another method', { method: { text: 'IVIM' } }, { method: METHOD }],
    ['by another method of its scanner', { ...MR1, method: { text: 'IVIM' } }, SCANNERS],
    ['by no scanner of the site', { device: { display: 'MR 9' } }, SCANNERS],
    ['by neither', {}, SCANNERS],
  ])('%s', (_law, more, measurement) => {
    expect(cautionsOf(more, measurement, language).join()).toContain(words)
  })

  test.each<[string, Resource, object]>([
    ['by its method', { method: { text: WORDS } }, { method: METHOD }],
    ['by a scanner whose method the site says', MR1, SCANNERS],
    ['where the site says nothing', { method: { text: 'IVIM' } }, {}],
  ])('but not %s', (_law, more, measurement) => {
    expect(cautionsOf(more, measurement, language).join()).not.toContain(words)
  })
})
