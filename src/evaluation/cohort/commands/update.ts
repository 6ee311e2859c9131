import type { Command } from 'commander'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import type { LeftOutPart, SiteEvidence } from '../../../clinical/models/site-evidence.ts'
import { withAnchorOptions } from './anchor.ts'
import { withCommonOptions, withModelOptions } from './cohort-options.ts'
import { checkNotThere, prepare, writeModel } from './cohort-study.ts'
import { type OutcomeModelOptions, updatedModel } from './update-model.ts'

const ends = ({ value, low, high }: { value: number; low: number; high: number }) =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`

const partLine = ({ name, patients, events, observedToExpected: ratio }: LeftOutPart) =>
  `    ${name} by a model of the others: ${String(events)} of ${String(patients)}, ${ratio === undefined ? 'not estimable' : ends(ratio)}`

/** What was made of the outcomes, in lines. */
export function describeEvidence({ anchor, update, validation }: SiteEvidence): string {
  return [
    `anchored on ${String(anchor.patients)} patients`,
    ...(update === undefined
      ? []
      : [
          `updated with ${String(update.patients)} patients, ${String(update.events)} with the outcome (${update.expectedEvents.toFixed(2)} expected)`,
        ]),
    ...(validation === undefined
      ? []
      : [
          `checked on ${String(validation.patients)} patients, ${String(validation.events)} with the outcome${validation.isOnFew ? ' (few)' : ''}`,
          `  observed : expected ${ends(validation.observedToExpected)}`,
          ...(validation.parts ?? []).map(partLine),
          `  calibration slope ${ends(validation.calibrationSlope)}`,
          `  c-statistic ${ends(validation.cStatistic)}, ICI ${validation.ici.toFixed(3)}`,
        ]),
    `valid until ${(validation ?? update ?? anchor).expires}`,
  ].join('\n')
}

/** Gives a command the options by which outcomes make a model. */
export const withOutcomeModelOptions = (command: Command): Command =>
  withAnchorOptions(command)
    .option('--patient-column <name>', 'column of the pseudonyms', 'patient')
    .option('--followed-to-horizon', 'state that each 0 was followed to the horizon')
    .option('--validation <file>', 'other patients with outcomes: for a calibrated model')
    .option('--validation-key <key>', 'their device and method (default: --key)')
    .option('--validation-from <date>', 'first day of them, YYYY-MM-DD')
    .option('--validation-to <date>', 'last day of them, YYYY-MM-DD')
    .option(
      '--leave-out <name>',
      'in place of other patients: column of years or scanners, each judged by a model of the others',
    )
    .option('--second-signed-off-by <name>', 'who else answers for a calibrated model')
    .option('--second-role <role>', 'role of that person')

async function run(terminal: Terminal, file: string, options: OutcomeModelOptions) {
  const { writeModel: path, describe = false } = options
  if (describe) {
    const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: [] }
    await prepare(terminal, file, options, wanted)
    return
  }
  if (path !== undefined) checkNotThere(path)
  const model = await updatedModel(terminal, file, options)
  if (model.site !== undefined) terminal.say(describeEvidence(model.site))
  if (path !== undefined) await writeModel(terminal, path, model)
}

/** `cohort update`: the model after outcomes of a site's own patients, and calibrated on others. */
export const define: Define = (command, terminal) =>
  withOutcomeModelOptions(withModelOptions(withCommonOptions(command))).action(
    (file: string, options: OutcomeModelOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
  )
