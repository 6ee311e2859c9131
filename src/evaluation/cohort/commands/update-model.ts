import { Fault } from '../../../base/fault.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { addMonths } from '../../../base/time.ts'
import { HOLDS_MONTHS } from '../../../clinical/models/evidence-gates.ts'
import type { Signature, SiteAnchor, SiteEvidence } from '../../../clinical/models/site-evidence.ts'
import { calibrateSite, type Judges, type UpdatedSite } from '../../anchoring/calibrate-site.ts'
import type { OutcomeTable } from '../../anchoring/update-site.ts'
import { updateSite } from '../../anchoring/update-site.ts'
import { siteModel } from '../updated-model.ts'
import { type AnchorOptions, checkStated, needed, platformsOf, shareOf } from './anchor.ts'
import { anchorOf, derivation, evidenceOf, idOf, type SignedOff } from './cohort-models.ts'
import { readOutcomeDefinition, readStatedOutcome } from './cohort-options.ts'
import { prepare, signedOff } from './cohort-study.ts'
import { type CohortModel, readModel } from './installed-model.ts'
import {
  type OutcomeTableOptions,
  readEvidenceTable,
  type ReadOutcomeTable,
  type TableStatement,
} from './outcome-table.ts'

/** What is asked of a command that writes a model by outcomes. */
export interface OutcomeModelOptions extends AnchorOptions, OutcomeTableOptions {
  readonly validation?: string
  readonly validationKey?: string
  readonly validationFrom?: string
  readonly validationTo?: string
  readonly leaveOut?: string
  readonly secondSignedOffBy?: string
  readonly secondRole?: string
}

/** Who signs, with what is said of the outcome and of the first table. */
export interface Said extends TableStatement {
  readonly signature: Signature
  readonly signedOff: SignedOff
  readonly expires: string
}

/**
 * What the options say of an update.
 *
 * @throws {Fault} Which names what is not said.
 */
export async function saidOf(terminal: Terminal, options: OutcomeModelOptions): Promise<Said> {
  const definition = await readStatedOutcome(options.outcomeDefinition)
  const by = signedOff(terminal, options, await readOutcomeDefinition(options.outcomeDefinition))
  if (by === undefined)
    throw new Fault('malformed-request', 'an update is a signed file: give --write-model')
  const { leaveOut } = options
  return {
    definition,
    period: { from: needed(options, 'from'), to: needed(options, 'to') },
    labels: leaveOut === undefined ? [] : [leaveOut],
    signature: { name: by.by, role: needed(options, 'role'), on: by.on },
    signedOff: by,
    expires: addMonths(by.on, HOLDS_MONTHS.update),
  }
}

const isAnchored = (model: CohortModel) => model.site?.anchor.kind === 'patients'

/** The model about the patients of the table, whether their outcomes are known or not. */
async function anchorOn(
  terminal: Terminal,
  file: string,
  options: OutcomeModelOptions,
  { signature, signedOff: by, period }: Said,
) {
  const { keyColumn } = options
  const prepared = await prepare(terminal, file, options, {
    hasOutcome: false,
    candidates: [],
    isModelNeeded: true,
    subgroups: keyColumn === undefined ? [] : [keyColumn],
  })
  if (prepared === undefined) throw new TypeError('a table that is only described is no anchor')
  const { role } = signature
  const platforms = platformsOf(prepared, options)
  checkStated(platforms, options)
  const evidence = await evidenceOf(file)
  const said = { role, period, share: shareOf(options), evidence, platforms }
  return anchorOf(prepared.model, prepared.read, said, by)
}

/**
 * The anchor that an update begins from: the model's, else one of the patients of the table.
 *
 * @throws {Fault} When the model's has expired.
 */
