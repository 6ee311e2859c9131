import { globSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource } from '@medplum/fhirtypes'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../src/base/json.ts'
import { type FhirResource, isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { parseSrMap } from '../../src/interop/dicom-sr/sr-map.ts'
import { problemsOf } from '../../src/sandbox/check-resource.ts'
import { loadDefinitions } from '../../src/sandbox/definitions.ts'
import { type FindCodes, loadRequiredCodes } from '../../src/sandbox/required-codes.ts'
import { everythingWritten, packaged, SHIPPED, type Written } from '../support/fhir-written.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

let written: readonly Written[]
let findCodes: FindCodes
beforeAll(async () => {
  await loadDefinitions()
  findCodes = await loadRequiredCodes()
  written = await everythingWritten()
})

const TERMINOLOGY = 'cds-services/terminology'
const inRepository = (pattern: string) => globSync(pattern, { cwd: repositoryPath('.') }).toSorted()

/** Places of the source that make FHIR and that `everythingWritten` does not list, each with why. */
const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'src/catalog/site-file.ts': 'the schema of a file that a site writes',
  'src/clinical/fhir/order-parts.ts': 'a detail of a plan that only the reading of the plan sees',
  'src/evaluation/extraction/extract-patient.ts': 'an order that only the assessment sees',
  'src/hook/doctor/draft-order.ts': 'a draft that only the service in the same process sees',
  'src/hook/doctor/examine-patient.ts': 'a draft that only the service in the same process sees',
  'src/interop/conformance/request-checks.ts':
    'an OperationOutcome that a service under test must survive',
  'src/catalog/schemas.ts': 'the schemas of data files',
}

/** What of `src` the writers of `everythingWritten` stand for. */
const isListed = (file: string) =>
  written.some(({ by }) => file === by || file.startsWith(`${by}/`))

/** Files below these folders hold FHIR that others wrote, or that is wrong on purpose. */
const INPUTS = /^fixtures\/(cases|spec-examples|broken-services|fuzz|site-file)\//

