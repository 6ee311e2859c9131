import type { RiskModelDefinition, Term } from './definition.ts'

/** A mark on an axis. */
export interface AxisMark {
  /** What is read at the mark: a predictor's value, a sum of points or a probability. */
  readonly value: number
  /** Where the mark stands, in points. */
  readonly points: number
}

/** One predictor's axis: how many points each of its values gives. */
interface PredictorAxis {
  readonly predictor: string
  readonly range: readonly [number, number]
  readonly isYesNo: boolean
  /** Points of the whole range. */
  readonly span: number
  /** In ascending order of value. */
  readonly marks: readonly AxisMark[]
}

/**
 * A logistic model as lengths: points per predictor, their sum, and the risk at each sum. The
 * predictor that moves the log odds furthest over its range spans 100 points; every other one is to
 * the same scale.
 */
export interface Nomogram {
  readonly axes: readonly PredictorAxis[]
  /** The largest sum of points. */
  readonly totalPoints: number
  readonly totalMarks: readonly AxisMark[]
  /** Probabilities whose points lie between no point and all points. */
  readonly riskMarks: readonly AxisMark[]
  /** Log odds of one point. */
  readonly logOddsPerPoint: number
  /** Log odds of a patient without any point. */
  readonly logOddsAtZero: number
}

/** Values between which each predictor is drawn, in its canonical unit. */
export type PredictorRanges = Readonly<Record<string, readonly [number, number]>>

const FULL_SCALE = 100

const POINTS_BETWEEN_MARKS = 12

const PROBABILITIES = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99]

/** Round values inside a range: multiples of 1, 2 or 5 times a power of ten, about `count` of them. */
export function roundMarks(
  [from, to]: readonly [number, number],
  count: number,
): readonly number[] {
  const rough = (to - from) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((multiple) => multiple * power >= rough) ?? 10)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(decimals)),
  )
}

function rangeOf(ranges: PredictorRanges, predictor: string): readonly [number, number] {
  const range = ranges[predictor]
  if (range === undefined) throw new TypeError(`no range of ${predictor}`)
  return range
}

/** Round values about a dozen points apart; the ends of the range where fewer than two have room. */
function marksWithin(range: readonly [number, number], span: number): readonly number[] {
  const marks = roundMarks(range, Math.max(1, span / POINTS_BETWEEN_MARKS))
  return marks.length < 2 ? range : marks
}

/** The value of a predictor that gives no point: the end of its range with the lower log odds. */
function originOf({ predictor, coefficient }: Term, ranges: PredictorRanges): number {
  const [low, high] = rangeOf(ranges, predictor)
  return coefficient >= 0 ? low : high
}

/**
 * The points that a value of one predictor gives; proportional beyond the ends of the drawn range.
 *
 * @throws {TypeError} When the predictor has no range.
 */
export function pointsOf(
  term: Term,
  value: number,
  ranges: PredictorRanges,
  logOddsPerPoint: number,
): number {
  return (term.coefficient * (value - originOf(term, ranges))) / logOddsPerPoint
}

/**
 * The nomogram of a logistic model.
 *
 * @throws {TypeError} When a predictor of the model has no range.
 */
export function toNomogram(definition: RiskModelDefinition, ranges: PredictorRanges): Nomogram {
  const { terms, intercept, anchor } = definition
  const effects = terms.map(({ predictor, coefficient }) => {
    const [low, high] = rangeOf(ranges, predictor)
    return Math.abs(coefficient * (high - low))
  })
  const logOddsPerPoint = Math.max(...effects) / FULL_SCALE
  const totalPoints = effects.reduce((sum, effect) => sum + effect, 0) / logOddsPerPoint
  const logOddsAtZero = terms.reduce(
    (sum, term) => sum + term.coefficient * originOf(term, ranges),
    intercept.value,
  )
  const axes = terms.map((term, i): PredictorAxis => {
    const range = rangeOf(ranges, term.predictor)
    const span = (effects[i] ?? 0) / logOddsPerPoint
    const isYesNo = anchor.population[term.predictor]?.kind === 'bernoulli'
    const marks = (isYesNo ? [0, 1] : marksWithin(range, span)).map((value) => ({
      value,
      points: pointsOf(term, value, ranges, logOddsPerPoint),
    }))
    return { predictor: term.predictor, range, isYesNo, span, marks }
  })
  const riskMarks = PROBABILITIES.map((value) => ({
    value,
    points: (Math.log(value / (1 - value)) - logOddsAtZero) / logOddsPerPoint,
  })).filter(({ points }) => points >= 0 && points <= totalPoints)
  const totalMarks = roundMarks([0, totalPoints], 10).map((value) => ({ value, points: value }))
  return { axes, totalPoints, totalMarks, riskMarks, logOddsPerPoint, logOddsAtZero }
}
