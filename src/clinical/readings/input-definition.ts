import type { PointsBand, DecisionRow } from '../models/decisions.ts'
import type { QuantityRule } from './quantity.ts'
import type { TimingRule } from './judge-statement.ts'
import type { SiteMeasurement } from './protocol-key.ts'
import type { FindingWords } from './finding-words.ts'
import type { SiteRule } from './site-rule.ts'
import type { FoldedText, PhraseList } from '../terminology/phrase.ts'
import type { ValueSet } from '../terminology/value-set.ts'

/** What a value is read from, and dated by: an imaging study, a blood sample, an examination. */
export type Occasion = 'study' | 'sample' | 'assessment'

/** An input, the prefetch key under which it comes, and when it may be observed. */
interface InputBase extends TimingRule {
  readonly id: string
  readonly prefetchKey: string
  /** What a person who enters it reads it from; what names nothing is not asked for in the form. */
  readonly enteredFrom?: Occasion | undefined
  /** Words by which a code that is not mapped looks like this input. */
  readonly resembles: PhraseList
  /** Where it must be measured; of what has no place, as a blood count, nothing. */
  readonly sites?: SiteRule | undefined
}

/** How a region's statistic is told: the mean is wanted, a minimum or a percentile is another value. */
export interface StatisticRule {
  readonly meanCodes: ValueSet
  readonly meanPhrases: PhraseList
  readonly otherCodes: ValueSet
  readonly otherPhrases: PhraseList
  /** Words after which only one that says mean is a mean. */
  readonly unclearPhrases: PhraseList
  /** Words that say where or how, and hold a word of a statistic: the slice of maximum diameter. */
  readonly ignoredPhrases: PhraseList
  /** Components that say by what statistic the value beside them was derived. */
  readonly derivationCodes: ValueSet
  readonly derivationPhrases: PhraseList
  /** Fits and techniques: methods that say nothing of the statistic. */
  readonly techniqueCodes: ValueSet
  readonly techniquePhrases: PhraseList
  /** Code systems with statistics in them: a method of theirs that is in no list may be any. */
  readonly systems: readonly string[]
}

/** Methods by which an input is measured, and those by which another quantity is. */
interface MethodRule {
  readonly codes: ValueSet
  readonly phrases: PhraseList
  readonly otherMethodCodes: ValueSet
  readonly otherMethodPhrases: PhraseList
}

export interface QuantityInput extends InputBase, QuantityRule {
  readonly kind: 'quantity'
  readonly codes: ValueSet
  readonly statistic?: StatisticRule | undefined
  readonly methods?: MethodRule | undefined
  /** Of several values of one day, the largest instead of a contradiction. */
  readonly takesLargest: boolean
}

/** A value of one half of a ratio, or what makes one: two parts of it, a share and its whole. */
interface RatioPart extends QuantityRule {
  readonly codes: ValueSet
  /** The other part, without which the first is no value: bands beside segmented neutrophils. */
  readonly plus?: ValueSet | undefined
  /** Of what it is a share, in the unit of the other half. */
  readonly shareOf?: (QuantityRule & { readonly codes: ValueSet }) | undefined
}

/** One way to form a ratio: from two values of one sample. */
export interface RatioPair {
  readonly numerator: RatioPart
  readonly denominator: RatioPart
  /** Where both are shares of one whole: the most that they may add up to. */
  readonly sumAtMost?: number | undefined
}

/** A method of counting, told by the code of the count, by its method, or by their words. */
export interface CountingMethod {
  readonly id: string
  readonly codes: ValueSet
  readonly phrases: PhraseList
}

/** A ratio of two quantities of one sample, or as a laboratory reports it. */
export interface RatioInput extends InputBase, QuantityRule {
  readonly kind: 'ratio'
  /** In the order in which they are preferred when both are equally new. */
  readonly pairs: readonly RatioPair[]
  readonly reported: ValueSet
  /** Methods that are not mixed in one ratio; a value that names none of them pairs with any. */
  readonly methods: readonly CountingMethod[]
  /** How far apart two values of one sample may be timed. */
  readonly windowMinutes: number
}

