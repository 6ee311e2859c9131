import type { Interval, Provenance, Reading } from './reading.ts'
import type { FindingValue } from './input-definition.ts'

interface PredictorValue {
  /** In the canonical unit; 1 and 0 for yes and no. */
  readonly number: number
  /** The finding behind a yes or no. */
  readonly finding?: string
}

/**
 * The reading of one predictor; `excluding` when the finding takes the patient out of the model's
 * population.
 */
export type PredictorReading =
  | Reading<PredictorValue>
  | { readonly kind: 'excluding'; readonly because: string; readonly from: Provenance }

/** A number as the reading of a predictor. */
export function fromNumber(reading: Reading<number>): PredictorReading {
  return reading.kind === 'found' ? { ...reading, value: { number: reading.value } } : reading
}

/** A finding as the reading of a predictor: the number that the model gives to it, if it gives one. */
export function fromFinding(reading: Reading<FindingValue>): PredictorReading {
  if (reading.kind !== 'found') return reading
  const { from, value: finding } = reading
  switch (finding.meaning.kind) {
    case 'value':
      return { kind: 'found', value: { number: finding.meaning.value, finding: finding.id }, from }
    case 'excludes':
      return { kind: 'excluding', because: finding.meaning.because, from }
    case 'unusable': {
      const { because } = finding.meaning
      if (because !== undefined) return { kind: 'excluding', because, from }
      return { kind: 'unusable', why: 'not-the-models-variable', from }
    }
    case 'state':
      return { kind: 'unusable', why: 'not-the-models-variable', from }
  }
}

const rangeOf = (reading: PredictorReading): Interval | undefined => {
  if (reading.kind === 'found') return [reading.value.number, reading.value.number]
  return reading.kind === 'unusable' ? reading.range : undefined
}

/** The smallest interval that holds all of them; nothing when one of them is not known. */
function hull(ranges: readonly (Interval | undefined)[]): Interval | undefined {
  const known = ranges.filter((range) => range !== undefined)
  if (known.length < ranges.length || known.length === 0) return undefined
  return [Math.min(...known.map(([least]) => least)), Math.max(...known.map(([, most]) => most))]
}

/** The reading where the lesions are too many to be told apart: no value, and no range of them. */
export function ofTooMany(reading: PredictorReading): PredictorReading {
  const isOfSome =
    reading.kind === 'found' ||
    (reading.kind === 'unusable' && reading.why === 'contradicting-values')
  return isOfSome ? { kind: 'unusable', why: 'several-lesions', from: reading.from } : reading
}

/**
 * The reading where no lesion may be picked: the value that all have in common, else that they
 * differ, and between what.
 */
export function overLesions(readings: readonly PredictorReading[]): PredictorReading {
  const excluding = readings.find(({ kind }) => kind === 'excluding')
  if (excluding !== undefined) return excluding
  const [first] = readings.filter((reading) => reading.kind === 'found')
  if (first === undefined)
    return readings.find(({ kind }) => kind === 'unusable') ?? { kind: 'missing' }
  const areAllSame = readings.every(
    (reading) => reading.kind === 'found' && reading.value.number === first.value.number,
  )
  if (areAllSame) return first
  return {
    kind: 'unusable',
    why: 'several-lesions',
    from: first.from,
    range: hull(readings.map(rangeOf)),
  }
}
