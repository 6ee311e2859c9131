import type { Band, Row } from '../models/decisions.ts'
import type { QuantityRule } from './quantity.ts'
import type { TimingRule } from './judge-statement.ts'
import type { FoldedText, PhraseList } from '../terminology/phrase.ts'
import type { ValueSet } from '../terminology/value-set.ts'

/** What every input has: an id, the prefetch key under which it comes, and when it may be observed. */
interface InputBase extends TimingRule {
  readonly id: string
  readonly prefetchKey: string
  /** Words by which a code that is not mapped looks like this input. */
  readonly resembles: PhraseList
}

/** How a region's statistic is told: the mean is wanted, a minimum or a percentile is another value. */
export interface StatisticRule {
  readonly meanCodes: ValueSet
  readonly meanPhrases: PhraseList
  readonly otherCodes: ValueSet
  readonly otherPhrases: PhraseList
}

/** A measured quantity. */
export interface QuantityInput extends InputBase, QuantityRule {
  readonly kind: 'quantity'
  readonly codes: ValueSet
  readonly statistic?: StatisticRule | undefined
  /** Of several values of one day, the largest instead of a contradiction. */
  readonly takesLargest: boolean
}

/** One part of a ratio. */
interface RatioPart extends QuantityRule {
  readonly codes: ValueSet
}

/** One way to form a ratio from two values of one sample. */
export interface RatioPair {
  readonly numerator: RatioPart
  readonly denominator: RatioPart
  /** Two shares of one whole: what they may add up to at most. */
  readonly sumAtMost?: number | undefined
}

/** A ratio of two quantities of one sample, or as a laboratory reports it. */
export interface RatioInput extends InputBase, QuantityRule {
  readonly kind: 'ratio'
  /** In the order in which they are preferred when both are equally new. */
  readonly pairs: readonly RatioPair[]
  readonly reported: ValueSet
  /** How far apart two values of one sample may be timed. */
  readonly windowMinutes: number
}

/** What a recorded value means. */
type FindingMeaning =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'excludes'; readonly because: string }
  /** The model has no such value. */
  | { readonly kind: 'unusable' }
  /** It matters to what is derived from it alone. */
  | { readonly kind: 'state' }

/** One value that a finding can have. */
export interface FindingValue {
  readonly id: string
  readonly codes: ValueSet
  /** Texts, without blanks, that mean exactly this value where the finding is known. */
  readonly texts: ReadonlySet<FoldedText>
  /** Those of the texts that name the finding too. */
  readonly namedTexts: ReadonlySet<FoldedText>
  readonly boolean?: boolean | undefined
  /** Whole numbers that mean it: a score. */
  readonly scores?: readonly [number, number] | undefined
  readonly meaning: FindingMeaning
}

/** A coded finding. */
export interface FindingInput extends InputBase {
  readonly kind: 'finding'
  readonly codes: ValueSet
  readonly values: readonly FindingValue[]
  /** Whether the stage of a Condition may say it. */
  readonly fromConditionStage: boolean
  /** How it follows from other inputs when it is not recorded. */
  readonly derivation?: Derivation | undefined
}

/** How a finding follows from others. */
export type Derivation =
  /** The value of the first row whose conditions all hold. */
  | { readonly kind: 'decision-table'; readonly rows: readonly Row[] }
  /** The value of the class in which the sum of points lies. */
  | {
      readonly kind: 'points'
      readonly items: readonly (readonly Band[])[]
      readonly classes: readonly { readonly atMost: number; readonly value: string }[]
    }

/** An input that the model has no coefficient for: others are derived from it. */
export type AuxiliaryInput = QuantityInput | FindingInput

interface InModel {
  /**
   * Between which values it lies in 95 % of the reference population: the bounds of a missing
   * value.
   */
  readonly referenceRange: readonly [number, number]
  /** Measured of one lesion: values of several lesions are not mixed. */
  readonly isPerLesion: boolean
  /** A predictor that it exceeds by its physics; else one of the two is not what it says. */
  readonly exceeds?: string | undefined
}

/** An input variable of a risk model, and how it is read from the record. */
export type PredictorDefinition = (QuantityInput | RatioInput | FindingInput) & InModel

/** How one of several lesions is chosen. */
export interface LesionRule {
  /** The size by which the largest lesion is told. */
  readonly size: QuantityInput
  /** Body sites that name an organ, not a lesion. */
  readonly unspecificSites: ValueSet
}

/** All inputs of a model. */
export interface PredictorSet {
  readonly predictors: readonly PredictorDefinition[]
  readonly auxiliaries: readonly AuxiliaryInput[]
  /** Of models that measure lesions. */
  readonly lesions?: LesionRule | undefined
}

/** The value sets by whose codes an input is searched for. */
export function searchedCodes(input: PredictorDefinition | AuxiliaryInput): readonly ValueSet[] {
  if (input.kind !== 'ratio') return [input.codes]
  const parts = input.pairs.flatMap(({ numerator, denominator }) => [numerator, denominator])
  return [...parts.map(({ codes }) => codes), input.reported]
}
