/**
 * A year of guidance records, feedback and outcomes, made up by a seeded generator from the model's
 * own reference population: nobody's data. In it the model is right, unless a plan says otherwise.
 */
import { toRecordedEstimate } from '../../src/records/guidance-record-making.ts'
import { type Random, toRandom } from '../../src/evaluation/statistics/random.ts'
import type { AssessmentRecord, PatientOutcome } from '../../src/records/guidance-record.ts'
import type { FeedbackRecord } from '../../src/records/feedback.ts'
import {
  inverseLogit,
  type Marginal,
  type PredictorValues,
} from '../../src/clinical/models/definition.ts'
import type { RiskModel } from '../../src/clinical/models/estimate.ts'
import { valueAt } from '../../src/clinical/models/population.ts'

export interface RecordsPlan {
  readonly seed: number
  /** `YYYY-MM` of the first month. */
  readonly firstMonth: string
  readonly months: number
  readonly ordersPerMonth: number
  /** A predictor that is multiplied from a month on (0 the first), as by a new scanner. */
  readonly drift?: {
    readonly fromMonth: number
    readonly predictor: string
    readonly factor: number
  }
  /** The share of readings that are missing; from a month on another one, of one predictor. */
  readonly missing: number
  readonly gap?: { readonly fromMonth: number; readonly predictor: string; readonly share: number }
  /** What is added to the log odds of the outcome, beside the model. */
  readonly miscalibration?: number
  /** What the slope of the true log odds is multiplied with. */
  readonly slope?: number
  readonly isSilent?: boolean
  readonly challenger?: RiskModel
}

export interface SyntheticRecords {
  readonly records: readonly AssessmentRecord[]
  readonly feedback: readonly FeedbackRecord[]
  readonly outcomes: readonly PatientOutcome[]
}

export const PLAN: RecordsPlan = {
  seed: 1,
  firstMonth: '2025-11',
  months: 12,
  ordersPerMonth: 50,
  missing: 0.03,
}

/** The reference population's own values would be negative or absurd once in many thousands. */
const LEAST_VALUE = 0.05

function drawn(random: Random, marginal: Marginal): number {
  if (marginal.kind === 'bernoulli') return random.uniform() < marginal.probability ? 1 : 0
  return Math.max(LEAST_VALUE, valueAt(marginal, random.normal()))
}

const uuidOf = (random: Random) => {
  const hex = Array.from({ length: 4 }, () => random.next().toString(16).padStart(8, '0')).join('')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}

const modelOf = ({ definition: { id, version, calibration } }: RiskModel) => ({
  id,
  version,
  calibration,
  hash: `synthetic-${id}-${version}`,
})

const estimateOf = (model: RiskModel, values: PredictorValues) =>
  toRecordedEstimate(model.estimate(values))

function timeIn(firstMonth: string, month: number, share: number): Date {
  const [year = 0, first = 1] = firstMonth.split('-').map(Number)
  const start = Date.UTC(year, first - 1 + month)
  return new Date(start + share * (Date.UTC(year, first + month) - start))
}

function valuesOf(random: Random, model: RiskModel, plan: RecordsPlan, month: number) {
  const { drift } = plan
  return Object.fromEntries(
    Object.entries(model.definition.anchor.population).map(([predictor, marginal]) => {
      const isShifted = drift?.predictor === predictor && month >= drift.fromMonth
      return [predictor, drawn(random, marginal) * (isShifted ? drift.factor : 1)]
    }),
  )
}

function readingsOf(random: Random, values: PredictorValues, plan: RecordsPlan, month: number) {
  const { gap, missing } = plan
  return Object.entries(values).map(([predictor, value]): AssessmentRecord['readings'][number] => {
    const share = gap?.predictor === predictor && month >= gap.fromMonth ? gap.share : missing
    if (random.uniform() < share)
      return random.uniform() < 0.5
        ? { predictor, state: 'missing' }
        : { predictor, state: 'unusable', why: 'too-old' }
    return { predictor, state: 'found', value, reference: `Observation/${predictor}` }
  })
}

const HOOKS = ['order-select', 'order-sign'] as const

