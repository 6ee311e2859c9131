import { basename } from 'node:path'
import { TableWriter } from '../../../base/formats/table/write-table.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { textTable } from '../../../base/terminal/text-table.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { OUTCOME, type Variable } from '../data-dictionary.ts'
import { FOLLOW_UP } from '../../outcomes/outcome-columns.ts'
import { readModel } from './installed-model.ts'

interface TemplateOptions {
  readonly service?: string
}

/** What a column holds, as a line of the table that explains the template. */
function explained({ name, labels = [], unit = '', acceptance, isBinary }: Variable) {
  const values = isBinary ? '1 or 0, yes or no' : (acceptance ?? []).join(' to ')
  return [name, [...new Set(labels)].join(', '), values, unit === '1' ? 'ratio' : unit]
}

async function run(terminal: Terminal, file: string, options: TemplateOptions): Promise<void> {
  const { model, variables } = await readModel(terminal.environment, options)
  const own = variables.filter(({ name }) =>
    model.terms.some(({ predictor }) => predictor === name),
  )
  const names = [...own.map(({ name }) => name), OUTCOME, FOLLOW_UP.name]
  const writer = await TableWriter.open(file, ['patient', ...names])
  await writer.finish()
  const rows = [
    ['patient', 'any pseudonym; tells repeated rows', '', ''],
    ...own.map(explained),
    [OUTCOME, '', '1 or 0, yes or no, death, transplant', ''],
    [FOLLOW_UP.name, 'from the first TACE to the outcome or the last look', '0 and more', 'days'],
  ]
  terminal.say(
    [
      `Wrote ${basename(file)}: one row per patient, values as they were before the first TACE. An empty cell is missing.`,
      textTable(['column', 'also called', 'values', 'unit'], rows),
    ].join('\n'),
  )
}

/** `cohort template`: an empty table with the columns that the other commands read. */
export const define: Define = (command, terminal) =>
  command
    .argument('<file>', 'the table to write: .csv')
    .option('--service <id>', 'the service whose model it is (default: the first)')
    .action((file: string, options: TemplateOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
