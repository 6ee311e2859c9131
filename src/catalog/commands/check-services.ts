import { join, resolve } from 'node:path'
import { readCatalogConfig } from '../../base/config/catalog-config.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { toIsoDate } from '../../base/time.ts'
import { checkDocuments } from '../check-documents.ts'
import { openFolder } from '../folder.ts'
import { checkCatalog } from '../load-catalog.ts'
import { type CatalogProblem, Problems } from '../problems.ts'
import { programDocuments } from '../program-documents.ts'
import { CATALOG_FOLDER, catalogOptions } from '../shipped.ts'

const count = (n: number, noun: string, nouns: string) => `${String(n)} ${n === 1 ? noun : nouns}`

function describeMistake({ line, path, message, mend }: CatalogProblem): readonly string[] {
  const place = [line === undefined ? '' : `line ${String(line)}`, path].filter(
    (part) => part !== '',
  )
  return [
    `  ${place.length === 0 ? 'the file' : place.join('  ')}`,
    `      ${message}`,
    ...(mend === undefined || mend === '' ? [] : [`      -> ${mend}`]),
  ]
}

/** The mistakes of a folder by file, as people read them. */
export function describeMistakes(mistakes: readonly CatalogProblem[]): string {
  if (mistakes.length === 0) return 'no mistake: the service starts with this folder'
  const files = [...new Set(mistakes.map(({ file }) => file))]
  const byFile = files.flatMap((file) => [
    '',
    file === '' ? '(folder)' : file,
    ...mistakes.filter((mistake) => mistake.file === file).flatMap(describeMistake),
  ])
  const head = `${count(mistakes.length, 'mistake', 'mistakes')} in ${count(files.length, 'file', 'files')}`
  return [head, ...byFile].join('\n')
}

/** What the documents and pages of this program say without a source. */
function checkProgram(): readonly CatalogProblem[] {
  const problems = new Problems()
  const root = openFolder(CATALOG_FOLDER, new Problems())
  checkDocuments(root, programDocuments(join(CATALOG_FOLDER, '..')), problems)
  return problems.found()
}

function run(
  { say, endWith, environment, clock }: Terminal,
  folder: string | undefined,
  { json }: { readonly json?: true },
): void {
  const config = readCatalogConfig(environment)
  const servicesFolder = folder === undefined ? config.servicesFolder : resolve(folder)
  const options = catalogOptions({ ...config, servicesFolder })
  const mistakes = [
    ...checkCatalog(options, toIsoDate(clock.now())),
    ...(resolve(options.folder) === CATALOG_FOLDER ? checkProgram() : []),
  ]
  say(json === true ? JSON.stringify(mistakes, null, 2) : describeMistakes(mistakes))
  if (mistakes.length > 0) endWith(1)
}

/** `check-services`: everything that is wrong with a folder of services, at once. */
export const define: Define = (command, terminal) =>
  command
    .argument(
      '[folder]',
      'folder of services; by default the one that the service would start with',
    )
    .option('--json', 'print JSON')
    .action((folder: string | undefined, options: { readonly json?: true }) =>
      run(terminal, folder, options),
    )
