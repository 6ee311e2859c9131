import { Option } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import {
  anchorToPrevalence,
  calibrateToOutcomes,
  type OutcomeReport,
} from '../recalibration-study.ts'
import { anchoredModel, calibratedModel } from './cohort-models.ts'
import {
  type CommonOptions,
  type ModelOptions,
  prevalence,
  type Prevalence,
  withCommonOptions,
  withModelOptions,
} from './cohort-options.ts'
import { deliver, prepare, signedOff, writeModel } from './cohort-study.ts'

interface RecalibrateOptions extends CommonOptions, ModelOptions {
  readonly outcomes?: boolean
  readonly prevalence?: Prevalence
  readonly method: OutcomeReport['asked']
  readonly shrinkage: boolean
}

async function anchor(
  terminal: Terminal,
  file: string,
  options: RecalibrateOptions,
  { share, patients }: Prevalence,
): Promise<void> {
  const wanted = { hasOutcome: false, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(terminal, file, options, wanted)
  const { model, read, outcomeDefinition } = prepared
  const signature = signedOff(terminal, options, outcomeDefinition)
  const count = patients ?? read.cohort.patients
  const report = anchorToPrevalence(model, read.cohort, { events: share * count, patients: count })
  const written = signature && anchoredModel(model, read, report, signature)
  await deliver(terminal, prepared, report, options)
  if (written && options.writeModel) await writeModel(terminal, options.writeModel, written)
}

async function calibrate(
  terminal: Terminal,
  file: string,
  options: RecalibrateOptions,
): Promise<void> {
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(terminal, file, options, wanted)
  const { model, read, thresholds, outcomeDefinition } = prepared
  const signature = signedOff(terminal, options, outcomeDefinition)
  const report = calibrateToOutcomes(model, read.cohort, {
    asked: options.method,
    isShrunken: options.shrinkage,
    thresholds,
  })
  const written = signature && calibratedModel(model, read, report, signature)
  await deliver(terminal, prepared, report, options)
  if (written && options.writeModel) await writeModel(terminal, options.writeModel, written)
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
  withModelOptions(withCommonOptions(command))
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
