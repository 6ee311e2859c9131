import { readFileSync, writeFileSync } from 'node:fs'
import type { Define } from '../../terminal/lazy-commands.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { describeSettings } from '../describe-settings.ts'

interface Options {
  readonly out: string
  readonly check?: true
}

function writeDocs({ say }: Terminal, { out, check }: Options): void {
  const text = describeSettings()
  if (check === undefined) writeFileSync(out, text)
  else if (readFileSync(out, 'utf8') !== text)
    throw new Error(`stale, run npm run config:docs: ${out}`)
  say(check === undefined ? `${out}: written` : `${out}: up to date`)
}

/** `config-docs --out FILE [--check]`: writes the table of settings, or compares it. */
export const define: Define = (command, terminal) =>
  command
    .requiredOption('--out <file>', 'Markdown file')
    .option('--check', 'write nothing; fail when the file is not what would be written')
    .action((options: Options) => writeDocs(terminal, options))
