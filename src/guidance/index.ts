export { economise } from './card-economy.ts'
export type { CardEconomy, ShownCards } from './card-economy.ts'
export { identityOf, toFeedbackRecords } from './feedback.ts'
export type { FeedbackOrigin, FeedbackRecord, FeedbackStore } from './feedback.ts'
export { DEFAULT_CLIENT_SETTINGS } from './client-settings.ts'
export type { ClientSettings } from './client-settings.ts'
export { FINGERPRINT, giveGuidance, situationOf } from './give-guidance.ts'
export type { Guidance, GuidanceNote } from './give-guidance.ts'
export type { AnsweredOrder, AssessedOrder, BoardOrder } from './answered-order.ts'
export type { AppContext } from './app-link.ts'
export { assessRecord, suggestionsOf } from './assess-record.ts'
export type { RecordToAssess, SuggestionsFor } from './assess-record.ts'
export { boardInLanguage, boardSpeaking } from './board-definition.ts'
export { boardOfRecord } from './board-of-record.ts'
export type { BoardOfRecord } from './board-of-record.ts'
export type { BoardView } from './board-view.ts'
export type {
  BoardDefinition,
  BoardService,
  BoardTexts,
  CallableService,
  PublishedScore,
  ReadAt,
  ScorePredictor,
  ScoreRule,
  ScoreTexts,
} from './board-definition.ts'
export { computeScores } from './compute-scores.ts'
export type { ScoreOutcome } from './compute-scores.ts'
export { FACTS as SCORE_FACTS } from './score-facts.ts'
export type { ScoreFacts } from './score-facts.ts'
export { giveBoard } from './give-board.ts'
export { isOpenTo } from './prepare-call.ts'
export { isBoardRecord } from './guidance-record.ts'
export type {
  AssessmentRecord,
  BoardReading,
  BoardRecord,
  CardFate,
  GuidanceRecord,
  ModelRecord,
  PatientOutcome,
  RecordedAnswer,
  RecordedBoard,
  RecordedBounds,
  RecordedCard,
  RecordedChallenger,
  RecordedEstimate,
  RecordedFact,
  RecordedModel,
  RecordedReading,
  RecordedScore,
} from './guidance-record.ts'
export { toGuidanceRecords } from './guidance-record-making.ts'
export type { AnsweredCall, RecordOrigin } from './recorded-answer-making.ts'
export { scoresAgain, toKeptScore } from './recorded-scores.ts'
export type { KeptScore } from './recorded-scores.ts'
export type {
  GuidanceRecords,
  Kept,
  RecordFilter,
  RecordReader,
  RecordsStatus,
} from './guidance-records.ts'
export { inLanguage } from './service-definition.ts'
export { examine } from './examine.ts'
export type { Considered, Examination, ExaminedInput, Lookalike } from './examine.ts'
export type { Assessment, InputReading, Inputs } from './assess.ts'
export type { GuidancePorts, RecordSource } from './ports.ts'
export type { CdsService, GuidanceDefinition } from './service-definition.ts'
export { reviewState } from './model-card.ts'
export type {
  AfterReviewDate,
  AttributeStatus,
  ModelCard,
  OpenQuestion,
  ReviewDates,
  ReviewPlan,
  ReviewState,
  SignOff,
  SourceAttribute,
  TripodItem,
} from './model-card.ts'
