import type { Statement } from '../../clinical/fhir/statements.ts'
import type { TimeSpan } from '../../clinical/fhir/date-time.ts'
import { daysBetween } from '../../base/time.ts'
import { hasMember } from '../../clinical/terminology/value-set.ts'
import {
  type Look,
  type OutcomeInTime,
  outcomeInTime,
  type Undecided,
} from '../outcomes/outcome-in-time.ts'
import { outcomeOf, type OutcomeRule } from '../outcomes/observed-outcome.ts'
import type { FirstTreatment } from './first-treatment.ts'

export interface OutcomeStatement {
  /** 1 with it, 0 without, or what came in its place; nothing when it cannot be told. */
  readonly value: Look['value'] | undefined
  readonly time: TimeSpan | undefined
}

/** Why a patient has no outcome. It never counts as "without the outcome". */
type NoOutcome = Undecided | 'value-not-understood' | 'no-date' | 'not-after-treatment'

export type Outcome =
  | Extract<OutcomeInTime, { readonly kind: 'known' }>
  | {
      readonly kind: 'unknown'
      readonly why: NoOutcome
      readonly last?: Look | undefined
    }

const FINAL = ['final', 'amended', 'corrected']

/** The outcome in the Observations of a record, by the site's codes. */
export function outcomesIn(
  statements: readonly Statement[],
  { observation }: OutcomeRule,
): readonly OutcomeStatement[] {
  if (observation === undefined) return []
  return statements
    .filter(({ code }) => hasMember(code.codings, observation.codes))
    .filter(({ status, hasModifier }) => FINAL.includes(status ?? '') && !hasModifier)
    .map((statement) => ({ value: outcomeOf(statement.value, observation), time: statement.time }))
}

/** A statement as a look at the patient after the treatment, or why it is none. */
function toLook({ value, time }: OutcomeStatement, { time: ordered, firstDone }: FirstTreatment) {
  if (value === undefined) return 'value-not-understood' as const
  if (time === undefined) return 'no-date' as const
  // What lies between order and procedure is not the procedure's outcome.
  const from = firstDone ?? ordered
  if (time.earliest <= from.latest) return 'not-after-treatment' as const
  return { day: daysBetween(from.earliest, time.earliest), value }
}

/** The outcome of a patient by all statements. What is not recorded is unknown, not absent. */
export function judgeOutcome(
  statements: readonly OutcomeStatement[],
  first: FirstTreatment,
  rule: OutcomeRule,
): Outcome {
  const judged = statements.map((statement) => toLook(statement, first))
  const looks = judged.filter((look): look is Look => typeof look === 'object')
  const [objection] = judged.filter((look) => typeof look === 'string')
  return looks.length === 0 && objection !== undefined
    ? { kind: 'unknown', why: objection }
    : outcomeInTime(looks, rule)
}
