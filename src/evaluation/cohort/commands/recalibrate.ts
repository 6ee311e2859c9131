import { Option } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { calibrateToOutcomes, type OutcomeReport } from '../recalibration-study.ts'
import { anchorTable } from './anchor.ts'
import {
  prevalence,
  type Prevalence,
  withCommonOptions,
  withModelOptions,
} from './cohort-options.ts'
import { checkNotThere, deliver, prepare, writeModel } from './cohort-study.ts'
import { withOutcomeModelOptions } from './update.ts'
import { type OutcomeModelOptions, updatedModel } from './update-model.ts'

interface RecalibrateOptions extends OutcomeModelOptions {
  readonly outcomes?: boolean
  readonly prevalence?: Prevalence
  readonly method: OutcomeReport['asked']
  readonly shrinkage: boolean
}

/** The old name of anchoring: the share must be counted, and the patients those of the table. */
async function anchor(
  terminal: Terminal,
  file: string,
  options: RecalibrateOptions,
  { share, patients }: Prevalence,
): Promise<void> {
  if (patients === undefined)
    throw new Fault('malformed-request', '--prevalence is a count, EVENTS/PATIENTS: 25/100')
  const counted = { events: Math.round(share * patients), patients }
  await anchorTable(terminal, file, { ...options, share: counted })
}

/**
 * The maximum likelihood figures for the report; what is written beside them is the model of the
 * state that the gates allow.
 */
async function calibrate(
  terminal: Terminal,
  file: string,
  options: RecalibrateOptions,
): Promise<void> {
  const { writeModel: path } = options
  if (path !== undefined) checkNotThere(path)
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(terminal, file, options, wanted)
  if (prepared === undefined) return
  const { model, read, thresholds } = prepared
  const report = calibrateToOutcomes(model, read.cohort, {
    asked: options.method,
    isShrunken: options.shrinkage,
    thresholds,
  })
  const written = path === undefined ? undefined : await updatedModel(terminal, file, options)
  await deliver(terminal, prepared, report, options)
  if (path !== undefined && written !== undefined) await writeModel(terminal, path, written)
}

async function run(terminal: Terminal, file: string, options: RecalibrateOptions): Promise<void> {
  const { outcomes = false, prevalence: share } = options
  if (outcomes === (share !== undefined))
    throw new Fault('malformed-request', 'give either --outcomes or --prevalence')
  if (share === undefined) await calibrate(terminal, file, options)
  else await anchor(terminal, file, options, share)
}

/** `cohort recalibrate`: the installed model, updated by local patients. */
export const define: Define = (command, terminal) =>
  withOutcomeModelOptions(withModelOptions(withCommonOptions(command)))
    .option('--outcomes', 'the table has outcomes')
    .option(
      '--prevalence <share>',
      'share of patients with the outcome, EVENTS/PATIENTS or a probability',
      prevalence,
    )
    .addOption(
      new Option('--method <method>', 'with outcomes: what is updated')
        .choices(['closed-test', 'none', 'intercept', 'intercept-and-slope', 'refit'])
        .default('closed-test'),
    )
    .option('--no-shrinkage', 'keep the whole update of slope or coefficients')
    .action((file: string, options: RecalibrateOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
