import type { CardCoding, Indicator, OverrideReason } from '../protocol/card.ts'
import type { FactTexts } from './facts-wording.ts'
import type { JsonTemplate } from './json-template.ts'
import type { Template } from './template.ts'

export interface SituationDefinition {
  readonly indicator: Extract<Indicator, 'info' | 'warning'>
  readonly summary: Template
  readonly detail: Template
  /** Suggestions that the card offers, by id. */
  readonly suggestions: readonly string[]
  /** Why what it advises may not be followed: none where it advises nothing. */
  readonly overrideReasons: readonly OverrideReason[]
}

/** A resource that a client can create, as a JSON template. */
export interface ResourceTemplate {
  readonly label: string
  readonly description: string
  /** What is ordered, in words. */
  readonly what: string
  /** Why, in words. */
  readonly why: string
  readonly resource: JsonTemplate
}

/** What a service says, in one language. */
export interface CardsDefinition {
  /** BCP 47. */
  readonly language: string
  readonly sourceLabel: string
  readonly topic: CardCoding
  readonly situations: Readonly<Record<string, SituationDefinition>>
  readonly resources: Readonly<Record<string, ResourceTemplate>>
  /** Resources that order what is missing, each with the predictors that it could bring. */
  readonly gapOrders: Readonly<Record<string, readonly string[]>>
  /** What is suggested in place of such an order where a study is known that could give it. */
  readonly addenda: Readonly<Record<string, string>>
  readonly texts: CardTexts
  /** What leads to the SMART app. */
  readonly appLinkLabel: string
  readonly facts: FactTexts
}

interface PredictorTexts {
  readonly label: string
  /** For a narrow table; the label where there is none. */
  readonly short?: string | undefined
  readonly unit: string
  readonly howToGet: string
}

/**
 * The words that a card's values are made of, by the ids that the engine and the service's data
 * use.
 */
export interface CardTexts {
  readonly predictors: Readonly<Record<string, PredictorTexts>>
  /** What an input without a coefficient is called. */
  readonly auxiliaries: Readonly<Record<string, string>>
  /** What leads the parts of a derived value. */
  readonly derivedFrom: string
  /** Between the ends of a range, and before a figure (`{n}`) beyond which no more is said. */
  readonly words: {
    readonly to: string
    readonly moreThan: string
    readonly lessThan: string
    /** `{n}` per cent, less, and more than that, in the typography of the language. */
    readonly percent: string
    readonly percentBelow: string
    readonly percentAbove: string
    /** A figure (`{risk}`) and the range (`{range}`) that it lies in. */
    readonly withRange: string
    /** `{n}` days. */
    readonly days: string
    readonly tooOld: string
    /** A value (`{value}`) that somebody (`{by}`) typed into a form. */
    readonly enteredBy: string
    readonly imagingKnown: string
    readonly fromKnownImaging: string
    /** Borders of risk. */
    readonly below: string
    readonly atLeast: string
    readonly atLeastAndBelow: string
    /** `{n}` of `{of}` anchored patients have a lower risk. */
    readonly rank: string
    readonly asPublished: string
    /** `{n}` orders beyond those that one call is answered for. */
    readonly ordersLeft: string
  }
  /** Said when the values are of the largest of several lesions. */
  readonly largestLesion: string
  readonly findings: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly categories: Readonly<Record<string, string>>
  /** By `WhyNoNumber`. */
  readonly reasons: Readonly<Record<string, string>>
  /** What each prefetch key brings. */
  readonly keys: Readonly<Record<string, string>>
  /** What became of a prefetch key, by the state of its reason in `KEY_REASONS`. */
  readonly keyStates: Readonly<Record<string, string>>
  /** What can be done about what was not read, by `Remedy`. */
  readonly remedies: Readonly<Record<string, string>>
  readonly applicability: Readonly<Record<string, string>>
  /** How far the model has come, by `EvidenceState`: a few words, and a sentence with its figures. */
  readonly calibration: Readonly<Record<string, string>>
  readonly evidence: Readonly<Record<string, string>>
  /** By `Fallback`. */
  readonly fallbacks: Readonly<Record<string, string>>
  /** The site's own evidence, by `EvidenceState`, and of a model that was fitted here. */
  readonly citations?: Readonly<Record<string, string>> | undefined
  /** Label of the RiskAssessment suggestion and its action. */
  readonly riskAssessment: {
    readonly label: string
    readonly description: string
    readonly method: string
    readonly outcome: string
    /** The figure in words, with `{risk}` and `{range}`. */
    readonly rationale: string
  }
  /** Note of an order that is suggested beside another, `{order}`. */
  readonly besideOrder: string
}
