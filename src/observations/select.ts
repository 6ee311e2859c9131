import type { ObservationView } from '../fhir/index.ts'
import { hasMember, type ValueSet } from '../terminology/index.ts'
import { objectionTo, provenanceOf, type ReadingTime } from './judge.ts'
import type { Provenance, Reading, Unusable } from './reading.ts'

/** What a rule makes of one Observation: a value, or why it has none. */
export type Judgement<Value> = { readonly value: Value } | { readonly why: Unusable }

/** One Observation that can be used. */
export interface Usable<Value> {
  readonly value: Value
  readonly from: Provenance
  readonly observation: ObservationView
}

/** All candidates, judged. */
export interface Judged<Value> {
  /** The newest first. */
  readonly usable: readonly Usable<Value>[]
  /** When none can be used: why the newest cannot, or that there is none. */
  readonly otherwise: Reading<never>
}

const startOf = ({ time }: ObservationView) => time?.earliest ?? -Infinity

const newestFirst = (a: ObservationView, b: ObservationView) =>
  startOf(b) - startOf(a) || (a.reference < b.reference ? -1 : 1)

/**
 * The Observations whose code is in the value set, the newest first; the order in which they came
 * does not matter.
 */
export function candidatesFor(
  observations: readonly ObservationView[],
  valueSet: ValueSet,
): readonly ObservationView[] {
  return observations.filter(({ code }) => hasMember(code.codings, valueSet)).toSorted(newestFirst)
}

/**
 * Judges every candidate by its status, meaning, time and value.
 *
 * @param lookbackDays - How old a value may be at the index date.
 */
export function judgeAll<Value>(
  candidates: readonly ObservationView[],
  lookbackDays: number,
  time: ReadingTime,
  judge: (observation: ObservationView) => Judgement<Value>,
): Judged<Value> {
  const usable: Usable<Value>[] = []
  let otherwise: Reading<never> | undefined
  for (const observation of candidates) {
    const objection = objectionTo(observation, time, lookbackDays)
    const judgement = objection === undefined ? judge(observation) : { why: objection }
    const from = () => provenanceOf(observation, time)
    if ('value' in judgement) usable.push({ value: judgement.value, from: from(), observation })
    else otherwise ??= { kind: 'unusable', why: judgement.why, from: from() }
  }
  return { usable, otherwise: otherwise ?? { kind: 'missing' } }
}

const toDay = ({ observation }: Usable<unknown>) =>
  observation.time === undefined ? undefined : observation.time.written.slice(0, 10)

/**
 * The newest usable value, if everything said on its day agrees: values of several lesions are not
 * mixed, and of two that contradict each other none is picked.
 */
export function newestAgreed<Value>(
  { usable, otherwise }: Judged<Value>,
  isSame: (a: Value, b: Value) => boolean,
): Reading<Value> {
  const [newest] = usable
  if (newest === undefined) return otherwise
  const { value, from } = newest
  const sameDay = usable.filter((one) => toDay(one) === toDay(newest))
  if (sameDay.some((one) => one.from.lesion !== from.lesion))
    return { kind: 'unusable', why: 'several-lesions', from }
  return sameDay.every((one) => isSame(one.value, value))
    ? { kind: 'found', value, from }
    : { kind: 'unusable', why: 'contradicts-another', from }
}
