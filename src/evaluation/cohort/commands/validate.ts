import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { shownLogOdds } from '../../anchoring/shown-risks.ts'
import { AGE_AND_SEX } from '../data-dictionary.ts'
import { validationStudy } from '../validation-study.ts'
import { platformsOf } from './anchor.ts'
import { patientsOf } from './cohort-models.ts'
import { type CommonOptions, names, withCommonOptions } from './cohort-options.ts'
import { deliver, prepare, type Prepared } from './cohort-study.ts'

interface ValidateOptions extends CommonOptions {
  readonly subgroup?: readonly string[]
  readonly key?: string
  readonly keyColumn?: string
  readonly clusters?: string
}

/** The risks that cards say, where the model is about a site's own patients. */
function judgedLogOdds(prepared: Prepared, options: ValidateOptions): Float64Array | undefined {
  const { model, read } = prepared
  if (model.site?.anchor.kind !== 'patients') return undefined
  return shownLogOdds(model, patientsOf(model, read, platformsOf(prepared, options)))
}

async function run(terminal: Terminal, file: string, options: ValidateOptions): Promise<void> {
  const { subgroup = [], keyColumn, clusters } = options
  const named = [keyColumn, clusters].filter((name) => name !== undefined)
  const subgroups = [...new Set([...subgroup, ...named])]
  const wanted = {
    ...{ hasOutcome: true, candidates: [], isModelNeeded: true },
    ...{ subgroups, optional: AGE_AND_SEX },
  }
  const prepared = await prepare(terminal, file, options, wanted)
  if (prepared === undefined) return
  const { model, read, thresholds } = prepared
  const linearPredictor = judgedLogOdds(prepared, options)
  const report = validationStudy(model, read.cohort, thresholds, {
    linearPredictor,
    incomplete: read.incomplete,
    clusters,
  })
  await deliver(terminal, prepared, report, options)
}

/** `cohort validate`: the installed model on local patients. */
export const define: Define = (command, terminal) =>
  withCommonOptions(command)
    .option('--key <key>', "with a site's own model: device and method of all rows")
    .option('--key-column <name>', 'the same: column that holds device and method of each row')
    .option('--subgroup <name,...>', 'columns of texts that tell patients into subgroups', names)
    .option(
      '--clusters <name>',
      'column (year, scanner) of groups that are judged by an update on all others',
    )
    .action((file: string, options: ValidateOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
