import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { toR5 } from '../../src/clinical/fhir/to-r5.ts'
import { everythingWritten, type Written } from '../support/fhir-written.ts'
import { repositoryPath } from '../support/paths.ts'
import { knownDefinitions } from './support/definitions.ts'
import { validate, type Validation } from './support/validator.ts'

/**
 * Of a ValueSet's code system by OID the validator asks HAPI's context for all code systems, which
 * that context refuses (HAPI-0650). It is given a URL in its place: all else is looked at, and for
 * OIDs the laws of test/fhir hold.
 */
const toLine = ({ resource }: Written) => {
  const text = JSON.stringify(resource)
  return resource.resourceType === 'ValueSet'
    ? text.replaceAll('"system":"urn:oid:', '"system":"https://oid.example/')
    : text
}

const folder = mkdtempSync(join(tmpdir(), 'written-'))
const definitions = join(folder, 'definitions')
afterAll(() => rmSync(folder, { recursive: true }))

let written: readonly Written[]
let validation: Validation
beforeAll(async () => {
  written = await everythingWritten()
  const files = join(folder, 'written')
  mkdirSync(files)
  writeFileSync(join(files, 'all.ndjson'), `${written.map(toLine).join('\n')}\n`)
  mkdirSync(definitions)
  for (const [i, resource] of knownDefinitions().entries())
    writeFileSync(join(definitions, `${String(i)}.json`), JSON.stringify(resource))
  validation = await validate([files], definitions)
})

const errorsIn = ({ findings }: Validation) =>
  findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')

describe("HL7's validator, over everything that is written as FHIR,", () => {
  test('has looked at all of it', () => {
    expect(written.length).toBeGreaterThan(500)
    expect(validation.resources).toBe(written.length)
  })

  test('finds no error', () => {
    expect(
      errorsIn(validation).map(({ resource, location, message }) => {
        const { by, name } = written[resource - 1] ?? {}
        return `${String(by)} ${String(name)}: ${location}: ${message}`
      }),
    ).toEqual([])
  })

  test('finds no error in R5 in what is suggested or written to a server of R5', async () => {
    const suggested = written
      .filter(({ by }) => /cards|risk-assessment|finding-resource/.test(by))
      .map(({ resource }) => resource)
    const inR4 = suggested
      .filter(({ resourceType }) => resourceType === 'ServiceRequest')
      .slice(0, 1)
    const lines = [...suggested.map(toR5), ...inR4].map((resource) => JSON.stringify(resource))
    const file = join(folder, 'r5.ndjson')
    writeFileSync(file, lines.join('\n'))
    const r5 = await validate([file], undefined, 'R5')
    expect(r5.resources).toBeGreaterThan(20)
    expect(new Set(errorsIn(r5).map(({ resource }) => resource))).toEqual(new Set([lines.length]))
  })

  test('knows the extensions of this project, and where they may stand', async () => {
    const url = `${SHIPPED_BASE}/StructureDefinition/code-source`
    const withExtension = (extension: object) => ({
      resourceType: 'ValueSet',
      status: 'draft',
      compose: {
        include: [
          {
            system: 'https://codes.example',
            concept: [{ code: 'a', extension: [{ url, ...extension }] }],
          },
        ],
      },
    })
    const file = join(folder, 'extensions.ndjson')
    const lines = [{ valueString: 'looked up' }, {}, { valueBoolean: true }].map((extension) =>
      JSON.stringify(withExtension(extension)),
    )
    writeFileSync(file, lines.join('\n'))
    const shipped = 'cds-services/terminology/structure-definitions/code-source.json'
    const text = readFileSync(repositoryPath(shipped), 'utf8')
    const elsewhere = join(folder, 'elsewhere.json')
    writeFileSync(elsewhere, text.replace('ValueSet.compose.include.concept', 'ValueSet.nowhere'))
    const wrong = errorsIn(await validate([file, elsewhere], definitions))
    const [places, values] = [
      wrong.filter((finding) => finding.file === elsewhere),
      wrong.filter((finding) => finding.file === file),
    ]
    expect(new Set(values.map(({ resource }) => resource))).toEqual(new Set([2, 3]))
    expect(places.map(({ message }) => message)).toEqual([
      expect.stringContaining('ValueSet.nowhere'),
    ])
  })
})
