import type { Concept } from '../fhir/concept.ts'
import type { Instant } from '../../base/time.ts'
import { applicableRules, type ApplicabilityFacts } from '../readings/applicability.ts'
import { type PredictorReadings } from '../readings/read-predictors.ts'
import type { PredictorDefinition } from '../readings/input-definition.ts'
import type { PredictorValues } from '../models/definition.ts'
import type { RiskBounds, RiskEstimate } from '../models/estimate.ts'
import { factsOf } from './applicability-facts.ts'
import {
  type InputReading,
  toInputReading,
  whyNoNumber,
  type WhyNoNumber,
} from './input-reading.ts'
import type { AssessmentBasis } from './assessment-basis.ts'
import { type DiagnosisFound, findDiagnosis } from './diagnosis.ts'
import type { RelevantOrder } from './relevant-order.ts'
import { type ReviewPlan, reviewState } from './model-card.ts'

/** The inputs of an assessment, by predictor. */
export type Inputs = Readonly<Record<string, InputReading>>

/** What every assessment of a patient in the model's population holds. */
export interface AssessmentWithInputs {
  readonly inputs: Inputs
  readonly indexDate: Instant
  /** The calendar date of the index date as the order writes it, in the zone of who wrote it. */
  readonly indexDay: string
  /** Ids of the rules that ask for caution. */
  readonly cautions: readonly string[]
  /** The diagnosis, where its words decided beside a code that leaves it open. */
  readonly diagnosisInWords?: Concept
  /** Whether the values are of the largest of several lesions. */
  readonly isOfLargestLesion: boolean
}

/** What is told about one order. */
export type Assessment =
  | { readonly kind: 'not-relevant' }
  | { readonly kind: 'no-diagnosis' }
  /** The diagnoses were not all read; or there is one that only the site can read. */
  | { readonly kind: 'diagnosis-unreadable'; readonly unmapped?: Concept }
  /** The model card is overdue, and the site withholds figures then. */
  | { readonly kind: 'under-review' }
  | { readonly kind: 'not-applicable'; readonly because: readonly string[] }
  | (AssessmentWithInputs & {
      readonly kind: 'insufficient-data'
      /** The risk with every missing input anywhere in its reference range. */
      readonly bounds: RiskBounds
    })
  | (AssessmentWithInputs & { readonly kind: 'estimated'; readonly estimate: RiskEstimate })

function applicabilityOf(facts: ApplicabilityFacts, { definition }: AssessmentBasis) {
  const rules = applicableRules(definition.applicability, facts)
  const ids = (wanted: 'exclude' | 'caution') =>
    rules.filter((rule) => rule.class === wanted).map(({ id }) => id)
  return { exclusions: ids('exclude'), cautions: ids('caution') }
}

function withSlots(readings: PredictorReadings, { definition, slots }: AssessmentBasis): Inputs {
  return Object.fromEntries(
    definition.inputs.predictors.map(({ id, prefetchKey }): [string, InputReading] => [
      id,
      toInputReading(readings[id] ?? { kind: 'missing' }, slots[prefetchKey]),
    ]),
  )
}

function foundValues(inputs: Inputs): PredictorValues {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([id, reading]) =>
      reading.kind === 'found' ? [[id, reading.value.number]] : [],
    ),
  )
}

/** The interval that an unusable input lies in, else its reference range. */
function rangeOf(
  { id, referenceRange }: PredictorDefinition,
  inputs: Inputs,
): readonly [number, number] {
  const reading = inputs[id]
  return (reading?.kind === 'unusable' ? reading.range : undefined) ?? referenceRange
}

function estimateOrBounds(
  { definition }: AssessmentBasis,
  shared: AssessmentWithInputs,
): Assessment {
  const values = foundValues(shared.inputs)
  const absent = definition.inputs.predictors.filter(({ id }) => values[id] === undefined)
  if (absent.length === 0)
    return { ...shared, kind: 'estimated', estimate: definition.model.estimate(values) }
  const ranges = Object.fromEntries(
    absent.map((predictor) => [predictor.id, rangeOf(predictor, shared.inputs)]),
  )
  return { ...shared, kind: 'insufficient-data', bounds: definition.model.bounds(values, ranges) }
}

function withoutDiagnosis(
  diagnosis: Exclude<DiagnosisFound, { readonly kind: 'found' }>,
  { verdict }: RelevantOrder,
): Assessment {
  if (diagnosis.kind === 'unread') return { kind: 'diagnosis-unreadable' }
  if (diagnosis.kind === 'unmapped')
    return { kind: 'diagnosis-unreadable', unmapped: diagnosis.concept }
  return { kind: verdict === 'recognised' ? 'no-diagnosis' : 'not-relevant' }
}

/** A diagnosis by its words is cited with the code beside them; without any code there is no doubt. */
const citedDiagnosis = (
  diagnosis: DiagnosisFound,
): Pick<AssessmentWithInputs, 'diagnosisInWords'> =>
  diagnosis.kind === 'found' &&
  diagnosis.isInWords &&
  diagnosis.concept.codings.some(({ code }) => code !== undefined)
    ? { diagnosisInWords: diagnosis.concept }
    : {}

/**
 * Assesses one order of a patient: is it relevant, is the patient in the model's population, what
 * is the risk.
 */
export function assess(relevant: RelevantOrder, basis: AssessmentBasis): Assessment {
  const diagnosis = findDiagnosis(relevant, basis)
  if (diagnosis.kind !== 'found') return withoutDiagnosis(diagnosis, relevant)
  const { context, indexDay, predictors: read } = basis.asOf(relevant)
  const predictors = read()
  const facts = factsOf(relevant, basis, predictors, context.time)
  const { exclusions, cautions } = applicabilityOf(facts, basis)
  const because = [...new Set([...exclusions, ...predictors.exclusions])]
  if (because.length > 0) return { kind: 'not-applicable', because }
  const inputs = withSlots(predictors.readings, basis)
  const isOfLargestLesion = predictors.lesions.kind === 'largest'
  const { indexDate } = context.time
  return estimateOrBounds(basis, {
    ...{ inputs, indexDate, indexDay, cautions, isOfLargestLesion },
    ...citedDiagnosis(diagnosis),
  })
}

/** An input that could not be used, and why: words of this engine, nothing of the patient. */
export interface MissingInput {
  readonly predictor: string
  readonly why: WhyNoNumber
}

export function missingInputsOf(assessment: Assessment): readonly MissingInput[] {
  if (!('inputs' in assessment)) return []
  return Object.entries(assessment.inputs).flatMap(([predictor, reading]) => {
    const why = whyNoNumber(reading)
    return why === undefined ? [] : [{ predictor, why }]
  })
}

/** An assessment of an order that is the service's. */
export type RelevantAssessment = Exclude<Assessment, { readonly kind: 'not-relevant' }>

/** The name of a situation; cards.json has a card for each. */
export function situationOf(assessment: RelevantAssessment): string {
  if (assessment.kind !== 'estimated') return assessment.kind
  const { category } = assessment.estimate
  return category === undefined ? 'not-classifiable' : `category-${category}`
}

/**
 * The assessment, without a risk or its bounds once the review date has passed and the site
 * withholds figures then.
 */
export function afterReview(plan: ReviewPlan, now: Instant, assessment: Assessment): Assessment {
  const holdsFigure = assessment.kind === 'estimated' || assessment.kind === 'insufficient-data'
  const isWithheld = plan.afterReviewDate === 'withhold' && reviewState(plan, now) === 'overdue'
  return holdsFigure && isWithheld ? { kind: 'under-review' } : assessment
}
