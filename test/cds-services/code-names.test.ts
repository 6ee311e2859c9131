import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { isJsonObject, type JsonObject, objects } from '../../src/base/json.ts'
import { parseSrMap } from '../../src/interop/dicom-sr/sr-map.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

interface Named {
  readonly where: string
  readonly system: string
  readonly code: string
  readonly display: string
}

interface NameTable {
  readonly systems: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly names: readonly string[]; readonly source: string }>>
    >
  >
}

const { systems: NAMES } = readRepositoryJson('test/cds-services/code-names.json') as NameTable

/** The concepts of a ValueSet's include, as codings. */
const asCodings = ({ system, concept }: JsonObject) =>
  objects(concept).map((each) => ({ system, ...each }))

/** Every code with a display below a value, wherever it stands. */
function codingsIn(value: unknown, where: string): readonly Named[] {
  if (Array.isArray(value)) return value.flatMap((part) => codingsIn(part, where))
  if (!isJsonObject(value)) return []
  const { system, code, display } = value
  const own =
    typeof system === 'string' && typeof code === 'string' && typeof display === 'string'
      ? [{ where, system, code, display }]
      : []
  const concepts = codingsIn(asCodings(value), where)
  const inner = Object.entries(value).flatMap(([name, part]) =>
    name === 'concept' ? [] : codingsIn(part, where),
  )
  return [...own, ...concepts, ...inner]
}

/**
 * Data of services and of synthetic patients; the cases and the specification's examples are
 * inputs.
 */
const FILES = [
  'cds-services',
  'fixtures/patients',
  'fixtures/hook-requests',
  'fixtures/bulk-export',
]
  .flatMap((folder) =>
    readdirSync(repositoryPath(folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file) => file.endsWith('.json') && !/\/(schemas|templates)\//.test(file))

/** What import-sr writes as the display of a standard code. */
function writtenBySr(): readonly Named[] {
  const map = parseSrMap(readRepositoryJson('cds-services/terminology/dicom-sr.json'))
  const systems = new Map(map.systems.map(({ scheme, system }) => [scheme, system]))
  // What has FHIR's codes of its own beside DICOM's is written by those.
  const byOwnCodes = map.quantities.filter(({ fhir }) => fhir === undefined)
  return [...byOwnCodes, ...map.sites].flatMap(({ codes, meaning }) =>
    // The meaning is the name of the first code; the others are written without a display.
    codes.slice(0, 1).flatMap(({ scheme, value }) => {
      const system = systems.get(scheme)
      const isStandard = ['SCT', 'DCM'].includes(scheme) && system !== undefined
      return isStandard ? [{ where: 'import-sr', system, code: value, display: meaning }] : []
    }),
  )
}

/** The systems of the hospital that does not exist: nobody else gives its codes a name. */
const INVENTED = ['http://hospital.example/', 'urn:oid:1.2.3.4.5']
const isInvented = ({ system }: Named) => INVENTED.some((own) => system.startsWith(own))

const SHIPPED = [
  ...FILES.flatMap((file) => codingsIn(readRepositoryJson(file), file)),
  ...codingsIn(readRepositoryJson('fixtures/orderables.json'), 'fixtures/orderables.json'),
  ...writtenBySr(),
].filter((named) => !isInvented(named))

const LOCAL = 'http://tace-resistance-cds.example/'
const SNOMED_OID = 'urn:oid:2.16.840.1.113883.6.96'
const isIcd = (system: string) => /icd|^urn:oid:(?!2\.16\.840\.1\.113883\.6\.96$)/.test(system)

/** `C220` of sites that write no dot is `C22.0`. */
const withDot = (code: string) => code.replace(/^([A-Z]\d\d)(\d+)$/, '$1.$2')

/** Under what a code is in the table of names: the editions of ICD are one list. */
function keyOf({ system, code }: Named): readonly [list: string, code: string] {
  if (system.includes('icd-o')) return ['ICD-O', code]
  if (isIcd(system)) return ['ICD', withDot(code)]
  return [system === SNOMED_OID ? 'http://snomed.info/sct' : system, code]
}

/** The names that a code of this project has by its own definition. */
function ownNames({ system, code }: Named): readonly string[] {
  const id = system.slice(`${LOCAL}CodeSystem/`.length)
  const file = readRepositoryJson(`cds-services/terminology/code-systems/${id}.json`)
  const found = objects((file as JsonObject)['concept']).find((each) => each['code'] === code)
  return [found?.['display'], ...objects(found?.['designation']).map(({ value }) => value)].map(
    String,
  )
}

function namesOf(named: Named): readonly string[] {
  const [list, code] = keyOf(named)
  return named.system.startsWith(LOCAL) ? ownNames(named) : (NAMES[list]?.[code]?.names ?? [])
}

const plain = (name: string) => name.replace(/ \([a-z ]+\)$/, '').toLowerCase()

describe('the display of a code', () => {
  test('is one of the names that others give it, wherever it is shipped or written', () => {
    expect(SHIPPED.length).toBeGreaterThan(1500)
    const wrong = SHIPPED.filter(
      (named) => !namesOf(named).map(plain).includes(plain(named.display)),
    )
    expect([...new Set(wrong.map((named) => JSON.stringify(named)))]).toEqual([])
  })

  test('is looked up for no code that is nowhere', () => {
    const used = new Set(SHIPPED.map((named) => keyOf(named).join('|')))
    const listed = Object.entries(NAMES).flatMap(([system, codes]) =>
      Object.keys(codes).map((code) => `${system}|${code}`),
    )
    expect(listed.filter((token) => !used.has(token))).toEqual([])
  })

  test('has a source', () => {
    const sources = Object.values(NAMES).flatMap((codes) => Object.values(codes))
    expect(sources.every(({ source }) => source.length > 5)).toBe(true)
  })
})
