import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { everythingWritten, type Written } from '../support/fhir-written.ts'
import { repositoryPath } from '../support/paths.ts'
import { type Finding, validate, type Validation } from './support/validator.ts'

/** What the validator says wrongly, and why it is wrong. */
interface FalseFinding {
  readonly says: RegExp
  readonly why: string
}

const FALSE_FINDINGS: readonly FalseFinding[] = [
  {
    says: /Unable to resolve package id hl7\.fhir\.r4\.core/,
    why: 'of an extension it makes the snapshot anew, from the package of R4, and HAPI has its definitions without it; HAPI makes the snapshot, as the last test shows',
  },
]

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

const isFalse = ({ message }: Finding) => FALSE_FINDINGS.some(({ says }) => says.test(message))

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
  for (const kind of ['code-systems', 'value-sets', 'structure-definitions', 'naming-systems'])
    cpSync(repositoryPath(`cds-services/terminology/${kind}`), join(definitions, kind), {
      recursive: true,
    })
  validation = await validate([files], definitions)
})

const errors = () =>
  validation.findings.filter(({ severity }) => severity === 'error' || severity === 'fatal')

describe("HL7's validator, over everything that is written as FHIR,", () => {
  test('has looked at all of it', () => {
    expect(written.length).toBeGreaterThan(500)
    expect(validation.resources).toBe(written.length)
  })

  test('finds no error', () => {
    const found = errors().filter((finding) => !isFalse(finding))
    expect(
      found.map(({ resource, location, message }) => {
        const { by, name } = written[resource - 1] ?? {}
        return `${String(by)} ${String(name)}: ${location}: ${message}`
      }),
    ).toEqual([])
  })

  test('says each thing that is allowed by name', () => {
    const unused = FALSE_FINDINGS.filter(
      ({ says }) => !errors().some(({ message }) => says.test(message)),
    )
    expect(unused.map(({ why }) => why)).toEqual([])
  })

  test('knows the extensions of this project by their snapshots', async () => {
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
    const { findings } = await validate([file], definitions)
    const wrong = findings.filter(({ severity }) => severity === 'error')
    expect(new Set(wrong.map(({ resource }) => resource))).toEqual(new Set([2, 3]))
  })
})
