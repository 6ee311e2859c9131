import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Command } from 'commander'
import { addEvidenceCommand } from '../../../src/evaluation/evidence/commands/evidence.ts'

let repository: string
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'evidence-'))
})
afterEach(() => rmSync(repository, { recursive: true }))

/** Runs `evidence` over a repository without services; what it says, or that it fails. */
async function run(...args: readonly string[]): Promise<readonly string[]> {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const program = new Command()
  addEvidenceCommand(program, { dossiers: [], repository, say })
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: say })
  await program.parseAsync(['evidence', ...args], { from: 'user' })
  return said
}

describe('evidence --check', () => {
  const page = () => join(repository, 'docs/evidence/README.md')

  test('fails and names what is missing, and writes nothing', async () => {
    await expect(run('--check')).rejects.toThrow('stale, run npm run evidence')
    expect(() => readFileSync(page())).toThrow('ENOENT')
  })

  test('holds after evidence was written, and fails again when a file is changed', async () => {
    expect(await run()).toEqual(['1 files, 1 changed'])
    expect(await run('--check')).toEqual(['1 files are up to date'])
    writeFileSync(page(), `${readFileSync(page(), 'utf8')} `)
    await expect(run('--check')).rejects.toThrow('docs/evidence/README.md')
  })

  test('writes the same again', async () => {
    await run()
    expect(await run()).toEqual(['1 files, 0 changed'])
  })
})
