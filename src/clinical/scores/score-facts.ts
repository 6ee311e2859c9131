import type { Known, LookUp } from '../models/decisions.ts'
import type { TimeSpan } from '../fhir/date-time.ts'
import { daysBetween, type Instant } from '../../base/time.ts'
import type { Reading } from '../readings/reading.ts'
import type { AuxiliaryInput } from '../readings/input-definition.ts'
import { toAuxiliaryReader } from '../readings/auxiliary-reader.ts'
import type { ReadAt } from './published-score.ts'
import { isComplete } from '../assessment/patient-record.ts'
import type { AssessmentMaterial, AsOfOrder } from '../assessment/relevant-order.ts'

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

/** A reading that somebody asked for. */
export interface AskedReading {
  readonly reading: string
  readonly at: ReadAt
  readonly found: ScoreReading
}

/** Readings and facts, with what was asked of them so far. */
export interface AskedFacts extends ScoreFacts {
  readonly askedReadings: () => readonly AskedReading[]
  /** Those that are known. */
  readonly askedFacts: () => readonly { readonly fact: string; readonly known: Known }[]
}

type Asked = Map<string, ScoreReading>

function noteReader(reader: ScoreReader | undefined, asked: Asked): ScoreReader | undefined {
  if (reader === undefined) return undefined
  const reading = (input: string): ScoreReading => {
    const found = reader.reading(input)
    asked.set(input, found)
    return found
  }
  return {
    reading,
    lookUp: (input) => {
      reading(input)
      return reader.lookUp(input)
    },
  }
}

const listOf = (asked: Asked, at: ReadAt): readonly AskedReading[] =>
  [...asked].map(([reading, found]) => ({ reading, at, found }))

/** The same readings and facts; what is asked of them is noted. */
export function trackAskedFacts(facts: ScoreFacts): AskedFacts {
  const [askedNow, askedBefore]: readonly [Asked, Asked] = [new Map(), new Map()]
  const now = noteReader(facts.readerAt('now'), askedNow)
  const before = noteReader(facts.readerAt('before-earlier-procedure'), askedBefore)
  const known = new Map<string, Known>()
  return {
    readerAt: (at) => (at === 'now' ? now : before),
    factOf: (name) => {
      const fact = facts.factOf(name)
      if (fact !== undefined) known.set(name, fact)
      return fact
    },
    askedReadings: () => [
      ...listOf(askedNow, 'now'),
      ...listOf(askedBefore, 'before-earlier-procedure'),
    ],
    askedFacts: () => [...known].map(([fact, value]) => ({ fact, known: value })),
  }
}
