import { writeFileSync } from 'node:fs'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { nomogramSvg } from '../nomogram.ts'

async function run(
  { say, environment }: Terminal,
  service: string | undefined,
  out: string,
): Promise<void> {
  const { definitions } = await readCatalog(environment)
  const definition =
    service === undefined ? definitions[0] : definitions.find(({ id }) => id === service)
  if (definition === undefined) {
    const known = definitions.map(({ id }) => id).join(', ')
    throw new Error(`no service ${service ?? ''}; there is: ${known}`)
  }
  writeFileSync(out, nomogramSvg(definition))
  say(`${out}: ${definition.model.definition.id} ${definition.model.definition.version}`)
}

/** `nomogram [SERVICE] --out FILE`: draws a service's model. */
export const define: Define = (command, terminal) =>
  command
    .argument('[service]', 'folder of the service (default: the first)')
    .requiredOption('--out <file>', 'SVG file to write')
    .action((service: string | undefined, { out }: { readonly out: string }) =>
      run(terminal, service, out),
    )
