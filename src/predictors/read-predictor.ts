import type { ObservationValue, ObservationView } from '../fhir/index.ts'
import {
  candidatesFor,
  isAccepted,
  type Judgement,
  judgeAll,
  measure,
  newestAgreed,
  newestPair,
  type Pair,
  type Provenance,
  type Reading,
  type ReadingTime,
} from '../observations/index.ts'
import { foldText, hasMember, type ValueSet } from '../terminology/index.ts'
import { type UnitSynonyms, withoutNoise } from '../units/index.ts'
import type {
  FindingPredictor,
  FindingValue,
  PredictorDefinition,
  QuantityPredictor,
  RatioPart,
  RatioPredictor,
} from './definition.ts'

/** What a predictor is worth to the model. */
export interface PredictorValue {
  /** In the canonical unit; 1 and 0 for yes and no. */
  readonly number: number
  /** The recorded finding behind a yes or no. */
  readonly finding?: string
}

/**
 * The reading of one predictor; `excluding` when the recorded finding takes the patient out of the
 * model's population.
 */
export type PredictorReading =
  | Reading<PredictorValue>
  | { readonly kind: 'excluding'; readonly because: string; readonly from: Provenance }

/** What is the same for every predictor of one request. */
export interface ReadingContext {
  readonly time: ReadingTime
  readonly synonyms: UnitSynonyms
}

const asNumber = (reading: Reading<number>): Reading<PredictorValue> =>
  reading.kind === 'found' ? { ...reading, value: { number: reading.value } } : reading

/** A measured value under any of the codes. */
function readMeasured(
  codes: ValueSet,
  predictor: QuantityPredictor | RatioPredictor,
  observations: readonly ObservationView[],
  { time, synonyms }: ReadingContext,
): Reading<PredictorValue> {
  const judged = judgeAll(
    candidatesFor(observations, codes),
    predictor.lookbackDays,
    time,
    (observation) => measure(observation, predictor, synonyms),
  )
  return asNumber(newestAgreed(judged, Object.is))
}

const joined = (a: string, b: string) => `${a} / ${b}`

function fromPair({ numerator, denominator }: Pair): Provenance {
  const [n, d] = [numerator.from, denominator.from]
  return {
    ...n,
    reference: joined(n.reference, d.reference),
    asSent: joined(n.asSent, d.asSent),
  }
}

function readRatio(
  predictor: RatioPredictor,
  observations: readonly ObservationView[],
  context: ReadingContext,
): Reading<PredictorValue> {
  const judgePart = (part: RatioPart) =>
    judgeAll(
      candidatesFor(observations, part.codes),
      predictor.lookbackDays,
      context.time,
      (observation) => measure(observation, part, context.synonyms),
    )
  const numerators = judgePart(predictor.numerator)
  const denominators = judgePart(predictor.denominator)
  const pair = newestPair(numerators.usable, denominators.usable)
  if (pair !== undefined) {
    const number = withoutNoise(pair.numerator.value / pair.denominator.value)
    const from = fromPair(pair)
    return isAccepted(number, predictor.acceptance)
      ? { kind: 'found', value: { number }, from }
      : { kind: 'unusable', why: 'implausible', from }
  }
  const reported = readMeasured(predictor.reported, predictor, observations, context)
  if (reported.kind !== 'missing') return reported
  const single = numerators.usable[0] ?? denominators.usable[0]
  if (single !== undefined) return { kind: 'unusable', why: 'no-partner', from: single.from }
  return numerators.otherwise.kind === 'missing' ? denominators.otherwise : numerators.otherwise
}

function meansFinding(value: ObservationValue, { codes, texts }: FindingValue): boolean {
  if (value.kind === 'text') return texts.includes(foldText(value.text))
  if (value.kind !== 'concept') return false
  const { codings, text } = value.concept
  return hasMember(codings, codes) || (text !== undefined && texts.includes(foldText(text)))
}

function judgeFinding(
  { value }: ObservationView,
  { values }: FindingPredictor,
): Judgement<FindingValue> {
  if (value === undefined) return { why: 'no-value' }
  const matches = values.filter((one) => meansFinding(value, one))
  const [match, another] = matches
  return match === undefined || another !== undefined
    ? { why: 'value-not-understood' }
    : { value: match }
}

function readFinding(
  predictor: FindingPredictor,
  observations: readonly ObservationView[],
  { time }: ReadingContext,
): PredictorReading {
  const judged = judgeAll(
    candidatesFor(observations, predictor.codes),
    predictor.lookbackDays,
    time,
    (observation) => judgeFinding(observation, predictor),
  )
  const reading = newestAgreed(judged, Object.is)
  if (reading.kind !== 'found') return reading
  const { value: finding, from } = reading
  switch (finding.meaning.kind) {
    case 'value':
      return { kind: 'found', value: { number: finding.meaning.value, finding: finding.id }, from }
    case 'excludes':
      return { kind: 'excluding', because: finding.meaning.because, from }
    case 'unusable':
      return { kind: 'unusable', why: 'not-the-models-variable', from }
  }
}

/** The reading of one predictor from the Observations of its prefetch key. */
export function readPredictor(
  predictor: PredictorDefinition,
  observations: readonly ObservationView[],
  context: ReadingContext,
): PredictorReading {
  switch (predictor.kind) {
    case 'quantity':
      return readMeasured(predictor.codes, predictor, observations, context)
    case 'ratio':
      return readRatio(predictor, observations, context)
    case 'finding':
      return readFinding(predictor, observations, context)
  }
}
