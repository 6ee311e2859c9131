import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { toJsonSchemas } from '../../src/catalog/json-schemas.ts'
import { makeMistake, mistakeFixtures } from '../support/broken-services.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { copyOfServices } from '../support/services-folder.ts'

type Json = Readonly<Record<string, unknown>>

const SCHEMAS = toJsonSchemas()
const ROOT = repositoryPath('cds-services')
const services = copyOfServices()
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Json

const ajv = new Ajv({ strict: false, allErrors: true })
;(addFormats as unknown as (given: Ajv) => void)(ajv)
const VALIDATORS = Object.fromEntries(
  Object.entries(SCHEMAS).map(([kind, schema]) => [kind, ajv.compile(schema)]),
)

/** What a file is by the schema that it names, or a value set by its folder. */
function kindOf(path: string): string {
  const named = readJson(path)['$schema']
  if (typeof named === 'string') return join(dirname(path), named)
  return dirname(path).endsWith('terminology/value-sets')
    ? join(ROOT, 'schemas/value-set.schema.json')
    : `${path} names no schema`
}

const faultsOf = (path: string): readonly unknown[] => {
  const kind = /schemas\/(.+)\.schema\.json$/.exec(kindOf(path))?.[1] ?? ''
  const validate = VALIDATORS[kind]
  if (validate === undefined) return [`${path}: there is no schema ${kind}`]
  return validate(readJson(path)) ? [] : [path, ...(validate.errors ?? [])]
}

/**
 * The data files of a folder of services; templates hold what is still to be filled in, and FHIR
 * definitions that the service does not read hold to FHIR's own schema.
 */
const dataFiles = filesBelow(ROOT)
  .filter((path) => path.endsWith('.json'))
  .filter(
    (path) =>
      !/\/(schemas|templates|(code|naming)-systems|structure-definitions)\/|\/dicom-sr\.json$/.test(
        path,
      ),
  )

describe('the JSON Schemas of the data files', () => {
  test.each(Object.keys(SCHEMAS))('%s is what npm run schemas would write', (kind) => {
    expect(readRepositoryJson(`cds-services/schemas/${kind}.schema.json`)).toEqual(SCHEMAS[kind])
  })

  test('are as many as there are files of them', () => {
    expect(filesBelow(join(ROOT, 'schemas'))).toHaveLength(Object.keys(SCHEMAS).length)
  })

  test('every data file names its own, but value sets, and holds to it', () => {
    expect(dataFiles.length).toBeGreaterThan(100)
    expect(dataFiles.flatMap(faultsOf)).toEqual([])
  })

  test('each is named by a file that is shipped', () => {
    const named = [...dataFiles, repositoryPath('fixtures/site-file/example.json')].map(kindOf)
    const expected = Object.keys(SCHEMAS).map((kind) => join(ROOT, `schemas/${kind}.schema.json`))
    expect([...new Set(named)].toSorted()).toEqual(expected.toSorted())
  })

  test('is for editors: a model is the same whether its file names it or not', () => {
    const { definitions } = loadCatalog({ folder: ROOT, language: 'en' })
    expect(JSON.stringify(definitions)).not.toContain('$schema')
  })

  test('the example of a site file holds to its own', () => {
    expect(faultsOf(repositoryPath('fixtures/site-file/example.json'))).toEqual([])
  })

  test('a member that is misspelt, missing or of an unknown kind is seen in the editor', () => {
    const fixtures = Object.fromEntries(mistakeFixtures())
    const seen = ['member-misspelt', 'member-missing', 'kind-unknown'].map((name) => {
      const fixture = fixtures[name]!
      services.mend()
      makeMistake(services, fixture)
      const kind = /([a-z-]+)\.json$/.exec(fixture.file)?.[1] ?? ''
      return VALIDATORS[kind]?.(readJson(join(services.path, fixture.file)))
    })
    expect(seen).toEqual([false, false, false])
  })
})
