import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { ModelFile } from '../../../catalog/model-file.ts'
import { generatedFiles, type Files, type ScoreFiles } from '../generated-files.ts'

/** What the command works with. */
export interface EvidenceOptions {
  readonly dossiers: readonly ModelFile[]
  readonly scored?: ScoreFiles | undefined
  /** Absolute path of the repository. */
  readonly repository: string
  readonly say: (text: string) => void
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Paths whose file is missing or says something else. */
export function staleFiles(files: Files, repository: string): readonly string[] {
  return Object.entries(files)
    .filter(([path, text]) => readOrNothing(join(repository, path)) !== text)
    .map(([path]) => path)
}

function write(files: Files, repository: string): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(repository, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

/** `evidence [--check]`: derives every figure again, and writes it down or compares it. */
export function addEvidenceCommand(
  program: Command,
  { dossiers, scored, repository, say }: EvidenceOptions,
): void {
  const command = program
    .command('evidence')
    .description('derive every published and assumed figure again, and write docs/evidence')
    .option('--check', 'write nothing; fail when a file is not what would be written')
    .action(async ({ check }: { readonly check?: true }) => {
      const files = await generatedFiles(dossiers, scored)
      const stale = staleFiles(files, repository)
      if (check === true && stale.length > 0)
        command.error(`stale, run npm run evidence: ${stale.join(', ')}`)
      if (check === undefined) write(files, repository)
      const count = String(Object.keys(files).length)
      say(
        check === true
          ? `${count} files are up to date`
          : `${count} files, ${String(stale.length)} changed`,
      )
    })
}
