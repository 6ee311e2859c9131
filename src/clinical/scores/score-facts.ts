import type { Known, LookUp } from '../models/decisions.ts'
import { ageAt, type TimeSpan } from '../fhir/date-time.ts'
import { daysBetween } from '../../base/time.ts'
import type { Reading } from '../readings/reading.ts'
import type { AuxiliaryInput } from '../readings/input-definition.ts'
import { toAuxiliaryReader } from '../readings/auxiliary-reader.ts'
import type { ReadAt } from './published-score.ts'
import { isComplete } from '../assessment/patient-record.ts'
import type { AssessmentBasis, AsOfOrder } from '../assessment/assessment-basis.ts'

/** What rules of scores may ask for beside readings, by name. */
export const FACTS = ['age', 'earlierProcedures', 'daysSinceEarlierProcedure'] as const

export type ScoreReading = Reading<number | { readonly id: string }>

export interface ScoreReader {
  readonly lookUp: LookUp
  readonly reading: (input: string) => ScoreReading
}

/** The readings and facts of one order, each made once however many scores ask for it. */
export interface ScoreFacts {
  /** Nothing when there is no such time: no earlier procedure that has a date. */
  readonly readerAt: (at: ReadAt) => ScoreReader | undefined
  readonly factOf: (name: string) => Known | undefined
}

/** The last procedure before the order; nothing when one without a date may be the last. */
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
  { definition, slots, record }: AssessmentBasis,
  { context: { time } }: AsOfOrder,
  last: TimeSpan | undefined,
): Readonly<Record<string, Known | undefined>> {
  const count = time.earlierProcedures.length
  const isNone = count === 0 && isComplete(slots[definition.keys.procedures])
  const { birthDate } = record
  return {
    age: asNumber(birthDate && ageAt(birthDate, time.indexDate)),
    earlierProcedures: asNumber(count > 0 || isNone ? count : undefined),
    daysSinceEarlierProcedure: isNone
      ? { isAbsent: true }
      : asNumber(last && daysBetween(last.earliest, time.indexDate)),
  }
}

export function toScoreFacts(
  inputs: readonly AuxiliaryInput[],
  basis: AssessmentBasis,
  reading: AsOfOrder,
): ScoreFacts {
  const { statements, context } = reading
  const last = lastProcedure(reading)
  const facts = factsOf(basis, reading, last)
  const now = toAuxiliaryReader(inputs, statements, context)
  // What was observed after that procedure does not exist yet at its time.
  const then = last && {
    indexDate: last.earliest,
    indexDay: last.written.slice(0, 10),
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

export interface AskedReading {
  readonly reading: string
  readonly at: ReadAt
  readonly found: ScoreReading
}

/** Readings and facts that remember what was asked for: a record keeps what its scores rest on. */
export interface AskedFacts extends ScoreFacts {
  readonly askedReadings: () => readonly AskedReading[]
  /** Of those asked for, the known. */
  readonly askedFacts: () => readonly { readonly fact: string; readonly known: Known }[]
}

type AskedByInput = Map<string, ScoreReading>

function trackReader(
  reader: ScoreReader | undefined,
  asked: AskedByInput,
): ScoreReader | undefined {
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

const listOf = (asked: AskedByInput, at: ReadAt): readonly AskedReading[] =>
  [...asked].map(([reading, found]) => ({ reading, at, found }))

/** The same readings and facts, which remember what is asked for. */
export function trackAskedFacts(facts: ScoreFacts): AskedFacts {
  const [askedNow, askedBefore]: readonly [AskedByInput, AskedByInput] = [new Map(), new Map()]
  const now = trackReader(facts.readerAt('now'), askedNow)
  const before = trackReader(facts.readerAt('before-earlier-procedure'), askedBefore)
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
