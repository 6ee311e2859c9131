import { Command, Option } from 'commander'
import {
  anchorToPrevalence,
  calibrateToOutcomes,
  type OutcomeReport,
} from '../recalibration-study.ts'
import { fitStudy } from '../fit-study.ts'
import { validationStudy } from '../validation-study.ts'
import { Fault } from '../../../base/fault.ts'
import {
  extract,
  extractOptions,
  type ExtractionTools,
} from '../../extraction/commands/cohort-extract.ts'
import { anchoredModel, calibratedModel, fittedModel } from './cohort-models.ts'
import {
  type CommonOptions,
  type ModelOptions,
  names,
  prevalence,
  type Prevalence,
  wholeNumber,
  withCommonOptions,
  withModelOptions,
} from './cohort-options.ts'
import { deliver, prepare, signedOff, writeModel } from './cohort-study.ts'
import type { CohortTools } from './cohort-tools.ts'
import { Stopped, watched } from '../../../base/terminal/with-progress.ts'

interface FitCommandOptions extends CommonOptions, ModelOptions {
  readonly candidate?: readonly string[]
  readonly force?: readonly string[]
  readonly forbid?: readonly string[]
  readonly start: 'full' | 'null'
  readonly replicateStudy?: boolean
  readonly stratified?: boolean
  readonly seed: number
  readonly bootstrap: number
  readonly firth?: boolean
}

function splitOf({ replicateStudy = false, stratified = false }: FitCommandOptions) {
  if (!replicateStudy && stratified)
    throw new Fault('malformed-request', '--stratified divides the split of --replicate-study')
  if (!replicateStudy) return 'none'
  return stratified ? 'stratified' : 'random'
}

async function fit(tools: CohortTools, file: string, options: FitCommandOptions): Promise<void> {
  const { candidate = [], forbid = [], force = [] } = options
  const split = splitOf(options)
  const wanted = { hasOutcome: true, candidates: candidate, isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(tools, file, options, wanted)
  const { model, read, thresholds, outcomeDefinition } = prepared
  const signature = signedOff(tools, options, outcomeDefinition)
  const study = await watched(
    fitStudy(read.cohort, {
      candidates: Object.keys(read.cohort.columns).filter((name) => !forbid.includes(name)),
      forced: force,
      start: options.start,
      estimator: options.firth === true ? 'firth' : 'maximum-likelihood',
      thresholds,
      seed: options.seed,
      replicates: options.bootstrap,
      split,
    }),
    tools.progressTo,
  )
  const written = signature && fittedModel(model, study, signature)
  await deliver(tools, prepared, study.report, options)
  if (written && options.writeModel) await writeModel(tools, options.writeModel, written)
}

interface ValidateCommandOptions extends CommonOptions {
  readonly subgroup?: readonly string[]
}

async function validate(tools: CohortTools, file: string, options: ValidateCommandOptions) {
  const { subgroup = [] } = options
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: subgroup }
  const prepared = await prepare(tools, file, options, wanted)
  const { model, read, thresholds } = prepared
  await deliver(tools, prepared, validationStudy(model, read.cohort, thresholds), options)
}

interface RecalibrateCommandOptions extends CommonOptions, ModelOptions {
  readonly outcomes?: boolean
  readonly prevalence?: Prevalence
  readonly method: OutcomeReport['asked']
  readonly shrinkage: boolean
}

