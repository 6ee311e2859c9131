import { basename } from 'node:path'
import { Fault } from '../../../base/fault.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import type { OutcomeUpdate } from '../../../clinical/models/site-evidence.ts'
import type { OutcomeTable } from '../../anchoring/update-site.ts'
import { at } from '../../statistics/vector.ts'
import { FOLLOW_UP } from '../../outcomes/outcome-columns.ts'
import { OUTCOME, toLabel } from '../data-dictionary.ts'
import { platformsOf } from './anchor.ts'
import { evidenceOf } from './cohort-models.ts'
import { undecidedLines } from './cohort-summary.ts'
import type { CommonOptions } from './cohort-options.ts'
import { prepare, type Prepared } from './cohort-study.ts'

/** What is said of a table with outcomes: who a patient is, and how long he or she was followed. */
export interface OutcomeTableOptions extends CommonOptions {
  readonly patientColumn: string
  readonly followedToHorizon?: boolean
  readonly key?: string
  readonly keyColumn?: string
}

/** A table with outcomes that passed the gates of its rows. */
export interface ReadOutcomeTable {
  readonly table: OutcomeTable
  readonly prepared: Prepared
  /** The share of those not known to have the outcome who were followed to the horizon. */
  readonly followedUp: number
}

/** What is known of a table before it is read. */
export interface TableStatement {
  readonly period: OutcomeTable['period']
  readonly definition: OutcomeUpdate['definition']
  /** Further columns of numbers, and of texts. */
  readonly candidates?: readonly string[]
  readonly labels?: readonly string[]
}

const refuse = (why: string) => new Fault('malformed-request', `${why}. Nothing is written.`)

/** A "no" before the horizon is none: where the days are known, such a row is left out. */
function checkFollowUp(
  { followedToHorizon = false }: OutcomeTableOptions,
  { read }: Prepared,
  horizonDays: number,
): void {
  if (read.hasFollowUp || followedToHorizon) return
  throw refuse(
    `nobody can tell whether each patient without the outcome was followed for ${String(horizonDays)} days: name their column by --column ${FOLLOW_UP.name}=NAME, or state it by --followed-to-horizon`,
  )
}

/** Those without the outcome, among all of whom it is not known that they have it. */
function followedUpShare({ read: { cohort, flow } }: Prepared): number {
  const without = cohort.outcome.length - Array.from(cohort.outcome).filter((y) => y === 1).length
  const unknown = flow.columns.find(({ column }) => column === OUTCOME)?.missing ?? 0
  return without / Math.max(1, without + unknown)
}

function pseudonymsOf({ read }: Prepared, column: string): readonly string[] {
  const pseudonyms = read.cohort.labels[column] ?? []
  if (pseudonyms.includes(toLabel('')))
    throw refuse(`a row has no pseudonym in the column ${column}`)
  if (new Set(pseudonyms).size < pseudonyms.length)
    throw refuse(`a patient of the column ${column} has several rows: it takes one a patient`)
  return pseudonyms
}

/**
 * Reads a table with outcomes as evidence of a site.
 *
 * @throws {Fault} At the first gate of its rows that is not passed, with its reason.
 */
export async function readEvidenceTable(
  terminal: Terminal,
  file: string,
  options: OutcomeTableOptions,
  statement: TableStatement,
): Promise<ReadOutcomeTable> {
  const { patientColumn, keyColumn } = options
  const { definition, period, candidates = [], labels = [] } = statement
  const texts = [patientColumn, keyColumn, ...labels]
  const prepared = await prepare(terminal, file, options, {
    hasOutcome: true,
    candidates,
    isModelNeeded: true,
    subgroups: [...new Set(texts.filter((name) => name !== undefined))],
  })
  if (prepared === undefined) throw refuse('a table that is only described is no evidence')
  for (const line of undecidedLines(prepared.read.flow)) terminal.say(`${basename(file)}: ${line}`)
  checkFollowUp(options, prepared, definition.horizonDays)
  const pseudonyms = pseudonymsOf(prepared, patientColumn)
  const platforms = platformsOf(prepared, options)
  const { outcome, columns } = prepared.read.cohort
  const patients = pseudonyms.map((pseudonym, i) => ({
    pseudonym,
    platform: platforms[i] ?? '',
    values: Object.fromEntries(Object.entries(columns).map(([id, column]) => [id, at(column, i)])),
    outcome: outcome[i] === 1 ? (1 as const) : (0 as const),
  }))
  const evidence = await evidenceOf(file)
  return {
    table: { patients, period, evidence },
    prepared,
    followedUp: followedUpShare(prepared),
  }
}
