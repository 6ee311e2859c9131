import type { Concept } from '../fhir/concept.ts'
import type { Instant } from '../../base/time.ts'
import { applicableRules, type ApplicabilityFacts } from '../readings/applicability.ts'
import type { Exclusion } from '../readings/auxiliary-reader.ts'
import type { PredictorReading } from '../readings/predictor-reading.ts'
import type { PredictorReadings } from '../readings/read-predictors.ts'
import type { PredictorDefinition } from '../readings/input-definition.ts'
import type { PredictorValues } from '../models/definition.ts'
import type { RiskBounds, RiskEstimate } from '../models/estimate.ts'
import type { Circumstances } from '../models/versions/versioned-model.ts'
import type { Interval } from '../readings/reading.ts'
import { factsOf } from './applicability-facts.ts'
import {
  type InputReading,
  toInputReading,
  whyNoNumber,
  type WhyNoNumber,
} from './input-reading.ts'
import { circumstancesOf } from './circumstances.ts'
import type { AssessmentBasis } from './assessment-basis.ts'
import { type DiagnosisFound, findDiagnosis } from './diagnosis.ts'
import type { RelevantOrder } from './relevant-order.ts'
import type { ModelInService } from './model-in-service.ts'
import { type KnownImaging, knownImagingOf } from './known-imaging.ts'
import { barsByInput, isBar, type UnreadKey, withTooMany } from './unread-keys.ts'
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
  /** Predictors whose value lies outside of what the study can have seen. */
  readonly outside: readonly string[]
}

type Told =
  | { readonly kind: 'not-relevant' }
  | { readonly kind: 'no-diagnosis' }
  /** The diagnoses were not all read; or there is one that only the site can read. */
  | { readonly kind: 'diagnosis-unreadable'; readonly unmapped?: Concept }
  /** The model card is overdue, and the site withholds figures then. */
  | { readonly kind: 'under-review' }
  | { readonly kind: 'not-applicable'; readonly because: readonly string[] }
  | (AssessmentWithInputs & {
      readonly kind: 'insufficient-data'
      /** Whether something was not read that may change what is told. */
      readonly isHalfRead: boolean
      /** Ids of the reasons for which what was read of half-read inputs excludes the patient. */
      readonly mayExclude: readonly string[]
      /**
       * The risk with the one input that is known only as a set anywhere in it; nothing where there
       * are more, or where one of its values would exclude.
       */
      readonly bounds: RiskBounds | undefined
      /** By input that is not there: the study that could give it, where one is known. */
      readonly imaging: Readonly<Record<string, KnownImaging>>
    })
  | (AssessmentWithInputs & { readonly kind: 'estimated'; readonly estimate: RiskEstimate })

/** What is told about one order, and which prefetch keys were not read, or not all of them. */
export type Assessment = Told & { readonly unread: readonly UnreadKey[] }

function applicabilityOf(facts: ApplicabilityFacts, { definition }: AssessmentBasis) {
  const rules = applicableRules(definition.applicability, facts)
  const ids = (wanted: 'exclude' | 'caution') =>
    rules.filter((rule) => rule.class === wanted).map(({ id }) => id)
  return { exclusions: ids('exclude'), cautions: ids('caution') }
}

function foundValues(inputs: Inputs): PredictorValues {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([id, reading]) =>
      reading.kind === 'found' ? [[id, reading.value.number]] : [],
    ),
  )
}

const CONTRADICTORY: readonly (WhyNoNumber | undefined)[] = [
  'contradicting-values',
  'contradicts-derived',
  'too-many-values',
]

const mayExclude = (predictor: PredictorDefinition) =>
  predictor.kind === 'finding' &&
  predictor.values.some(({ meaning }) => meaning.kind === 'excludes')

/** A half-read input lies in its usual range, or is what was read of it. */
function withRange(
  input: InputReading,
  reading: PredictorReading,
  [least, most]: Interval,
): InputReading {
  if (input.kind !== 'not-obtained' || reading.kind !== 'found') return input
  const { number } = reading.value
  return number >= least && number <= most
    ? input
    : { ...input, range: [Math.min(least, number), Math.max(most, number)] }
}

/** The readings of an order, and what of the record behind them was not read. */
interface Obtained {
  readonly inputs: Inputs
  readonly bars: readonly UnreadKey[]
  readonly barsOf: (input: string) => readonly UnreadKey[]
  readonly circumstances: Circumstances
}

/** What a limit leaves of the usual range; the limit itself where that is nothing. */
function withinUsual(known: Interval, usual: Interval): Interval {
  const [least, most] = [Math.max(known[0], usual[0]), Math.min(known[1], usual[1])]
  return least <= most ? [least, most] : known
}

/** Between which values an input is taken to lie that has none. */
function setOf(reading: InputReading | undefined, usual: Interval): Interval {
  const known = reading !== undefined && 'range' in reading ? reading.range : undefined
  if (known === undefined || reading === undefined) return usual
  return whyNoNumber(reading) === 'only-a-limit' ? withinUsual(known, usual) : known
}

/**
 * The bounds of the risk where exactly one input is known only as a set. Where that set is not
 * known either (two values contradict each other), where a value in it would exclude the patient,
 * or where anything else may, there are none.
 */
