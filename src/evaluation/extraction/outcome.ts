import type { Statement } from '../../clinical/fhir/statements.ts'
import type { TimeSpan } from '../../clinical/fhir/date-time.ts'
import { daysBetween } from '../../base/time.ts'
import { hasMember, type ValueSet } from '../../clinical/terminology/value-set.ts'
import type { FirstTreatment } from './first-treatment.ts'

export interface OutcomeRule {
  /** The Observation that states it, when the record does. */
  readonly observation:
    { readonly codes: ValueSet; readonly present: ValueSet; readonly absent: ValueSet } | undefined
  /** Follow-up in days that a patient without the outcome needs at least. */
  readonly negativeAfterDays: number
  /** Days after the index date within which the outcome is judged. */
  readonly withinDays: number
}

export interface OutcomeStatement {
  /** 1 with it, 0 without; nothing when it cannot be told. */
  readonly value: 0 | 1 | undefined
  readonly time: TimeSpan | undefined
}

/** Why a patient has no outcome. It never counts as "without the outcome". */
type NoOutcome =
  | 'not-recorded'
  | 'value-not-understood'
  | 'no-date'
  | 'not-after-treatment'
  | 'follow-up-too-short'
  | 'after-the-horizon'
  | 'contradictory'

export type Outcome =
  | { readonly kind: 'known'; readonly value: 0 | 1 }
  | { readonly kind: 'unknown'; readonly why: NoOutcome }

const FINAL = ['final', 'amended', 'corrected']

function valueIn(
  { value }: Statement,
  { present, absent }: NonNullable<OutcomeRule['observation']>,
): OutcomeStatement['value'] {
  if (value?.kind === 'boolean') return value.boolean ? 1 : 0
  if (value?.kind !== 'concept') return undefined
  const { codings } = value.concept
  const [isPresent, isAbsent] = [hasMember(codings, present), hasMember(codings, absent)]
  // In neither value set, or in both by a mistake of the site.
  if (isPresent === isAbsent) return undefined
  return isPresent ? 1 : 0
}

/** The outcome in the Observations of a record, by the site's codes. */
export function outcomesIn(
  statements: readonly Statement[],
  { observation }: OutcomeRule,
): readonly OutcomeStatement[] {
  if (observation === undefined) return []
  return statements
    .filter(({ code }) => hasMember(code.codings, observation.codes))
    .filter(({ status, hasModifier }) => FINAL.includes(status ?? '') && !hasModifier)
    .map((statement) => ({ value: valueIn(statement, observation), time: statement.time }))
}

function objectionTo(
  { value, time }: OutcomeStatement,
  first: FirstTreatment,
  { negativeAfterDays, withinDays }: OutcomeRule,
): NoOutcome | undefined {
  if (value === undefined) return 'value-not-understood'
  if (time === undefined) return 'no-date'
  // What lies between order and procedure is not the procedure's outcome.
  const from = first.firstDone ?? first.time
  if (time.earliest <= from.latest) return 'not-after-treatment'
  const days = daysBetween(from.earliest, time.earliest)
  if (days > withinDays) return 'after-the-horizon'
  return value === 0 && days < negativeAfterDays ? 'follow-up-too-short' : undefined
}

/**
 * The outcome of a patient: every statement that counts says the same. What is not recorded is
 * unknown, not absent.
 */
export function judgeOutcome(
  statements: readonly OutcomeStatement[],
  first: FirstTreatment,
  rule: OutcomeRule,
): Outcome {
  const judged = statements.map((statement) => ({
    ...statement,
    why: objectionTo(statement, first, rule),
  }))
  const values = judged.filter(({ why }) => why === undefined).map(({ value }) => value)
  const [value] = values
  if (value === undefined)
    return { kind: 'unknown', why: judged.map(({ why }) => why)[0] ?? 'not-recorded' }
  return values.every((other) => other === value)
    ? { kind: 'known', value }
    : { kind: 'unknown', why: 'contradictory' }
}
