import { Option } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { calibrateToOutcomes, type OutcomeReport } from '../recalibration-study.ts'
import { type AnchorOptions, anchorTable, withAnchorOptions } from './anchor.ts'
import {
  prevalence,
  type Prevalence,
  withCommonOptions,
  withModelOptions,
} from './cohort-options.ts'
import { deliver, prepare } from './cohort-study.ts'

/** Why maximum-likelihood figures become no model. */
const NO_STEP_IS_LEFT_OUT =
  'these figures are for the report: a model is written by steps, each with its gate; begin with cohort anchor'

interface RecalibrateOptions extends AnchorOptions {
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

async function calibrate(
  terminal: Terminal,
  file: string,
  options: RecalibrateOptions,
): Promise<void> {
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(terminal, file, options, wanted)
  if (prepared === undefined) return
  const { model, read, thresholds } = prepared
  if (options.writeModel !== undefined) throw new Fault('malformed-request', NO_STEP_IS_LEFT_OUT)
  const report = calibrateToOutcomes(model, read.cohort, {
    asked: options.method,
    isShrunken: options.shrinkage,
    thresholds,
  })
  await deliver(terminal, prepared, report, options)
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
  withAnchorOptions(withModelOptions(withCommonOptions(command)))
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