type FindingMeaning =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'excludes'; readonly because: string }
  /** The model has no such value: it is none, or with a reason the model is not for the patient. */
  | { readonly kind: 'unusable'; readonly because?: string | undefined }
  /** Used only in what is derived from it. */
  | { readonly kind: 'state' }

export interface FindingValue {
  readonly id: string
  readonly codes: ValueSet
  /** Texts that mean exactly this value where the finding is known, as `wordsOf` leaves them. */
  readonly texts: ReadonlySet<FoldedText>
  readonly boolean?: boolean | undefined
  /** First and last of the whole numbers (a score) that mean it. */
  readonly scores?: readonly [number, number] | undefined
  readonly meaning: FindingMeaning
}

export interface FindingInput extends InputBase, FindingWords {
  readonly kind: 'finding'
  readonly codes: ValueSet
  readonly values: readonly FindingValue[]
  /** Whether the stage of a Condition may say it: of these types, where the value names it. */
  readonly fromConditionStage: boolean
  readonly generalStageTypes: ValueSet
  /** Schemes of staging whose stages are told where the finding is missing, and never taken for it. */
  readonly otherSchemes: readonly { readonly name: string; readonly phrase: PhraseList }[]
  /** By which Observations of such a scheme are known. */
  readonly otherSchemeCodes: ValueSet
  /** How it follows from other inputs where it is not recorded. */
  readonly derivation?: Derivation | undefined
}

export type Derivation =
  /** The value of the first row whose conditions all hold. */
  | { readonly kind: 'decision-table'; readonly rows: readonly DecisionRow[] }
  /** The value of the class in which the sum of points lies. */
  | {
      readonly kind: 'points'
      readonly items: readonly (readonly PointsBand[])[]
      readonly classes: readonly { readonly atMost: number; readonly value: string }[]
    }

/** An input without a coefficient: others are derived from it. */
export type AuxiliaryInput = QuantityInput | FindingInput

interface InModel {
  /**
   * Between which values it lies in 95 % of the reference population: the bounds of a missing
   * value.
   */
  readonly referenceRange: readonly [number, number]
  /** Measured of one lesion: values of several lesions are not mixed. */
  readonly isPerLesion: boolean
  /**
   * A predictor that it exceeds by its physics, as D* exceeds ADC: where it does not, one of the
   * two is not what it says.
   */
  readonly exceeds?: string | undefined
  /** What the site says of how it is measured there. */
  readonly measurement?: SiteMeasurement | undefined
}

/** An input variable of a risk model, and how it is read from the record. */
export type PredictorDefinition = (QuantityInput | RatioInput | FindingInput) & InModel

/** How one of several lesions is chosen. */
export interface LesionRule {
  /** The size by which the largest lesion is told. */
  readonly size: QuantityInput
  /** By whose parts lesions are told apart. */
  readonly sites: SiteRule
}

/** By what a study is told that can give the inputs that are measured of a lesion. */
export interface ImagingRule {
  readonly modalityCodes: ValueSet
  readonly modalityPhrases: PhraseList
  readonly sitePhrases: PhraseList
  readonly siteCodes: ValueSet
}

export interface PredictorSet {
  readonly predictors: readonly PredictorDefinition[]
  readonly auxiliaries: readonly AuxiliaryInput[]
  /** Of models that measure lesions. */
  readonly lesions?: LesionRule | undefined
  readonly imaging?: ImagingRule | undefined
}

/** The value sets by whose codes an input is known. */
export function codesOfInput(input: PredictorDefinition | AuxiliaryInput): readonly ValueSet[] {
  if (input.kind !== 'ratio') return [input.codes]
  const parts = input.pairs.flatMap(({ numerator, denominator }) => [numerator, denominator])
  const sets = parts.flatMap(({ codes, plus, shareOf }) => [codes, plus, shareOf?.codes])
  return [...new Set([...sets.filter((codes) => codes !== undefined), input.reported])]
}

/** Those by which it is searched for: also of what is only told where it is missing. */
export const searchedCodes = (input: PredictorDefinition | AuxiliaryInput): readonly ValueSet[] => [
  ...codesOfInput(input),
  ...(input.kind === 'finding' ? [input.otherSchemeCodes] : []),
]
