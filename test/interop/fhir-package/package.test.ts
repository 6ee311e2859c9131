import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { SHIPPED_BASE } from '../../../src/base/canonical.ts'
import { isJsonObject, nonBlank, objects } from '../../../src/base/json.ts'
import { loadCatalog } from '../../../src/catalog/load-catalog.ts'
import {
  packageContent,
  packageFiles,
  toFhirPackage,
} from '../../../src/interop/fhir-package/to-package.ts'
import { repositoryPath } from '../../support/paths.ts'
import { gather, outcome } from '../../support/readings.ts'

const folder = repositoryPath('cds-services')
const optionsAt = (canonicalBase: string) => ({
  ...{ canonicalBase, serviceUrl: 'https://cds.example' },
  catalog: loadCatalog({ folder, language: 'en', canonicalBase }),
})
const options = optionsAt(SHIPPED_BASE)
const { definitions, examples } = packageContent(options)
const ofType = (type: string) => definitions.filter(({ resourceType }) => resourceType === type)

/** The files of an archive: name, size and content, as the format has them. */
function untar(bytes: Uint8Array): Readonly<Record<string, string>> {
  const tar = gunzipSync(bytes)
  const files: Record<string, string> = {}
  const textAt = (at: number, length: number) =>
    tar.toString('utf8', at, at + length).replace(/\0.*$/s, '')
  for (let at = 0; tar[at] !== 0;) {
    const size = Number.parseInt(textAt(at + 124, 12), 8)
    files[textAt(at, 100)] = tar.toString('utf8', at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

describe('the FHIR package', () => {
  test('is an archive of its files, the same bytes each time', () => {
    const bytes = toFhirPackage(options)
    expect(untar(bytes)).toEqual(packageFiles(options))
    expect(Buffer.from(toFhirPackage(options)).equals(bytes)).toBe(true)
  })

  test('has a manifest, and an index of every resource', () => {
    const files = packageFiles(options)
    expect(JSON.parse(files['package/package.json'] ?? '')).toMatchObject({
      canonical: SHIPPED_BASE,
      fhirVersions: ['4.0.1'],
      dependencies: { 'hl7.fhir.r4.core': '4.0.1', 'hl7.fhir.uv.sdc': '4.0.0' },
    })
    for (const place of ['package', 'package/example']) {
      const index = JSON.parse(files[`${place}/.index.json`] ?? '') as {
        readonly files: readonly { readonly filename: string }[]
      }
      const there = Object.keys(files).filter(
        (path) => path.replace(/\/[^/]+$/, '') === place && !/(package|\.index)\.json$/.test(path),
      )
      expect(index.files.map(({ filename }) => `${place}/${filename}`)).toEqual(there)
    }
  })

  test('has every kind of definition', () => {
    const kinds = ['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem', 'StructureDefinition']
    for (const type of [...kinds, 'Questionnaire', 'PlanDefinition'])
      expect([type, ofType(type).length > 0]).toEqual([type, true])
  })

  test('has all of its URLs under the base that is set, and none under that of the example', () => {
    const text = JSON.stringify(packageFiles(optionsAt('https://fhir.hospital.test')))
    expect(text).not.toContain(SHIPPED_BASE)
    expect(text).toContain('https://fhir.hospital.test/StructureDefinition/adc')
  })

  test('defines every definition of its own that it names', () => {
    const urls = new Set(
      definitions.flatMap((definition) => [
        nonBlank(definition['url']) ?? '',
        ...objects(definition['uniqueId']).map(({ value }) => String(value)),
      ]),
    )
    const named = [
      ...JSON.stringify([...definitions, ...examples]).matchAll(
        new RegExp(`"(${SHIPPED_BASE}/(?:ValueSet|StructureDefinition|CodeSystem)/[^"|]+)"`, 'g'),
      ),
    ].map(([, url]) => url ?? '')
    expect(named.length).toBeGreaterThan(100)
    expect([...new Set(named)].filter((url) => !urls.has(url))).toEqual([])
  })

  test('names the service and every hook in a plan', () => {
    const { services } = options.catalog
    const actions = ofType('PlanDefinition').flatMap(({ action }) => objects(action))
    expect(actions.map(({ id }) => id)).toEqual(services.map(({ entry }) => entry.id))
    const triggers = actions.flatMap(({ trigger }) => objects(trigger).map(({ name }) => name))
    expect(triggers).toEqual(services.map(({ entry }) => entry.hook))
  })

  test('maps a code of a standard only to one code of each code system of its own', () => {
    const seen = ofType('ConceptMap').flatMap(({ group }) =>
      objects(group).flatMap(({ source, target, element }) =>
        objects(element).map(({ code }) => `${String(source)}|${String(code)} ${String(target)}`),
      ),
    )
    expect(seen.length).toBeGreaterThan(8)
    expect(new Set(seen).size).toBe(seen.length)
  })
})

/** The link ids of a form or of answers to it, each after those of the groups that it is in. */
const pathsOf = (items: unknown, above = ''): readonly string[] =>
  objects(items).flatMap(({ linkId, item }) => {
    const path = `${above}/${String(linkId)}`
    return [path, ...pathsOf(item, path)]
  })

describe('the examples of the package', () => {
  test('answer the form as it is asked, group by group', () => {
    const response = examples.find(({ resourceType }) => resourceType === 'QuestionnaireResponse')
    const [form] = ofType('Questionnaire')
    expect(response?.['questionnaire']).toBe(
      `${String(form?.['url'])}|${String(form?.['version'])}`,
    )
    const asked = pathsOf(form?.['item'])
    const answered = pathsOf(response?.['item'])
    expect(answered.filter((path) => !asked.includes(path))).toEqual([])
    expect(answered.some((path) => path.split('/').length === 4)).toBe(true)
  })

  const [model] = options.catalog.modelFiles
  const patient = model?.examples[0]

  test('have a profile each, of each of the five inputs', () => {
    const profiles = new Set(ofType('StructureDefinition').map(({ url }) => url))
    const observations = examples.filter(({ resourceType }) => resourceType === 'Observation')
    const named = observations.map(({ meta }) => (isJsonObject(meta) ? meta['profile'] : undefined))
    for (const profile of named.flat()) expect(profiles.has(profile)).toBe(true)
    expect(named).toHaveLength(6)
  })

  test('are read as the values of the reference case: its card', () => {
    const { readings } = gather(examples)
    const numbers = Object.fromEntries(
      Object.entries(readings).map(([id, reading]) => [id, outcome(reading)]),
    )
    expect(numbers).toEqual(patient?.values)
  })
})
