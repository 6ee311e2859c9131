import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { validationStudy } from '../validation-study.ts'
import { type CommonOptions, names, withCommonOptions } from './cohort-options.ts'
import { deliver, prepare } from './cohort-study.ts'

interface ValidateOptions extends CommonOptions {
  readonly subgroup?: readonly string[]
}

async function run(terminal: Terminal, file: string, options: ValidateOptions): Promise<void> {
  const { subgroup = [] } = options
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: subgroup }
  const prepared = await prepare(terminal, file, options, wanted)
  if (prepared === undefined) return
  const { model, read, thresholds } = prepared
  await deliver(terminal, prepared, validationStudy(model, read.cohort, thresholds), options)
}

/** `cohort validate`: the installed model on local patients. */
export const define: Define = (command, terminal) =>
  withCommonOptions(command)
    .option('--subgroup <name,...>', 'columns of texts that tell patients into subgroups', names)
    .action((file: string, options: ValidateOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