describe('the list of what is written as FHIR', () => {
  test('has every place of the source that makes a resource, or says why it is none', () => {
    const makers = inRepository('{src,docker}/**/*.{ts,tsx}').filter((file) =>
      /\bresourceType: *['"`]|resourceType: *z\.literal/.test(
        readFileSync(repositoryPath(file), 'utf8'),
      ),
    )
    expect(makers.length).toBeGreaterThan(20)
    const missing = makers.filter((file) => !isListed(file) && NOT_WRITTEN[file] === undefined)
    expect(missing).toEqual([])
    expect(Object.keys(NOT_WRITTEN).filter((file) => !makers.includes(file))).toEqual([])
  })

  test('has every type that a place of the source names', () => {
    const byFile = inRepository('{src,docker}/**/*.{ts,tsx}').filter((file) =>
      written.some(({ by }) => by === file),
    )
    for (const file of byFile) {
      const text = readFileSync(repositoryPath(file), 'utf8')
      const named = [...text.matchAll(/^\s*(?:return \{ )?resourceType: '(\w+)'/gm)].map(
        ([, type]) => type,
      )
      const made = written
        .filter(({ by }) => by === file)
        .map(({ resource }) => resource.resourceType)
      const all = [
        ...made,
        ...written
          .filter(({ by }) => by === file)
          .flatMap(({ resource }) => entriesOf(resource).map((entry) => entry.resourceType)),
      ]
      expect({ file, missing: named.filter((type) => !all.includes(type ?? '')) }).toEqual({
        file,
        missing: [],
      })
    }
  })

  test('has every file that holds a resource', () => {
    const holding = inRepository('{cds-services,fixtures}/**/*.{json,ndjson}')
      .filter((file) => !INPUTS.test(file) && !/\/(schemas|templates)\//.test(file))
      .filter((file) => readFileSync(repositoryPath(file), 'utf8').includes('"resourceType"'))
    const listed = new Set([
      ...SHIPPED.flatMap(inRepository),
      ...inRepository('cds-services/models/*/cards.json'),
      'fixtures/orderables.json',
    ])
    expect(holding.filter((file) => !listed.has(file))).toEqual([])
  })

  test('has something of each', () => {
    const writers = [...new Set(written.map(({ by }) => by))]
    expect(writers.length).toBeGreaterThan(15)
    expect(written.length).toBeGreaterThan(500)
  })
})

function entriesOf(resource: FhirResource): readonly FhirResource[] {
  return objects(resource['entry'])
    .map((entry) => entry['resource'])
    .filter(isFhirResource)
}

interface At {
  readonly path: string
  readonly value: JsonObject
}

/** Every object below a value, with its path. */
function objectsIn(value: unknown, path: string): readonly At[] {
  if (Array.isArray(value))
    return value.flatMap((part, i) => objectsIn(part, `${path}[${String(i)}]`))
  if (!isJsonObject(value)) return []
  return [
    { path, value },
    ...Object.entries(value).flatMap(([name, part]) => objectsIn(part, `${path}.${name}`)),
  ]
}

/** What of everything written breaks a law, in words. */
const breaches = (law: (written: Written) => readonly string[]) =>
  written.flatMap((one) => law(one).map((what) => `${one.by} ${one.name}: ${what}`))

const everyObject = (law: (at: At, of: Written) => string | undefined) =>
  breaches((one) =>
    objectsIn(one.resource, one.resource.resourceType).flatMap((at) => {
      const what = law(at, one)
      return what === undefined ? [] : [`${at.path}: ${what}`]
    }),
  )

const isAbsolute = (url: string) => /^(https?:\/\/|urn:(uuid|oid):)/.test(url)
const resourcesOf = ({ resource }: Written) => [resource, ...entriesOf(resource)]

/** Whether it is what defines the URL. */
const isWritten = (url: string) =>
  written.some(
    ({ resource }) => resource['url'] === url && resource.resourceType === 'Questionnaire',
  )

/** Definitions of this project by their URL. */
const DEFINED = new Map<string, JsonObject>(
  packaged().definitions.flatMap((definition) => {
    const url =
      nonBlank(definition['url']) ?? nonBlank(objects(definition['uniqueId'])[0]?.['value'])
    return url === undefined ? [] : [[url, definition] as const]
  }),
)

const isOwn = (url: unknown): url is string =>
  typeof url === 'string' &&
  url.startsWith(`${SHIPPED_BASE}/`) &&
  !url.startsWith(`${SHIPPED_BASE}/fhir/`)

describe('everything that is written as FHIR', () => {
  test('holds to the structure, the invariants and the required codes of R4', () => {
    expect(
      breaches(({ resource }) =>
        problemsOf(resource as unknown as Resource, findCodes).map(
          ({ expression, details, diagnostics }) =>
            `${expression?.join() ?? ''} ${details?.text ?? ''} ${diagnostics ?? ''}`,
        ),
      ),
    ).toEqual([])
  })

  test('names every entry of a Bundle by an absolute URL, once, and says what the Bundle is for', () => {
    expect(
      breaches((one) =>
        resourcesOf(one)
          .filter(({ resourceType }) => resourceType === 'Bundle')
          .flatMap((bundle) => {
            const urls = objects(bundle['entry']).map(({ fullUrl }) => nonBlank(fullUrl) ?? '')
            return [
              ...(nonBlank(bundle['type']) === undefined ? ['no type'] : []),
              ...urls.filter((url) => !isAbsolute(url)).map((url) => `fullUrl "${url}"`),
              ...(new Set(urls).size < urls.length ? ['a fullUrl twice'] : []),
            ]
          }),
      ),
    ).toEqual([])
  })

  test('names by a fullUrl of a server the resource that is there', () => {
    expect(
      everyObject(({ value: { fullUrl, resource } }) =>
        typeof fullUrl === 'string' &&
        fullUrl.startsWith('http') &&
        isFhirResource(resource) &&
        !fullUrl.endsWith(`/${resource.resourceType}/${String(resource['id'])}`)
          ? fullUrl
          : undefined,
      ),
    ).toEqual([])
  })

  test('refers to what is in the same Bundle or export, or to what the receiver is known to have', () => {
    const exported = new Set(
      written
        .filter(({ by }) => by.startsWith('fixtures/bulk-export'))
        .map(({ resource }) => `${resource.resourceType}/${String(resource['id'])}`),
    )
    // A service knows the patient, the user and the drafts of the call; the record is on its server.
    const atTheReceiver =
      /^src\/(hook|pages|interop|sandbox)|^cds-services\/models|^fixtures\/hook-requests/
    expect(
      breaches((one) => {
        if (atTheReceiver.test(one.by)) {
          return objectsIn(one.resource, '').flatMap(({ path, value: { reference } }) =>
            typeof reference === 'string' && !/^[A-Z]\w+\/[\w.-]+$|^urn:uuid:|^#./.test(reference)
              ? [`${path} ${reference}`]
              : [],
          )
        }
        const here = new Set(
          entriesOf(one.resource).map((entry) => `${entry.resourceType}/${String(entry['id'])}`),
        )
        return objectsIn(one.resource, '').flatMap(({ path, value: { reference } }) =>
          typeof reference === 'string' && !here.has(reference) && !exported.has(reference)
            ? [`${path} ${reference}`]
            : [],
        )
      }),
    ).toEqual([])
  })

  test('resolves what it names by urn:uuid in its own Bundle', () => {
    expect(
      breaches((one) => {
        const urls = new Set(objects(one.resource['entry']).map(({ fullUrl }) => fullUrl))
        return objectsIn(one.resource, '').flatMap(({ path, value: { reference } }) =>
          typeof reference === 'string' && reference.startsWith('urn:') && !urls.has(reference)
            ? [path]
            : [],
        )
      }),
    ).toEqual([])
  })

  test('contains what it refers to as contained', () => {
    expect(
      breaches((one) =>
        resourcesOf(one).flatMap((resource) => {
          const contained = objects(resource['contained']).map(({ id }) => `#${String(id)}`)
          return objectsIn(resource, resource.resourceType).flatMap(({ path, value }) => {
            const { reference } = value
            const isOpen =
              typeof reference === 'string' &&
              reference.startsWith('#') &&
              resource.resourceType !== 'Bundle' &&
              !contained.includes(reference)
            return isOpen ? [`${path} ${reference}`] : []
          })
        }),
      ),
    ).toEqual([])
  })

  test('has a system at every code', () => {
    expect(
      everyObject(({ value: { coding } }) =>
        objects(coding).some(
          ({ system, code, extension }) =>
            // A template of a form has the expression that gives the coding in its place.
            extension === undefined &&
            (nonBlank(code) === undefined || !/^[a-z][\w+.-]*:\S+$/.test(nonBlank(system) ?? '')),
        )
          ? JSON.stringify(coding)
          : undefined,
      ),
    ).toEqual([])
  })

  test('uses no URL of this project that has no definition', () => {
    expect(
      everyObject(({ value: { system, url } }) =>
        [system, url].find((given) => isOwn(given) && !DEFINED.has(given) && !isWritten(given)) ===
        undefined
          ? undefined
          : `${String(system)} ${String(url)}`,
      ),
    ).toEqual([])
  })

  test('uses no code of this project that its code system does not define', () => {
    expect(
      everyObject(({ value: { system, code } }) => {
        const definition = isOwn(system) ? DEFINED.get(system) : undefined
        if (definition?.['content'] !== 'complete' || typeof code !== 'string') return undefined
        return objects(definition['concept']).some((concept) => concept['code'] === code)
          ? undefined
          : `${String(system)}|${code}`
      }),
    ).toEqual([])
  })

  test('says its language where its words are Chinese', () => {
    // Fixtures with words of a hospital are what a hospital sends.
    expect(
      breaches(({ by, resource }) =>
        /^(src|cds-services\/models)/.test(by) &&
        !by.includes('hl7v2') &&
        !by.includes('sandbox') &&
        !by.includes('ehr/drafts') &&
        // Each of its texts names the language of its translation.
        resource.resourceType !== 'Questionnaire' &&
        /\p{Script=Han}/u.test(JSON.stringify(resource)) &&
        resource['language'] !== 'zh-CN'
          ? ['no language']
          : [],
      ),
    ).toEqual([])
  })

  test('has numbers that a decimal can hold and a person would write', () => {
    expect(
      everyObject(({ value }) => {
        const numbers = Object.values(value).filter((part) => typeof part === 'number')
        const strange = numbers.find(
          (number) =>
            String(number).replace(/^-?0*\.?0*|\./g, '').length > 12 || /e/i.test(String(number)),
        )
        return strange === undefined ? undefined : String(strange)
      }),
    ).toEqual([])
  })

  test('says a predicted risk in percent with its unit, and in words', () => {
    const risks = written.filter(({ resource }) => resource.resourceType === 'RiskAssessment')
    expect(risks.length).toBeGreaterThan(3)
    for (const { resource } of risks) {
      const [prediction] = objects(resource['prediction'])
      expect(prediction).not.toHaveProperty('probabilityDecimal')
      expect(prediction).toMatchObject({
        probabilityRange: { low: { code: '%' }, high: { code: '%' } },
      })
      expect(prediction?.['rationale']).toMatch(/\d.*%/)
      expect(resource).toMatchObject({
        method: { coding: [{ system: `${SHIPPED_BASE}/CodeSystem/risk-model` }] },
      })
    }
  })

  test('has an id, an author and a time where a suggestion creates it', () => {
    const created = written.filter(({ by }) => by === 'cds-services/models/*/cards.json')
    expect(created.length).toBeGreaterThan(10)
    for (const { resource } of created) {
      expect(resource).toMatchObject({
        id: expect.stringMatching(/./),
        language: expect.stringMatching(/^(en|zh-CN)$/),
        authoredOn: expect.stringMatching(/^\d{4}-/),
        status: 'draft',
        intent: 'order',
      })
      expect(JSON.stringify(resource['note'] ?? [])).not.toMatch(/beside ,|“”/)
    }
  })
})

describe('a definition', () => {
  test('has what others need to refer to it, and is under the one canonical base', () => {
    for (const [url, definition] of DEFINED) {
      expect(isOwn(url)).toBe(true)
      if (definition['resourceType'] === 'NamingSystem') continue
      expect(definition).toMatchObject({
        url: `${SHIPPED_BASE}/${String(definition['resourceType'])}/${String(definition['id'])}`,
        version: expect.stringMatching(/^\d/),
        name: expect.stringMatching(/^[A-Z]\w+$/),
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/.{10}/),
      })
    }
  })

  test('every statistic that import-sr can write has a code', () => {
    const { quantities, statistics } = parseSrMap(
      readRepositoryJson(`${TERMINOLOGY}/dicom-sr.json`),
    )
    const { concept } = DEFINED.get(`${SHIPPED_BASE}/CodeSystem/roi-statistic`) ?? {}
    const writable = quantities.flatMap(({ id, plainStatistics }) =>
      statistics
        .filter((statistic) => !plainStatistics.includes(statistic.id))
        .map((statistic) => `${id}-${statistic.id}`),
    )
    expect(
      objects(concept)
        .map(({ code }) => String(code))
        .toSorted(),
    ).toEqual(writable.toSorted())
  })
})
