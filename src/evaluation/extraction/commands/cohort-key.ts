import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { type ExportLine, readExport, typeInFront } from '../../../base/formats/bulk-export.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import type { ValueSet } from '../../../clinical/terminology/value-set.ts'
import { EXPORTED } from '../exported-record.ts'
import { codesOf, inputsOf } from '../relevant-observations.ts'
import { routeOf, routeOfUnread } from '../route-line.ts'
import { readOutcomeRule } from '../../outcomes/read-outcome-rule.ts'
import { boardOf, extractedService } from './extract-options.ts'

interface KeyOptions {
  readonly scores?: true
  readonly outcomeDefinition?: string
}

/** In front of a line that every part needs, since it names nobody. */
const ANYBODY = '*'

/** In front of the types that came in. No id of FHIR has such a sign. */
const TYPES = '!'

/** The key of a line; nothing when the line cannot matter. */
function keyOf(line: ExportLine, codes: ValueSet): string | undefined {
  if ('why' in line)
    return routeOfUnread(line, typeInFront(line.text), undefined).patientId ?? ANYBODY
  const route = routeOf(line.resource, codes)
  if (route.kind === 'irrelevant') return undefined
  return route.kind === 'patient' ? route.id : ANYBODY
}

async function keyLines(terminal: Terminal, codes: ValueSet, output: Writable): Promise<void> {
  const types = new Set<string>()
  const source = { name: '-', stream: terminal.input() }
  for await (const { lines } of readExport(source, EXPORTED)) {
    let text = ''
    for (const line of lines) {
      if ('resource' in line) types.add(line.resource.resourceType)
      const key = keyOf(line, codes)
      if (key !== undefined) text += `${key}\t${line.text}\n`
    }
    if (text !== '' && !output.write(text)) await once(output, 'drain')
  }
  output.write(`${TYPES}\t${[...types].join(',')}\n`)
}

async function run(terminal: Terminal, options: KeyOptions): Promise<void> {
  const { scores, outcomeDefinition } = options
  const catalog = await readCatalog(terminal.environment)
  const { definition } = extractedService(catalog)
  const board = scores === undefined ? undefined : boardOf(catalog, definition.id).board
  const rule =
    outcomeDefinition === undefined ? undefined : await readOutcomeRule(outcomeDefinition)
  const codes = codesOf(inputsOf(definition, board), rule?.observation?.codes.codings ?? [])
  await keyLines(terminal, codes, terminal.output())
}

/**
 * `cohort key`: before an engine divides an export by patients. It may be given every option of
 * `cohort extract`, so that both see the same.
 */
export const define: Define = (command, terminal) =>
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .option('--scores', 'keep what the scores of the board are computed from, too')
    .option('--outcome-definition <file>', 'keep the Observations that state the outcome, too')
    .action((options: KeyOptions) => withFaultsTold(terminal, () => run(terminal, options)))
