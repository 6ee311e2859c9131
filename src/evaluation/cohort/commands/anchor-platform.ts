import { InvalidArgumentError } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { toIsoDate } from '../../../base/time.ts'
import { normalByQuartiles, type Quartiles } from '../../anchoring/site-summaries.ts'
import { platformModel } from './cohort-models.ts'
import { wholeNumber } from './cohort-options.ts'
import { writeModel } from './cohort-study.ts'
import { readModel } from './installed-model.ts'

interface PlatformOptions {
  readonly service?: string
  readonly model?: string
  readonly key: string
  readonly mean?: number
  readonly sd?: number
  readonly quartiles?: Quartiles
  readonly patients: number
  readonly from: string
  readonly to: string
  readonly role: string
  readonly signedOffBy: string
  readonly writeModel: string
  readonly modelId?: string
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('a number greater than 0')
  return value
}

function quartilesOption(text: string): Quartiles {
  const [first = NaN, median = NaN, third = NaN, ...more] = text.split(',').map(Number)
  if (more.length > 0 || !(first > 0 && first <= median && median <= third && first < third))
    throw new InvalidArgumentError('first quartile, median and third quartile, as 38,46,54')
  return [first, median, third]
}

function figuresOf({ mean, sd, quartiles }: PlatformOptions) {
  const isByMoments = mean !== undefined && sd !== undefined
  if (isByMoments === (quartiles !== undefined))
    throw new Fault('malformed-request', 'give either --mean and --sd, or --quartiles')
  if (quartiles === undefined) return { mean: mean ?? NaN, sd: sd ?? NaN }
  return normalByQuartiles(quartiles)
}

async function run(terminal: Terminal, options: PlatformOptions): Promise<void> {
  const { model } = await readModel(terminal.environment, options)
  const { key, patients, from, to, role, signedOffBy, modelId } = options
  const signedOff = {
    id: modelId,
    by: signedOffBy,
    on: toIsoDate(terminal.clock.now()),
    outcomeDefinition: undefined,
  }
  const platform = { key, ...figuresOf(options), patients }
  const written = platformModel(model, platform, { role, period: { from, to } }, signedOff)
  await writeModel(terminal, options.writeModel, written)
}

/** `cohort anchor-platform`: D* of one device and method, where nothing else of the site is known. */
export const define: Define = (command, terminal) =>
  command
    .option('--service <id>', 'the service whose model it is (default: the first)')
    .option('--model <file>', 'a risk-model.json instead of the installed one')
    .requiredOption('--key <key>', 'device and method, as the Observations name them')
    .option('--mean <number>', 'mean of the centred predictor on it', positive)
    .option('--sd <number>', 'its standard deviation', positive)
    .option(
      '--quartiles <q1,median,q3>',
      'its quartiles, where mean and standard deviation are not known',
      quartilesOption,
    )
    .requiredOption('--patients <n>', 'of how many consecutive patients', wholeNumber)
    .requiredOption('--from <date>', 'first day of them, YYYY-MM-DD')
    .requiredOption('--to <date>', 'last day of them, YYYY-MM-DD')
    .requiredOption('--role <role>', 'role of who signs')
    .requiredOption('--signed-off-by <name>', 'who answers for the new model')
    .requiredOption('--write-model <file>', 'write a new risk-model.json')
    .option('--model-id <id>', "the new model's id (default: the parent's with -local)")
    .action((options: PlatformOptions) => withFaultsTold(terminal, () => run(terminal, options)))
