import type { Command } from 'commander'
import { Fault } from '../../../base/fault.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { withFaultsTold } from '../../../base/terminal/with-faults-told.ts'
import { unlikePlatforms } from '../../anchoring/anchor-site.ts'
import type { SiteAnchor } from '../../../clinical/models/site-evidence.ts'
import { anchoredModel, patientsOf } from './cohort-models.ts'
import {
  type CommonOptions,
  countedShare,
  type CountedShare,
  type ModelOptions,
  withCommonOptions,
  withModelOptions,
} from './cohort-options.ts'
import { prepare, type Prepared, signedOff, writeModel } from './cohort-study.ts'

export interface AnchorOptions extends CommonOptions, ModelOptions {
  readonly share?: CountedShare
  readonly shareDefinition?: string
  readonly key?: string
  readonly keyColumn?: string
  readonly role?: string
  readonly from?: string
  readonly to?: string
}

function needed(options: AnchorOptions, name: 'role' | 'from' | 'to'): string {
  const value = options[name]
  if (value === undefined || value.trim() === '')
    throw new Fault('malformed-request', `--write-model needs --${name}`)
  return value
}

/** The device and method of each row. */
function platformsOf({ read }: Prepared, { key, keyColumn }: AnchorOptions): readonly string[] {
  if ((key === undefined) === (keyColumn === undefined))
    throw new Fault(
      'malformed-request',
      'give --key, the one device and method of all rows as the Observations name it, or --key-column',
    )
  const labels = keyColumn === undefined ? undefined : read.cohort.labels[keyColumn]
  return labels ?? Array.from({ length: read.cohort.patients }, () => key ?? '')
}

function shareOf({ share, shareDefinition }: AnchorOptions) {
  if (share === undefined) return undefined
  if (shareDefinition === undefined || shareDefinition.trim() === '')
    throw new Fault(
      'malformed-request',
      '--share needs --share-definition: what was counted as the outcome, and within which time',
    )
  return { ...share, definition: shareDefinition }
}

function describeAnchor({ patients, platforms, expires }: SiteAnchor): string {
  const rows = platforms.map(
    (platform) =>
      `  ${platform.key}: ${String(platform.patients)} patients, mean ${platform.mean.toPrecision(3)}, SD ${platform.sd.toPrecision(3)}`,
  )
  return [`${String(patients)} patients`, ...rows, `valid until ${expires}`].join('\n')
}

/** Anchors a model on the patients of a table, and writes it where it was asked to. */
export async function anchorTable(
  terminal: Terminal,
  file: string,
  options: AnchorOptions,
): Promise<void> {
  const { keyColumn, writeModel: path } = options
  const subgroups = keyColumn === undefined ? [] : [keyColumn]
  const wanted = { hasOutcome: false, candidates: [], isModelNeeded: true, subgroups }
  const prepared = await prepare(terminal, file, options, wanted)
  if (prepared === undefined) return
  const { model, read } = prepared
  if (path === undefined)
    throw new Fault('malformed-request', 'an anchor is a signed file: give --write-model')
  const signature = signedOff(terminal, options, undefined)
  if (signature === undefined) throw new TypeError('a model that is written is signed')
  const said = {
    role: needed(options, 'role'),
    period: { from: needed(options, 'from'), to: needed(options, 'to') },
    share: shareOf(options),
    platforms: platformsOf(prepared, options),
  }
  const written = anchoredModel(model, read, said, signature)
  terminal.say(describeAnchor(written.site.anchor))
  for (const key of unlikePlatforms(model, patientsOf(model, read, said.platforms)))
    terminal.say(
      `warning: the patients of ${key} differ from those of the first device in their other predictors, so that their D* may differ for that reason`,
    )
  await writeModel(terminal, path, written)
}

/** Gives a command the options of an anchor. */
export const withAnchorOptions = (command: Command): Command =>
  command
    .option(
      '--share <r/N>',
      'patients with the outcome among those counted here, 25/100',
      countedShare,
    )
    .option('--share-definition <text>', 'what was counted as the outcome, within which time')
    .option('--key <key>', 'device and method of all rows, as the Observations name them')
    .option('--key-column <name>', 'column that holds device and method of each row')
    .option('--role <role>', 'role of who signs')
    .option('--from <date>', 'first day of the consecutive patients, YYYY-MM-DD')
    .option('--to <date>', 'last day of them, YYYY-MM-DD')

/** `cohort anchor`: the model about a site's own patients, without outcomes. */
export const define: Define = (command, terminal) =>
  withAnchorOptions(withModelOptions(withCommonOptions(command))).action(
    (file: string, options: AnchorOptions) =>
      withFaultsTold(terminal, () => anchorTable(terminal, file, options)),
  )
