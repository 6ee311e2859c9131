import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
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
    why: 'snapshots need the package of R4, and HAPI has its definitions without it',
  },
]

/**
 * Value sets that name code systems by OID: for each the validator asks HAPI's context for all code
 * systems, which that context refuses (HAPI-0650). The laws of test/fhir hold for them.
 */
const cannotBeLookedAt = ({ resource }: Written) =>
  resource.resourceType === 'ValueSet' && JSON.stringify(resource).includes('"urn:oid:')

const isFalse = ({ message }: Finding) => FALSE_FINDINGS.some(({ says }) => says.test(message))

const folder = mkdtempSync(join(tmpdir(), 'written-'))
afterAll(() => rmSync(folder, { recursive: true }))

let written: readonly Written[]
let validation: Validation
beforeAll(async () => {
  written = (await everythingWritten()).filter((one) => !cannotBeLookedAt(one))
  const files = join(folder, 'written')
  mkdirSync(files)
  const lines = written.map(({ resource }) => JSON.stringify(resource)).join('\n')
  writeFileSync(join(files, 'all.ndjson'), `${lines}\n`)
  const definitions = join(folder, 'definitions')
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
})
