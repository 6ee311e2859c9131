import type { QuantityRule } from '../observations/index.ts'
import type { FoldedText, ValueSet } from '../terminology/index.ts'

interface PredictorBase {
  readonly id: string
  /** The prefetch key under which its Observations come. */
  readonly prefetchKey: string
  /** How old a value may be at the index date. */
  readonly lookbackDays: number
  /**
   * Between which values it lies in 95 % of the reference population; the bounds of a missing
   * value.
   */
  readonly referenceRange: readonly [number, number]
}

/** A measured quantity. */
export interface QuantityPredictor extends PredictorBase, QuantityRule {
  readonly kind: 'quantity'
  readonly codes: ValueSet
  /** Measured of one lesion: values of several lesions are not mixed. */
  readonly isPerLesion: boolean
  /**
   * A predictor that it exceeds by its physics; when it does not, one of the two is not what it
   * says.
   */
  readonly exceeds?: string | undefined
}

/** One part of a ratio. */
export interface RatioPart extends QuantityRule {
  readonly codes: ValueSet
}

/** A ratio of two quantities of one sample, or as a laboratory reports it. */
export interface RatioPredictor extends PredictorBase, QuantityRule {
  readonly kind: 'ratio'
  readonly numerator: RatioPart
  readonly denominator: RatioPart
  readonly reported: ValueSet
}

/** What a recorded value means to the model. */
export type FindingMeaning =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'excludes'; readonly because: string }
  | { readonly kind: 'unusable' }

/** One value that a finding can have. */
export interface FindingValue {
  readonly id: string
  readonly codes: ValueSet
  /** Texts that mean exactly this value. */
  readonly texts: readonly FoldedText[]
  readonly meaning: FindingMeaning
}

/** A coded finding. */
export interface FindingPredictor extends PredictorBase {
  readonly kind: 'finding'
  readonly codes: ValueSet
  readonly values: readonly FindingValue[]
  readonly isPerLesion: boolean
}

/** An input variable of a risk model, and how it is read from the record. */
export type PredictorDefinition = QuantityPredictor | RatioPredictor | FindingPredictor

/** The value sets by whose codes a predictor is searched for. */
export function searchedCodes(predictor: PredictorDefinition): readonly ValueSet[] {
  return predictor.kind === 'ratio'
    ? [predictor.numerator.codes, predictor.denominator.codes, predictor.reported]
    : [predictor.codes]
}
