import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

/** What a reader reads: tables, code and headings count too; rules of tables and marks do not. */
const words = (path: string) =>
  readFileSync(repositoryPath(path), 'utf8').match(/[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0

describe('a document that everybody reads is short', () => {
  test.each([
    ['README.md', 500],
    ['docs/run.md', 2_000],
    ['docs/regulation.md', 800],
  ])('%s has at most %i words', (path, most) => {
    expect(words(path)).toBeLessThanOrEqual(most)
  })
})