async function anchor(
  tools: CohortTools,
  file: string,
  options: RecalibrateCommandOptions,
  { share, patients }: Prevalence,
) {
  const wanted = { hasOutcome: false, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(tools, file, options, wanted)
  const { model, read, outcomeDefinition } = prepared
  const signature = signedOff(tools, options, outcomeDefinition)
  const count = patients ?? read.cohort.patients
  const report = anchorToPrevalence(model, read.cohort, { events: share * count, patients: count })
  const written = signature && anchoredModel(model, read, report, signature)
  await deliver(tools, prepared, report, options)
  if (written && options.writeModel) await writeModel(tools, options.writeModel, written)
}

async function calibrate(tools: CohortTools, file: string, options: RecalibrateCommandOptions) {
  const wanted = { hasOutcome: true, candidates: [], isModelNeeded: true, subgroups: [] }
  const prepared = await prepare(tools, file, options, wanted)
  const { model, read, thresholds, outcomeDefinition } = prepared
  const signature = signedOff(tools, options, outcomeDefinition)
  const report = calibrateToOutcomes(model, read.cohort, {
    asked: options.method,
    isShrunken: options.shrinkage,
    thresholds,
  })
  const written = signature && calibratedModel(model, read, report, signature)
  await deliver(tools, prepared, report, options)
  if (written && options.writeModel) await writeModel(tools, options.writeModel, written)
}

async function recalibrate(tools: CohortTools, file: string, options: RecalibrateCommandOptions) {
  const { outcomes = false, prevalence: share } = options
  if (outcomes === (share !== undefined))
    throw new Fault('malformed-request', 'give either --outcomes or --prevalence')
  if (share === undefined) await calibrate(tools, file, options)
  else await anchor(tools, file, options, share)
}

/** 128 and the number of SIGINT, as shells have it. */
const STOPPED = 130

/** An action whose faults become one line and an exit status. */
function told<Options, Tools extends CohortTools>(
  tools: Tools,
  action: (tools: Tools, file: string, options: Options) => Promise<void>,
) {
  return async (file: string, options: Options): Promise<void> => {
    try {
      await action(tools, file, options)
    } catch (cause) {
      if (!(cause instanceof Fault || cause instanceof Stopped)) throw cause
      tools.complain(
        cause instanceof Fault ? cause.issues.map(({ text }) => text).join('\n') : cause.message,
      )
      process.exitCode = cause instanceof Stopped ? STOPPED : 1
    }
  }
}

const fitCommand = (tools: CohortTools) =>
  withModelOptions(withCommonOptions(new Command('fit')))
    .description('fit a model on local patients as the study did, and judge it')
    .option('--candidate <name,...>', "columns beside the model's predictors to select from", names)
    .option('--force <name,...>', 'candidates that stay in the model', names)
    .option('--forbid <name,...>', 'columns that stay out of it', names)
    .addOption(
      new Option('--start <model>', 'where the selection begins')
        .choices(['full', 'null'])
        .default('full'),
    )
    .option('--replicate-study', 'random 7:3 split as in the study, instead of all patients')
    .option('--stratified', 'split within patients with and without the outcome')
    .option('--seed <n>', 'seed of split and bootstrap', wholeNumber, 1)
    .option('--bootstrap <n>', 'replicates for the optimism, 0 for none', wholeNumber, 200)
    .option('--firth', "estimates with Firth's penalty (finite under separation)")
    .action(told(tools, fit))

const validateCommand = (tools: CohortTools) =>
  withCommonOptions(new Command('validate'))
    .description('judge the installed model on local patients with outcomes')
    .option('--subgroup <name,...>', 'columns of texts that tell patients into subgroups', names)
    .action(told(tools, validate))

const recalibrateCommand = (tools: CohortTools) =>
  withModelOptions(withCommonOptions(new Command('recalibrate')))
    .description('fit the installed model to local patients, beginning with its intercept')
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
    .action(told(tools, recalibrate))

/** `cohort extract`, `cohort fit`, `cohort validate`, `cohort recalibrate`. */
export const toCohortCommand = (
  tools: CohortTools & { readonly extraction: ExtractionTools },
): Command =>
  new Command('cohort')
    .description("a site's own patients: repeat the study, validate and recalibrate the model")
    .addCommand(extractOptions(new Command('extract')).action(told(tools, extract)))
    .addCommand(fitCommand(tools))
    .addCommand(validateCommand(tools))
    .addCommand(recalibrateCommand(tools))
