import type { RelevantAssessment } from './assess.ts'

/**
 * How a source was seen: in itself, as its abstract, in reports of it, or as somebody else gives
 * it.
 */
export const SEEN = ['original', 'abstract', 'report', 'secondary'] as const

/** What a statement, a figure or a code rests on. Dates are `YYYY-MM-DD`. */
export interface Source {
  readonly id: string
  readonly cite: string
  readonly url?: string | undefined
  readonly seen: (typeof SEEN)[number]
  /** Which part of it was seen, where not all was. */
  readonly where?: string | undefined
  readonly seenOn: string
  /** The last day on which it need not be looked at again. */
  readonly reviewBy: string
}

/** Two groups by one measure, as the source prints the figures. */
export interface Comparison {
  readonly measure: string
  /** Of adverse events, so that only like is set beside like. */
  readonly grades?: string | undefined
  readonly unit: 'months' | 'percent'
  readonly with: string
  readonly without: string
  readonly hazardRatio?: string | undefined
  readonly ci95?: readonly [string, string] | undefined
}

/** What is said without figures of a measure. */
interface MeasuredResult {
  readonly measure: string
  readonly result: string
}

/** Whether a trial or a guideline is about patients of a stage, or only about some of them. */
export type StageScope = 'taken' | 'in-part'

/** The line of the card that a fact is said in, and when. */
interface FactCard {
  readonly line: 'mdt' | 'limits'
  readonly situations: readonly string[]
  /** Only beside bounds that rest on the usual range of this predictor. */
  readonly usualRangeOf?: string | undefined
}

/** One thing that may be said of the study, of measurements, guidance or trials. */
export interface Fact {
  readonly id: string
  /** Under which heading of the app it stands. */
  readonly section: 'study' | 'options' | 'limits'
  /** `choice`: this project's own, whatever it rests on. */
  readonly kind: 'study' | 'measurement' | 'trial' | 'guidance' | 'choice'
  /** The line of the card that it is said in, and in which situations. */
  readonly card?: FactCard | undefined
  /** Of whom it is; absent where it is of no stage. A stage that is not named was not taken. */
  readonly stages?: Readonly<Record<string, StageScope>> | undefined
  readonly status?: 'final' | 'interim' | 'closed' | undefined
  /** As they are printed, by the names that the words use. */
  readonly figures?: Readonly<Record<string, string>> | undefined
  readonly comparisons?: readonly Comparison[] | undefined
  readonly results?: readonly MeasuredResult[] | undefined
  readonly asOf: string
  readonly reviewBy: string
  /** Ids. None of what is only this project's own. */
  readonly sources: readonly string[]
}

/** What may be said beside a model, and what it rests on. */
export interface FactSheet {
  /** The predictor whose findings are the stages, where anything is said by stage. */
  readonly stagedBy?: string | undefined
  readonly facts: readonly Fact[]
  /** Those that the facts name. */
  readonly sources: readonly Source[]
}

/** For whom and where something is said. */
interface Place {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** As its source names it; nothing where it is not known. */
  readonly stage: string | undefined
}

interface CardPlace extends Place {
  readonly line: string
  readonly situation: string
  readonly usualRanges?: readonly string[]
}

/** The stage as the predictor's findings name it, where the record says it. */
export function stageOf(
  assessment: RelevantAssessment,
  { stagedBy }: Pick<FactSheet, 'stagedBy'>,
): string | undefined {
  if (stagedBy === undefined || !('inputs' in assessment)) return undefined
  const reading = assessment.inputs[stagedBy]
  return reading?.kind === 'found' ? reading.value.finding : undefined
}

/** The predictors on whose usual range the bounds of an assessment rest. */
export function usualRangesOf(assessment: RelevantAssessment): readonly string[] {
  if (!('bounds' in assessment) || assessment.bounds === undefined) return []
  return Object.entries(assessment.inputs).flatMap(([id, { kind }]) =>
    kind === 'found' ? [] : [id],
  )
}

/** Whether the day by which a fact was to be looked at again is over. */
export const isOverdue = ({ reviewBy }: Pick<Fact, 'reviewBy'>, day: string): boolean =>
  day > reviewBy

/**
 * What a line of a card says: nothing that is past its review, and of a stage only what its source
 * took as a whole, since the card knows no more of the patient than the stage.
 */
export const factsOnCard = (
  { facts }: FactSheet,
  { line, situation, day, stage, usualRanges = [] }: CardPlace,
): readonly Fact[] =>
  facts.filter(
    (fact) =>
      fact.card?.line === line &&
      fact.card.situations.includes(situation) &&
      (fact.card.usualRangeOf === undefined || usualRanges.includes(fact.card.usualRangeOf)) &&
      !isOverdue(fact, day) &&
      (fact.stages === undefined || (stage !== undefined && fact.stages[stage] === 'taken')),
  )

/**
 * What a section of the app says: of a stage that is known only what its source took or took in
 * part; else everything, each with its stages.
 */
export const factsInSection = (
  { facts }: FactSheet,
  section: Fact['section'],
  stage: string | undefined,
): readonly Fact[] =>
  facts.filter(
    (fact) =>
      fact.section === section &&
      (fact.stages === undefined || stage === undefined || fact.stages[stage] !== undefined),
  )
