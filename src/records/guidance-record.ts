import { type CardFate } from '../hook/card-fate.ts'
import type { CalibrationState } from '../clinical/models/definition.ts'
import type { EvidenceState } from '../clinical/models/site-evidence.ts'
import type { RiskRange } from '../clinical/models/uncertainty.ts'
import type { Measured } from '../clinical/models/decisions.ts'
import type { SurvivalAt } from '../clinical/models/score.ts'
import type { HookName } from '../hook/protocol/hooks.ts'
import type { Indicator } from '../hook/protocol/card.ts'
import type { ReadAt } from '../clinical/scores/published-score.ts'

/**
 * What became of one predictor, as it was read. Nothing here names the patient: a reference that
 * holds the patient's id is a pseudonym.
 */
export interface RecordedReading {
  readonly predictor: string
  readonly state: 'found' | 'missing' | 'unusable' | 'not-obtained' | 'excluding'
  /** The reason, of any state but `found` and `missing`. */
  readonly why?: string | undefined
  /** What entered the model, in `unit`; 1 and 0 for yes and no. Of `found` alone. */
  readonly value?: number | undefined
  /** The canonical UCUM unit of the predictor; none for a finding. */
  readonly unit?: string | undefined
  /** The finding behind a yes or no. */
  readonly finding?: string | undefined
  /** The value with its unit as it was sent. Of `found` alone: what is not understood is free text. */
  readonly asSent?: string | undefined
  /** `system|code` of what it was read from. */
  readonly codes?: readonly string[] | undefined
  /** The clinically relevant time, as it was written. */
  readonly written?: string | undefined
  /** Age in whole days at the index date. */
  readonly ageDays?: number | undefined
  /** `Observation/id` of what it was read from; several are joined by `/`. */
  readonly reference?: string | undefined
  /** What the record does not say of it: who or what states it, which study or sample it is of. */
  readonly unsaid?: readonly ('by' | 'of')[] | undefined
  /** The key of what measured it, where the record says which. */
  readonly platform?: string | undefined
  /** Of a predictor without a value: between what it was taken to lie. */
  readonly range?: readonly [number, number] | undefined
}

/** What the model said, as numbers. All risks are probabilities, 0 to 1. */
export interface RecordedEstimate {
  readonly linearPredictor: number
  /** The mean of the model's versions; in records of older software, the published figure. */
  readonly predictedRisk: number
  /** Of the versions; not in records of older software. */
  readonly range?: RiskRange | undefined
  /** None when the versions do not agree on one. */
  readonly category: string | undefined
  /** The borders on which they do, where there are any. */
  readonly below?: number | undefined
  readonly atLeast?: number | undefined
  /** How far the model had come for this patient; not in records of older software. */
  readonly state?: EvidenceState | undefined
}

/** What can be said when predictors are missing. */
export interface RecordedBounds {
  readonly range?: RiskRange | undefined
}

/** The card as it was made, shown or not. */
export interface RecordedCard {
  readonly fate: CardFate
  readonly summary?: string | undefined
  readonly indicator?: Indicator | undefined
  /** `uuid` of each suggestion, as the client names them in feedback. */
  readonly suggestions: readonly string[]
  /** What each of them is called on the card; not in records of older software. */
  readonly suggestionLabels?: readonly string[] | undefined
  /** Digest, the same for cards that tell the same person the same. */
  readonly told?: string | undefined
}

/** By which model it was computed. */
export interface RecordedModel {
  readonly id: string
  readonly version: string
  readonly calibration: CalibrationState
  /** Digest of the whole model: the key of {@link ModelRecord}. */
  readonly hash: string
}

/** What another model would have said of the same readings; it is never shown. */
export interface RecordedChallenger {
  readonly model: RecordedModel
  readonly estimate: RecordedEstimate
}

/** A reading that scores asked for: as of the order, or as of the procedure before it. */
export interface BoardReading extends RecordedReading {
  readonly at: ReadAt
  /** The value or its limit in the unit in which it was measured: limits are printed for several. */
  readonly measured?: Measured | undefined
}

/** What a rule of a score asked beside readings, and what was known of it: a whole number. */
export interface RecordedFact {
  readonly fact: string
  readonly value?: number | undefined
  /** It is known that there is none. */
  readonly isAbsent?: true | undefined
  /** Its part of the record was not read. */
  readonly isUnread?: true | undefined
  /** By it no score may be for the patient at all. */
  readonly isBar?: true | undefined
}

