import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { DOCUMENTS } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'

/** What a reader reads: tables, code and headings count too; their marks do not. */
const words = (path: string) =>
  readFileSync(repositoryPath(path), 'utf8').match(/[^\s|]*[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0

/** Whom a document is for. What is looked up and not read is a reference. */
const READERS = {
  user: [
    'README.md',
    'SECURITY.md',
    'docs/clinical-safety.md',
    'docs/conformance-runner.md',
    'docs/monitoring.md',
    'docs/regulation.md',
    'docs/run.md',
    'docs/site-file.md',
    'docs/validation.md',
    /^docs\/integration-guides\//,
  ],
  reference: [
    'docs/CHANGELOG.md',
    'docs/codes.md',
    'docs/configuration.md',
    'docs/conformance.md',
    'docs/published-scores.md',
    /^docs\/evidence\//,
    /^fixtures\//,
  ],
  contributor: [
    'docs/CONTRIBUTING.md',
    'docs/adding-a-model.md',
    'docs/architecture.md',
    'docs/naming.md',
    'docs/performance.md',
    /^docs\/adr\//,
  ],
} satisfies Readonly<Record<string, readonly (string | RegExp)[]>>

type Reader = keyof typeof READERS

const isOf = (path: string, names: readonly (string | RegExp)[]) =>
  names.some((name) => (typeof name === 'string' ? name === path : name.test(path)))

const documentsOf = (reader: Reader) => DOCUMENTS.filter((path) => isOf(path, READERS[reader]))

const sum = (paths: readonly string[]) => paths.reduce((total, path) => total + words(path), 0)

/** The counts as a table, a line a document. */
function countsOf(reader: Reader): string {
  const paths = documentsOf(reader)
  const line = (count: number, what: string) => `${String(count).padStart(6)}  ${what}`
  return [
    ...paths.map((path) => line(words(path), path)),
    line(sum(paths), `in all, for a ${reader}`),
  ].join('\n')
}

describe('the words of the documents', () => {
  test('every document is for one kind of reader', () => {
    const readers = Object.keys(READERS) as Reader[]
    for (const path of DOCUMENTS)
      expect([path, readers.filter((one) => isOf(path, READERS[one])).length]).toEqual([path, 1])
    process.stdout.write(`${readers.map(countsOf).join('\n\n')}\n`)
  })

  test('what a user reads has at most 12 000 words', () => {
    expect(sum(documentsOf('user'))).toBeLessThanOrEqual(12_000)
  })

  test('README.md has at most 500', () => {
    expect(words('README.md')).toBeLessThanOrEqual(500)
  })
})
