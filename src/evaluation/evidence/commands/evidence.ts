import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { CATALOG_FOLDER } from '../../../catalog/shipped.ts'
import type { Source } from '../../../clinical/assessment/facts.ts'
import { keepVersions } from '../../anchoring/commands/versions.ts'
import { scoresByBoard } from '../served-model-cards.ts'
import { type Files, generatedFiles } from '../generated-files.ts'

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url))

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function write(files: Files, repository: string): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(repository, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

/**
 * Writes the files, or only compares them with those that are there.
 *
 * @param repository - Absolute path of the folder that the files' paths begin at.
 * @returns How many there are, and how many were not what they should be.
 * @throws {Error} That names the stale files, when they are only compared.
 */
export function keepFiles(files: Files, repository: string, isCheck: boolean): string {
  const stale = Object.entries(files)
    .filter(([path, text]) => readOrNothing(join(repository, path)) !== text)
    .map(([path]) => path)
  if (isCheck && stale.length > 0)
    throw new Error(`stale, run npm run evidence: ${stale.join(', ')}`)
  if (!isCheck) write(files, repository)
  const count = String(Object.keys(files).length)
  return isCheck
    ? `${count} files are up to date`
    : `${count} files, ${String(stale.length)} changed`
}

/** Every source with the day by which it is to be seen again, the next one first. */
function sourceTable(sources: readonly Source[]): string {
  const rows = sources
    .toSorted((a, b) => a.reviewBy.localeCompare(b.reviewBy) || a.id.localeCompare(b.id))
    .map(({ id, seen, seenOn, reviewBy, cite }) => [reviewBy, id, seen, seenOn, cite])
  return textTable(['review by', 'source', 'seen as', 'seen on', 'what'], rows)
}

async function run({ say, environment }: Terminal, isCheck: boolean): Promise<void> {
  // Before the catalog is read, which refuses the versions of another state of a model.
  say(keepVersions(CATALOG_FOLDER, isCheck))
  const catalog = await readCatalog(environment)
  const scored = { scores: catalog.scores, boards: scoresByBoard(catalog) }
  say(keepFiles(await generatedFiles(catalog.modelFiles, scored), REPOSITORY, isCheck))
  if (!isCheck) say(sourceTable(catalog.sources))
}

/** `evidence [--check]`: derives every figure again, and writes it down or compares it. */
export const define: Define = (command, terminal) =>
  command
    .option('--check', 'write nothing; fail when a file is not what would be written')
    .action(({ check = false }: { readonly check?: boolean }) => run(terminal, check))
