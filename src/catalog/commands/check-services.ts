import type { Command } from 'commander'

/** One mistake in a folder of services, as the catalog tells it. */
export interface Mistake {
  /** Path of the file from the folder of services. */
  readonly file: string
  readonly line: number | undefined
  /** JSONPath of the value; empty when the mistake is of the file as a whole. */
  readonly path: string
  readonly message: string
  readonly mend: string | undefined
}

/** What the command needs from outside. */
export interface CheckServicesPorts {
  /** Every mistake of a folder of services; of the configured one when none is named. */
  readonly check: (folder: string | undefined) => readonly Mistake[]
  readonly say: (text: string) => void
  /** Makes the process end with a failure. */
  readonly fail: () => void
}

const count = (n: number, singular: string, many: string) =>
  `${String(n)} ${n === 1 ? singular : many}`

function describeMistake({ line, path, message, mend }: Mistake): readonly string[] {
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
export function describeMistakes(mistakes: readonly Mistake[]): string {
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

/** Adds `check-services`: everything that is wrong with a folder of services, at once. */
export function addCheckServices(program: Command, { check, say, fail }: CheckServicesPorts): void {
  program
    .command('check-services')
    .description(
      'tell every mistake in a folder of services: file, line, JSON path, how to mend it',
    )
    .argument(
      '[folder]',
      'folder of services; by default the one that the service would start with',
    )
    .option('--json', 'print JSON')
    .action((folder: string | undefined, { json }: { readonly json?: true }) => {
      const mistakes = check(folder)
      say(json === true ? JSON.stringify(mistakes, null, 2) : describeMistakes(mistakes))
      if (mistakes.length > 0) fail()
    })
}