/** What became of one score. */
export interface RecordedScore {
  readonly id: string
  readonly version: string
  /** Digest of everything that it is computed by: the key of {@link ModelRecord}. */
  readonly hash: string
  /** `unanswered`: everything is known, and the score has no answer for it. */
  readonly state: 'computed' | 'excluded' | 'lacking' | 'unanswered'
  readonly value?: number | undefined
  /** Id of the class that was reached. */
  readonly class?: string | undefined
  /** Of a Cox model alone. */
  readonly survival?: readonly SurvivalAt[] | undefined
  /** Rules that ask for caution. */
  readonly cautions?: readonly string[] | undefined
  /** What rules ask and nobody recorded. */
  readonly unchecked?: readonly string[] | undefined
  /** Rules that exclude the patient. */
  readonly because?: readonly string[] | undefined
  /** Readings that would have decided. */
  readonly lacks?: readonly { readonly reading: string; readonly at: ReadAt }[] | undefined
}

/**
 * The scores of a board as a whole, named as a model is: software that knows no boards looks it up,
 * finds no such model, and says so.
 */
export interface RecordedBoard {
  readonly id: string
  /** Beginning of `hash`: a board has no version of its own. */
  readonly version: string
  /** A published score is calibrated to no site. */
  readonly calibration: 'none'
  /** Digest of the digests of its scores. */
  readonly hash: string
}

/** What any service keeps of one order that it answered. */
export interface RecordedAnswer {
  /** The card's uuid where a card was made; else a uuid of its own. */
  readonly id: string
  /** When it was computed: `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly at: string
  readonly service: string
  /** Version of this software. */
  readonly softwareVersion: string
  /** Digest of everything that the site's configuration and the service's files say. */
  readonly configHash: string
  /** The operator's name of the client. */
  readonly client: string
  readonly hook: HookName
  readonly hookInstance: string
  /** Pseudonym of the patient: the same for the same patient of the same client. */
  readonly patient: string
  /** Pseudonym of the order; none when a record was opened and nothing was ordered yet. */
  readonly order: string | undefined
  /** Calendar date of the index date as the order writes it; none when no predictor was read. */
  readonly orderDay: string | undefined
  readonly language: string
  /** What the assessment came to: the name of the card's situation. Of a board: its verdict. */
  readonly situation: string
  /** Rules that exclude the patient. */
  readonly exclusions: readonly string[]
  /** Rules that ask for caution. */
  readonly cautions: readonly string[]
  readonly card: RecordedCard
  /** How long each stage of the request took until the record was made, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>
}

/** What a risk model said, or did not say, of one order. */
export interface AssessmentRecord extends RecordedAnswer {
  readonly model: RecordedModel
  readonly readings: readonly RecordedReading[]
  /** Of the predictor that is centred on its platform, where it has a value. */
  readonly protocolKey?: string | undefined
  /** Why its anchored platform was not used: its values had moved, or that could not be read. */
  readonly platformDoubt?: 'moved' | 'unread' | undefined
  readonly estimate?: RecordedEstimate | undefined
  readonly bounds?: RecordedBounds | undefined
  readonly challenger?: RecordedChallenger | undefined
}

/** What the scores of a board said, or did not say, of one order. */
export interface BoardRecord extends RecordedAnswer {
  readonly model: RecordedBoard
  /** Each reading that a score or a rule asked for, once. */
  readonly readings: readonly BoardReading[]
  readonly facts: readonly RecordedFact[]
  /** In the board's order; none where nothing was computed for the order. */
  readonly scores: readonly RecordedScore[]
}

/**
 * What was said, or not said, about one order, and everything from which it can be computed again
 * with the same model or scores.
 */
export type GuidanceRecord = AssessmentRecord | BoardRecord

/** Whether a record is of a board. */
export const isBoardRecord = (record: GuidanceRecord): record is BoardRecord => 'scores' in record

/** A model or score by which records were computed, kept so that they can be computed again. */
export interface ModelRecord {
  readonly hash: string
  readonly id: string
  readonly version: string
  /** The `RiskModelDefinition`, or of a score its `KeptScore`, as JSON. */
  readonly definition: string
}

/** What ends the time in which an outcome can come, and is not the outcome. */
export type CompetingEvent = 'death' | 'transplant'

/** What happened to a patient, as a site reports it. */
export interface PatientOutcome {
  /** Pseudonym, as in {@link RecordedAnswer.patient}. */
  readonly patient: string
  /** Whether the predicted outcome came about. */
  readonly happened: boolean
  /** What came in its place. */
  readonly competing?: CompetingEvent
  /** The day on which it was determined, `YYYY-MM-DD`. */
  readonly date: string
  /** The id of the outcome definition by which it was judged. */
  readonly definition: string
  /** From where it came: a file's name, a FHIR server's host. */
  readonly source: string
}
