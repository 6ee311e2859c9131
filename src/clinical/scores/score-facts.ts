import type { Known, LookUp } from '../models/condition.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import { daysBetween, type Instant } from '../../base/time.ts'
import type { Reading } from '../readings/reading.ts'
import type { AuxiliaryInput } from '../readings/input-definition.ts'
import { toAuxiliaryReader } from '../readings/auxiliary-reader.ts'
import type { ReadAt } from './published-score.ts'
import { isComplete } from '../assessment/patient-record.ts'
import type { AssessmentMaterial, AsOfOrder } from '../assessment/as-of-order.ts'

/** What the rules of scores may ask beside readings, by name. */
export const FACTS = ['age', 'earlierProcedures', 'daysSinceEarlierProcedure'] as const

/** A number, or the id of a finding. */
export type ScoreReading = Reading<number | { readonly id: string }>

/** The readings at one of the times. */
export interface ScoreReader {
  readonly lookUp: LookUp
  readonly reading: (input: string) => ScoreReading
}

/** The readings and facts of one order, each made once whatever number of scores asks for it. */
export interface ScoreFacts {
  /** Nothing when there is no such time: no earlier procedure with a date. */
  readonly readerAt: (at: ReadAt) => ScoreReader | undefined
  readonly factOf: (name: string) => Known | undefined
}

/** Whole years at a date, of who was born on a date; of a part of one, from its last day on. */
function yearsAt(at: Instant, birthDate: TimeSpan): number {
  const [born, then] = [new Date(birthDate.latest), new Date(at)]
  const years = then.getUTCFullYear() - born.getUTCFullYear()
  const birthday = Date.UTC(then.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate())
  return birthday > at ? years - 1 : years
}

/** The last procedure before the order, if every one has a date. */
function lastProcedure({ context: { time } }: AsOfOrder): TimeSpan | undefined {
  const dated = time.earlierProcedures.filter((procedure) => procedure !== undefined)
  if (dated.length < time.earlierProcedures.length) return undefined
  return dated
    .filter(({ earliest }) => earliest <= time.indexDate)
    .toSorted((a, b) => b.earliest - a.earliest)[0]
}

const asNumber = (number: number | undefined): Known | undefined =>
  number === undefined ? undefined : { number }

function factsOf(
  { definition, slots, record }: AssessmentMaterial,
  { context: { time } }: AsOfOrder,
  last: TimeSpan | undefined,
): Readonly<Record<string, Known | undefined>> {
  const count = time.earlierProcedures.length
  const isNone = count === 0 && isComplete(slots[definition.keys.procedures])
  const { birthDate } = record
  return {
    age: asNumber(birthDate && yearsAt(time.indexDate, birthDate)),
    earlierProcedures: asNumber(count > 0 || isNone ? count : undefined),
    daysSinceEarlierProcedure: isNone
      ? { isAbsent: true }
      : asNumber(last && daysBetween(last.earliest, time.indexDate)),
  }
}

/** The readings and facts of one order. */
export function toScoreFacts(
  inputs: readonly AuxiliaryInput[],
  material: AssessmentMaterial,
  reading: AsOfOrder,
): ScoreFacts {
  const { statements, context } = reading
  const last = lastProcedure(reading)
  const facts = factsOf(material, reading, last)
  const now = toAuxiliaryReader(inputs, statements, context)
  // What was observed after that procedure does not exist yet at its time.
  const then = last && {
    indexDate: last.earliest,
    now: last.earliest,
    earlierProcedures: context.time.earlierProcedures.filter(
      (procedure) => procedure !== undefined && procedure.earliest < last.earliest,
    ),
  }
  const before = then && toAuxiliaryReader(inputs, statements, { ...context, time: then })
  return {
    readerAt: (at) => (at === 'now' ? now : before),
    factOf: (name) => facts[name],
  }
}
