import { nameOf } from '../fhir/concept.ts'
import type { ObservationValue, QuantityAsSent } from '../fhir/value.ts'
import type { Statement } from '../fhir/statements.ts'
import { addDays, calendarDaysBetween, daysBetween, type Instant } from '../../base/time.ts'
import { onceCarried } from '../../base/once-of.ts'
import type { Provenance, Unusable } from './reading.ts'
import { isInFuture, type TimeSpan } from '../fhir/date-time.ts'

/** The times against which statements are judged. */
export interface ReadingTime {
  /** Day 0 of the prediction. */
  readonly indexDate: Instant
  /** Its calendar date as it is printed: ages are counted to it. */
  readonly indexDay: string
  readonly now: Instant
  /** Earlier procedures of the kind that is ordered; `undefined` for one without a date. */
  readonly earlierProcedures: readonly (TimeSpan | undefined)[]
}

export interface TimingRule {
  /** The greatest age at the index date, in days. */
  readonly lookbackDays: number
  /**
   * What an earlier procedure does to it: nothing, a wash-out of so many days, or that what is
   * observed after it is another quantity.
   */
  readonly afterProcedure?: number | 'never-used' | undefined
}

interface Begun {
  readonly earliest: Instant
  /** Until when it or one that began before it may have gone on. */
  readonly until: Instant
}

/**
 * Procedures in the order in which they began, the last first: thousands of values are held against
 * them. One without a date may have been before any value.
 */
const lastBegunFirst = onceCarried((procedures: readonly (TimeSpan | undefined)[]) => {
  const dated = procedures.filter((procedure) => procedure !== undefined)
  const begun: Begun[] = []
  for (const { earliest, latest } of dated.toSorted((a, b) => a.earliest - b.earliest)) {
    const before = begun.at(-1)
    const until = before === undefined || before.until < latest ? latest : before.until
    begun.push({ earliest, until })
  }
  return { begun: begun.toReversed(), isUndated: dated.length < procedures.length }
})

/** Whether a value may have been observed in the days after one of some procedures. */
function mayLieAfter(
  observed: TimeSpan,
  procedures: readonly (TimeSpan | undefined)[],
  after: number | 'never-used',
): boolean {
  const { begun, isUndated } = lastBegunFirst(procedures)
  if (isUndated) return true
  const before = begun.find(({ earliest }) => earliest <= observed.latest)
  if (before === undefined) return false
  return after === 'never-used' || observed.earliest < addDays(before.until, after)
}

/** Why a value was not observed at a usable time. A partial date counts as its first day. */
export function objectionToTime(
  { time }: Pick<Statement, 'time'>,
  { lookbackDays, afterProcedure }: TimingRule,
  { indexDate, now, earlierProcedures }: ReadingTime,
): Unusable | undefined {
  if (time === undefined) return 'no-date'
  if (isInFuture(time, now)) return 'in-the-future'
  if (daysBetween(time.earliest, indexDate) > lookbackDays) return 'too-old'
  if (afterProcedure === undefined) return undefined
  if (!mayLieAfter(time, earlierProcedures, afterProcedure)) return undefined
  return afterProcedure === 'never-used' ? 'after-procedure' : 'in-wash-out'
}

const USED_STATUS = ['final', 'amended', 'corrected']

/** The unit of UCUM that is none stays unsaid: of a count it would read as a second number. */
function describeQuantity({ comparator = '', value, unit, code }: QuantityAsSent): string {
  const name = unit ?? code ?? ''
  return `${comparator}${String(value)} ${name === '1' ? '' : name}`.trim()
}

/** What is shown of a text of the record: it may be a whole report. */
const MOST_SHOWN = 200

const shown = (text: string) =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`

function describe(value: ObservationValue | undefined): string {
  switch (value?.kind) {
    case undefined:
      return ''
    case 'quantity':
      return describeQuantity(value.quantity)
    case 'range': {
      const [low, high] = [value.low, value.high].map((limit) =>
        limit === undefined ? '…' : describeQuantity(limit),
      )
      return `${String(low)} – ${String(high)}`
    }
    case 'ratio':
      return `${describeQuantity(value.numerator)} : ${describeQuantity(value.denominator)}`
    case 'concept':
      return nameOf(value.concept)
    case 'text':
      return value.text
    case 'boolean':
      return String(value.boolean)
  }
}

const codesOf = ({ code }: Statement): readonly string[] =>
  code.codings.flatMap(({ system, code: value }) =>
    system === undefined || value === undefined ? [] : [`${system}|${value}`],
  )

/** The device and the method by which a value was measured, as far as it names them. */
function measuredBy({ device, method }: Statement): Pick<Provenance, 'measuredBy'> {
  if (device === undefined && method === undefined) return {}
  return { measuredBy: { device, method: method && nameOf(method) } }
}

/**
 * The provenance of a statement. Its age is the difference of the dates that a card prints, each in
 * the zone in which it was written; look-backs are counted between the moments themselves.
 */
export function provenanceOf(statement: Statement, { indexDay }: ReadingTime): Provenance {
  const { reference, value, time, study, enteredBy, origin } = statement
  return {
    reference,
    asSent: shown(describe(value)),
    written: time?.written,
    ageDays: time === undefined ? undefined : calendarDaysBetween(time.written, indexDay),
    codes: codesOf(statement),
    study,
    ...(origin === undefined ? {} : { origin }),
    ...(enteredBy === undefined ? {} : { enteredBy }),
    ...measuredBy(statement),
  }
}

/** Why a statement cannot be used whatever its value: status, meaning, time. */
export function objectionTo(
  statement: Statement,
  rule: TimingRule,
  time: ReadingTime,
): Unusable | undefined {
  if (!USED_STATUS.includes(statement.status ?? '')) return 'not-final'
  // https://hl7.org/fhir/R4/extensibility.html#modifierExtension
  if (statement.hasModifier) return 'unknown-modifier'
  // A value beside the reason for its absence contradicts itself (FHIR invariant obs-6).
  if (statement.value === undefined || statement.dataAbsentReason !== undefined) return 'no-value'
  return objectionToTime(statement, rule, time)
}