async function anchorFor(
  terminal: Terminal,
  file: string,
  options: OutcomeModelOptions,
  said: Said,
): Promise<SiteAnchor> {
  const { model } = await readModel(terminal.environment, options)
  if (model.site === undefined || !isAnchored(model)) return anchorOn(terminal, file, options, said)
  const { anchor } = model.site
  if (anchor.expires <= said.signature.on)
    throw new Fault(
      'malformed-request',
      `the model's anchor expired on ${anchor.expires}: make it anew by cohort anchor. Nothing is written.`,
    )
  if (options.share !== undefined)
    throw new Fault('malformed-request', 'the model is anchored: --share is for cohort anchor')
  return anchor
}

function secondSignature(
  { secondSignedOffBy: name, secondRole: role }: OutcomeModelOptions,
  on: string,
): Signature {
  if (name === undefined || role === undefined || name.trim() === '' || role.trim() === '')
    throw new Fault(
      'malformed-request',
      'calibrated is signed by two: give --second-signed-off-by and --second-role. Nothing is written.',
    )
  return { name, role, on }
}

/** The patients on whom an update is judged, and how many were followed, where fewest were. */
async function judgesFor(
  terminal: Terminal,
  options: OutcomeModelOptions,
  said: Said,
  updated: ReadOutcomeTable,
): Promise<{ readonly judges: Judges; readonly followedUp: number }> {
  const { validation: file, leaveOut, validationKey, validationFrom, validationTo } = options
  if (file === undefined) {
    const parts = updated.prepared.read.cohort.labels[leaveOut ?? ''] ?? []
    return { judges: { how: 'internal-external', parts }, followedUp: updated.followedUp }
  }
  if (validationFrom === undefined || validationTo === undefined)
    throw new Fault(
      'malformed-request',
      '--validation needs --validation-from and --validation-to: the first and last day of its patients',
    )
  const own = validationKey === undefined ? options : { ...options, key: validationKey }
  const period = { from: validationFrom, to: validationTo }
  const { table, followedUp } = await readEvidenceTable(terminal, file, own, {
    ...said,
    period,
    labels: [],
  })
  return {
    judges: { how: 'other-patients', table },
    followedUp: Math.min(followedUp, updated.followedUp),
  }
}

/**
 * The evidence of a site whose update is made: as it is, or calibrated where the options name other
 * patients.
 */
export async function withValidation(
  terminal: Terminal,
  options: OutcomeModelOptions,
  said: Said,
  { site, read }: { readonly site: UpdatedSite; readonly read: ReadOutcomeTable },
): Promise<SiteEvidence> {
  const { anchor, update } = site
  const { validation, leaveOut } = options
  if (validation === undefined && leaveOut === undefined) return { anchor, update }
  const { signature, expires } = said
  const signatures = [signature, secondSignature(options, signature.on)] as const
  const { judges, followedUp } = await judgesFor(terminal, options, said, read)
  return { anchor, ...calibrateSite(site, judges, { followedUp, signatures, expires }) }
}

const methodOf = ({ update, validation }: SiteEvidence) =>
  `Versions updated with the outcomes of ${String(update?.patients)} local patients${
    validation === undefined ? '' : `, checked on ${String(validation.patients)}`
  }.`

/**
 * The model after outcomes of a site's own patients: in the state that the gates allow.
 *
 * @throws {Fault} At the gates that are not passed, with their reasons; nothing is made in part.
 */
export async function updatedModel(
  terminal: Terminal,
  file: string,
  options: OutcomeModelOptions,
): Promise<CohortModel> {
  const said = await saidOf(terminal, options)
  const anchor = await anchorFor(terminal, file, options, said)
  const read = await readEvidenceTable(terminal, file, options, said)
  const { model: parent } = read.prepared
  const table: OutcomeTable = read.table
  const update = updateSite(parent, anchor, table, said)
  const made = { definition: parent, anchor, table, update }
  const site = await withValidation(terminal, options, said, { site: made, read })
  const { patients, events } = update
  return siteModel(parent, {
    ...idOf(said.signedOff),
    site,
    derivedFrom: derivation(parent, said.signedOff, { method: methodOf(site), patients, events }),
  })
}
