import { Option } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { watched } from '../../../base/terminal/with-progress.ts'
import { fitStudy } from '../fit-study.ts'
import { fittedModel } from './fitted-model.ts'
import { names, wholeNumber, withCommonOptions, withModelOptions } from './cohort-options.ts'
import { checkNotThere, deliver, prepare, writeModel } from './cohort-study.ts'
import { readEvidenceTable } from './outcome-table.ts'
import { withOutcomeModelOptions } from './update.ts'
import { type OutcomeModelOptions, saidOf } from './update-model.ts'

interface FitOptions extends OutcomeModelOptions {
  readonly candidate?: readonly string[]
  readonly force?: readonly string[]
  readonly forbid?: readonly string[]
  readonly start: 'full' | 'null'
  readonly replicateStudy?: boolean
  readonly stratified?: boolean
  readonly seed: number
  readonly bootstrap: number
  readonly firth?: boolean
  readonly clusters?: string
}

function splitOf({ replicateStudy = false, stratified = false }: FitOptions) {
  if (!replicateStudy && stratified)
    throw new Fault('malformed-request', '--stratified divides the split of --replicate-study')
  if (!replicateStudy) return 'none'
  return stratified ? 'stratified' : 'random'
}

/** The table; where a model is to be written, as evidence; nothing when it was only described. */
async function readFor(terminal: Terminal, file: string, options: FitOptions) {
  const { candidate: candidates = [], forbid = [], writeModel: path, clusters } = options
  const subgroups = clusters === undefined ? [] : [clusters]
  if (path === undefined || options.describe === true) {
    const wanted = {
      ...{ hasOutcome: true, candidates, subgroups },
      ...{ isModelNeeded: true, unneeded: forbid },
    }
    const prepared = await prepare(terminal, file, options, wanted)
    return prepared && { prepared, evidence: undefined }
  }
  checkNotThere(path)
  const said = { ...(await saidOf(terminal, options)), candidates, labels: subgroups }
  const read = await readEvidenceTable(terminal, file, options, said)
  return { prepared: read.prepared, evidence: { path, said, read } }
}

async function run(terminal: Terminal, file: string, options: FitOptions): Promise<void> {
  const { forbid = [], force = [] } = options
  const split = splitOf(options)
  const opened = await readFor(terminal, file, options)
  if (opened === undefined) return
  const { prepared, evidence } = opened
  const { read, thresholds } = prepared
  const study = await watched(
    fitStudy(
      read.cohort,
      {
        candidates: Object.keys(read.cohort.columns).filter((name) => !forbid.includes(name)),
        forced: force,
        start: options.start,
        estimator: options.firth === true ? 'firth' : 'maximum-likelihood',
        thresholds,
        seed: options.seed,
        replicates: options.bootstrap,
        split,
        clusters: options.clusters,
      },
      read.incomplete,
    ),
    terminal.progressTo,
  )
  if (evidence === undefined) {
    await deliver(terminal, prepared, study.report, options)
    return
  }
  const { path, said, read: table } = evidence
  const written = await fittedModel(terminal, options, said, { study, read: table })
  await deliver(terminal, prepared, study.report, options)
  await writeModel(terminal, path, written)
}

/** `cohort fit`: the study repeated on local patients. */
export const define: Define = (command, terminal) =>
  withOutcomeModelOptions(withModelOptions(withCommonOptions(command)))
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
    .option('--clusters <name>', 'column (year, scanner) whose groups are left out in turn')
    .option('--firth', "estimates with Firth's penalty (finite under separation)")
    .action((file: string, options: FitOptions) =>
      withFaultsTold(terminal, () => run(terminal, file, options)),
    )
