import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { keepFiles } from '../../../src/evaluation/evidence/commands/evidence.ts'
import { generatedFiles } from '../../../src/evaluation/evidence/generated-files.ts'

let repository: string
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'evidence-'))
})
afterEach(() => rmSync(repository, { recursive: true }))

/** What `evidence` does for a repository without services. */
const keep = async (isCheck: boolean) => keepFiles(await generatedFiles([]), repository, isCheck)

describe('evidence --check', () => {
  const page = () => join(repository, 'docs/evidence/README.md')

  test('fails and names what is missing, and writes nothing', async () => {
    await expect(keep(true)).rejects.toThrow('stale, run npm run evidence')
    expect(() => readFileSync(page())).toThrow('ENOENT')
  })

  test('holds after evidence was written, and fails again when a file is changed', async () => {
    expect(await keep(false)).toBe('1 files, 1 changed')
    expect(await keep(true)).toBe('1 files are up to date')
    writeFileSync(page(), `${readFileSync(page(), 'utf8')} `)
    await expect(keep(true)).rejects.toThrow('docs/evidence/README.md')
  })

  test('writes the same again', async () => {
    await keep(false)
    expect(await keep(false)).toBe('1 files, 0 changed')
  })
})
