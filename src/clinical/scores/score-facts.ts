import type { Known, LookUp } from '../models/decisions.ts'
import { ageAt, type TimeSpan } from '../fhir/date-time.ts'
import { daysBetween } from '../../base/time.ts'
import type { Reading } from '../readings/reading.ts'
import type { AuxiliaryInput } from '../readings/input-definition.ts'
import { toAuxiliaryReader } from '../readings/auxiliary-reader.ts'
import type { ReadAt } from './published-score.ts'
import { isComplete, ORDER_KEY } from '../assessment/slots.ts'
import {
  barsByInput,
  isBoardBar,
  keyOfFact,
  unreadAmong,
  type UnreadKey,
} from '../assessment/unread-keys.ts'
import type { AssessmentBasis, AsOfOrder } from '../assessment/assessment-basis.ts'

/** What rules of scores may ask for beside readings, by name. */
export const FACTS = ['age', 'earlierProcedures', 'daysSinceEarlierProcedure'] as const

const isFact = (name: string) => FACTS.some((fact) => fact === name)

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
  /**
   * Whether a reading or fact is not known because its part of the record was not read: then it is
   * not known to be absent either.
   */
  readonly isUnread: (name: string) => boolean
  /** The prefetch keys that were not read, or not all of them. */
  readonly unread: readonly UnreadKey[]
  /** Facts that were not read and by which no score may be for the patient at all. */
  readonly bars?: readonly string[]
}

/** The last procedure before the order; nothing when one that is not known may be the last. */
function lastProcedure(
  { definition }: AssessmentBasis,
  { context: { time }, slots }: AsOfOrder,
): TimeSpan | undefined {
  if (!isComplete(slots[definition.keys.procedures])) return undefined
  const dated = time.earlierProcedures.filter((procedure) => procedure !== undefined)
  if (dated.length < time.earlierProcedures.length) return undefined
  return dated
    .filter(({ earliest }) => earliest <= time.indexDate)
    .toSorted((a, b) => b.earliest - a.earliest)[0]
}

const asNumber = (number: number | undefined): Known | undefined =>
  number === undefined ? undefined : { number }

function factsOf(
  { definition, record }: AssessmentBasis,
  { context: { time }, slots }: AsOfOrder,
  last: TimeSpan | undefined,
): Readonly<Record<string, Known | undefined>> {
  const { birthDate } = record
  const age = asNumber(birthDate && ageAt(birthDate, time.indexDate))
  // A part of the procedures tells neither how many there were nor which was the last.
  if (!isComplete(slots[definition.keys.procedures])) return { age }
  const count = time.earlierProcedures.length
  return {
    age,
    earlierProcedures: asNumber(count),
    daysSinceEarlierProcedure:
      count === 0
        ? { isAbsent: true }
        : asNumber(last && daysBetween(last.earliest, time.indexDate)),
  }
}

/** A reader to whom what rests on keys that were not read is missing. */
const withoutUnread = (
  { reading, lookUp }: ScoreReader,
  isUnread: (input: string) => boolean,
): ScoreReader => ({
  reading: (input) => (isUnread(input) ? { kind: 'missing' } : reading(input)),
  lookUp: (input) => (isUnread(input) ? undefined : lookUp(input)),
})

/** Which readings and facts rest on a key that was not read. */
function unreadOf(
  inputs: readonly AuxiliaryInput[],
  { definition: { keys } }: AssessmentBasis,
  { slots, unread: ofModel }: AsOfOrder,
) {
  const asked = [...Object.values(keys), ...inputs.map(({ prefetchKey }) => prefetchKey)]
  const ofOrder = ofModel.filter(({ key }) => key === ORDER_KEY)
  const unread = [...ofOrder, ...unreadAmong(asked, slots)]
  const bars = unread.filter((key) => isBoardBar(key, keys))
  const isBarred = (key: string) => bars.some((bar) => bar.key === key)
  const barsOf = barsByInput({ predictors: [], auxiliaries: inputs }, keys, bars)
  const isAffected = ({ afterProcedure }: AuxiliaryInput) =>
    afterProcedure !== undefined && isBarred(keys.procedures)
  const isUnread = (name: string) => {
    const input = inputs.find(({ id }) => id === name)
    if (input !== undefined) return barsOf(name).length > 0 || isAffected(input)
    return (isFact(name) || name === ORDER_KEY) && isBarred(keyOfFact(name, keys))
  }
  return { unread, isUnread }
}

export function toScoreFacts(
  inputs: readonly AuxiliaryInput[],
  basis: AssessmentBasis,
  reading: AsOfOrder,
): ScoreFacts {
  const { statements, context } = reading
  const { unread, isUnread } = unreadOf(inputs, basis, reading)
  const last = lastProcedure(basis, reading)
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
  const readNow = withoutUnread(now, isUnread)
  const readBefore = before && withoutUnread(before, isUnread)
  return {
    readerAt: (at) => (at === 'now' ? readNow : readBefore),
    factOf: (name) => facts[name],
    isUnread,
    unread,
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
  /** Facts that were asked for and could not be read. */
  readonly askedUnread: () => readonly string[]
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
  const unread = new Set<string>()
  return {
    ...facts,
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
    isUnread: (name) => {
      const isUnread = facts.isUnread(name)
      if (isUnread && isFact(name)) unread.add(name)
      return isUnread
    },
    askedUnread: () => [...unread],
    askedFacts: () => [...known].map(([fact, value]) => ({ fact, known: value })),
  }
}