/** The cards of one order: it is selected, and signed an hour later. */
function recordsOf(random: Random, model: RiskModel, plan: RecordsPlan, month: number, n: number) {
  const at = timeIn(plan.firstMonth, month, random.uniform() * 0.999)
  const values = valuesOf(random, model, plan, month)
  const readings = readingsOf(random, values, plan, month)
  const isComplete = readings.every(({ state }) => state === 'found')
  const estimate = isComplete ? estimateOf(model, values) : undefined
  const category = estimate?.category
  const situation =
    estimate === undefined
      ? 'insufficient-data'
      : category === undefined
        ? 'not-classifiable'
        : `category-${category}`
  const records = HOOKS.map((hook, i): AssessmentRecord => ({
    id: uuidOf(random),
    at: new Date(at.getTime() + i * 3_600_000).toISOString(),
    service: `tace-resistance-${hook}`,
    softwareVersion: '0.1.0',
    configHash: 'synthetic',
    model: modelOf(model),
    client: random.uniform() < 0.7 ? 'ward-ehr' : 'clinic-ehr',
    hook,
    hookInstance: uuidOf(random),
    patient: `patient-${String(month)}-${String(n)}`,
    order: `order-${String(month)}-${String(n)}`,
    orderDay: at.toISOString().slice(0, 10),
    language: 'en',
    situation,
    exclusions: [],
    cautions: [],
    readings,
    estimate,
    bounds: undefined,
    challenger:
      isComplete && plan.challenger
        ? { model: modelOf(plan.challenger), estimate: estimateOf(plan.challenger, values) }
        : undefined,
    card: {
      fate: plan.isSilent === true ? 'silent' : 'shown',
      summary: 'synthetic',
      indicator: 'info',
      suggestions: [uuidOf(random)],
    },
    timings: {},
  }))
  // Both hooks are called by the same client.
  const [first] = records
  return { at, values, records: records.map((one) => ({ ...one, client: first?.client ?? '' })) }
}

const REASONS = ['patient-preference', 'already-discussed', 'data-wrong']

function feedbackOn(random: Random, { id, service, client, at, card }: AssessmentRecord) {
  if (card.fate !== 'shown' || random.uniform() > 0.6) return []
  const isAccepted = random.uniform() < 0.4
  const outcomeTimestamp = new Date(Date.parse(at) + 60_000).toISOString()
  const common = { card: id, service, client, receivedAt: outcomeTimestamp, outcomeTimestamp }
  const record: FeedbackRecord = isAccepted
    ? {
        ...common,
        outcome: 'accepted',
        acceptedSuggestions: [...card.suggestions],
      }
    : {
        ...common,
        outcome: 'overridden',
        acceptedSuggestions: [],
        reason: { code: REASONS[random.below(3)] ?? '' },
      }
  return [record]
}

/** The records of a plan; the same plan gives the same ones. */
export function syntheticRecords(model: RiskModel, plan: RecordsPlan = PLAN): SyntheticRecords {
  const random = toRandom(plan.seed)
  // A stream of its own, so that who answers does not change who comes.
  const answering = toRandom(plan.seed + 1_000_003)
  const records: AssessmentRecord[] = []
  const feedback: FeedbackRecord[] = []
  const outcomes: PatientOutcome[] = []
  const { intercept, terms } = model.definition
  for (let month = 0; month < plan.months; month += 1)
    for (let n = 0; n < plan.ordersPerMonth; n += 1) {
      const one = recordsOf(random, model, plan, month, n)
      records.push(...one.records)
      feedback.push(...one.records.flatMap((record) => feedbackOn(answering, record)))
      // A scanner that reads higher changes the value, not the tumour.
      const isShifted = plan.drift !== undefined && month >= plan.drift.fromMonth
      const logOdds = terms.reduce((sum, { predictor, coefficient }) => {
        const factor = isShifted && plan.drift.predictor === predictor ? plan.drift.factor : 1
        return sum + (coefficient * (one.values[predictor] ?? 0)) / factor
      }, intercept.value)
      const truth = (plan.slope ?? 1) * logOdds + (plan.miscalibration ?? 0)
      const happened = random.uniform() < inverseLogit(truth)
      outcomes.push({
        patient: one.records[0]?.patient ?? '',
        happened,
        date: new Date(one.at.getTime() + 60 * 86_400_000).toISOString().slice(0, 10),
        definition: 'synthetic',
        source: 'synthetic',
      })
    }
  return { records, feedback, outcomes }
}