function boundsOf(
  { model, inputs: { predictors } }: ModelInService,
  { inputs, bars, barsOf, circumstances }: Obtained,
): RiskBounds | undefined {
  const values = foundValues(inputs)
  const [open, ...others] = predictors.filter(({ id }) => values[id] === undefined)
  if (open === undefined || others.length > 0 || mayExclude(open)) return undefined
  const reading = inputs[open.id]
  if (reading !== undefined && CONTRADICTORY.includes(whyNoNumber(reading))) return undefined
  const own = barsOf(open.id)
  if (bars.some((bar) => !own.includes(bar))) return undefined
  const set = setOf(reading, model.usualRange(open.id, circumstances))
  const bounds = model.bounds(values, { [open.id]: set }, circumstances)
  // What was not read may be anything that the rest of the record makes of it.
  return bars.length === 0
    ? bounds
    : { ...bounds, category: undefined, below: undefined, atLeast: undefined }
}

function obtainInputs(
  readings: PredictorReadings,
  unread: readonly UnreadKey[],
  basis: AssessmentBasis,
): Obtained {
  const { definition } = basis
  const bars = unread.filter((key) => isBar(key, definition))
  const barsOf = barsByInput(definition.inputs, definition.keys, bars)
  const circumstances = circumstancesOf(readings, definition, basis)
  const inputs = Object.fromEntries(
    definition.inputs.predictors.map((predictor): [string, InputReading] => {
      const reading = readings[predictor.id] ?? { kind: 'missing' }
      const input = toInputReading(reading, barsOf(predictor.id))
      const usual = definition.model.usualRange(predictor.id, circumstances)
      return [predictor.id, withRange(input, reading, usual)]
    }),
  )
  return { inputs, bars, barsOf, circumstances }
}

function estimateOrBounds(
  { definition }: AssessmentBasis,
  obtained: Obtained,
  shared: AssessmentWithInputs & {
    readonly mayExclude: readonly string[]
    readonly imaging: () => Readonly<Record<string, KnownImaging>>
  },
): Told {
  const { mayExclude: excluding, imaging, ...rest } = shared
  const values = foundValues(obtained.inputs)
  const isHalfRead = obtained.bars.length > 0
  const isWhole = definition.inputs.predictors.every(({ id }) => values[id] !== undefined)
  if (isWhole && !isHalfRead)
    return {
      ...rest,
      kind: 'estimated',
      estimate: definition.model.estimate(values, obtained.circumstances),
    }
  const bounds = boundsOf(definition, obtained)
  const known = { isHalfRead, mayExclude: excluding, bounds, imaging: imaging() }
  return { ...rest, kind: 'insufficient-data', ...known }
}

const reasonsIn = (exclusions: readonly Exclusion[]) => [
  ...new Set(exclusions.map(({ because }) => because)),
]

function assessDiagnosed(
  diagnosis: DiagnosisFound,
  relevant: RelevantOrder,
  basis: AssessmentBasis,
): Assessment {
  const { context, indexDay, unread: ofRecord, predictors: read } = basis.asOf(relevant)
  const predictors = read()
  const unread = withTooMany(ofRecord, predictors.tooMany, basis.definition)
  const obtained = obtainInputs(predictors.readings, unread, basis)
  const facts = factsOf(relevant, basis, predictors)
  const { exclusions, cautions } = applicabilityOf(facts, basis)
  // What a half-read input says may be outdated by what was not read of it.
  const isFirm = ({ input }: Exclusion) => obtained.barsOf(input).length === 0
  const firm = predictors.exclusions.filter(isFirm)
  const because = [...new Set([...exclusions, ...reasonsIn(firm)])]
  if (because.length > 0) return { kind: 'not-applicable', because, unread }
  const { inputs } = obtained
  const isOfLargestLesion =
    predictors.lesions.kind === 'largest' &&
    basis.definition.inputs.predictors.every(
      ({ id, isPerLesion }) => !isPerLesion || inputs[id]?.kind !== 'not-obtained',
    )
  const { indexDate } = context.time
  const told = estimateOrBounds(basis, obtained, {
    inputs,
    indexDate,
    indexDay,
    cautions,
    isOfLargestLesion,
    outside: facts.outsideReference,
    mayExclude: reasonsIn(predictors.exclusions),
    imaging: () => {
      const { predictors: all, imaging: rule } = basis.definition.inputs
      const { images } = basis.record
      return knownImagingOf({ predictors: all, inputs, rule, images }, context.time)
    },
    ...citedDiagnosis(diagnosis),
  })
  return { ...told, unread }
}

function withoutDiagnosis(
  diagnosis: Exclude<DiagnosisFound, { readonly kind: 'found' }>,
  { verdict }: RelevantOrder,
): Told {
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
  return diagnosis.kind === 'found'
    ? assessDiagnosed(diagnosis, relevant, basis)
    : { ...withoutDiagnosis(diagnosis, relevant), unread: basis.asOf(relevant).unread }
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
  if (assessment.kind === 'insufficient-data' && assessment.isHalfRead) return 'record-unread'
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
  const { unread } = assessment
  return holdsFigure && isWithheld ? { kind: 'under-review', unread } : assessment
}
