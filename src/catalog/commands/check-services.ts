import { resolve } from 'node:path'
import { readCatalogConfig } from '../../base/config/catalog-config.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { toIsoDate } from '../../base/time.ts'
import { checkCatalog } from '../load-catalog.ts'
import type { CatalogProblem } from '../problems.ts'
import { catalogOptions } from '../shipped.ts'

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

function run(
  { say, endWith, environment, clock }: Terminal,
  folder: string | undefined,
  { json }: { readonly json?: true },
): void {
  const config = readCatalogConfig(environment)
  const servicesFolder = folder === undefined ? config.servicesFolder : resolve(folder)
  const options = catalogOptions({ ...config, servicesFolder })
  const mistakes = checkCatalog(options, toIsoDate(clock.now()))
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
