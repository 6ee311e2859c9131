import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Service } from '../../../hook/service.ts'
import { nomogramSvg } from '../nomogram.ts'

/** What the command works with. */
export interface NomogramOptions {
  readonly definitions: readonly Service[]
  readonly say: (text: string) => void
}

/** `nomogram [SERVICE] --out FILE`: draws a service's model. */
export function addNomogramCommand(program: Command, { definitions, say }: NomogramOptions): void {
  const command = program
    .command('nomogram')
    .description("draw a service's model: points per predictor, their sum, the risk")
    .argument('[service]', 'folder of the service', definitions[0]?.id)
    .requiredOption('--out <file>', 'SVG file to write')
    .action((service: string | undefined, { out }: { readonly out: string }) => {
      const definition = definitions.find(({ id }) => id === service)
      if (definition === undefined) {
        const known = definitions.map(({ id }) => id).join(', ')
        command.error(`no service ${service ?? ''}; there is: ${known}`)
        return
      }
      writeFileSync(out, nomogramSvg(definition))
      say(`${out}: ${definition.model.definition.id} ${definition.model.definition.version}`)
    })
}
