import type { AssessmentRecord } from '../../records/guidance-record.ts'
import type { PredictorValues } from '../../clinical/models/definition.ts'
import type { RiskModel, ValueRanges } from '../../clinical/models/estimate.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'
import { type Circumstances, platformFor } from '../../clinical/models/versions/versioned-model.ts'

export interface ComparedFigure {
  readonly figure: string
  readonly recorded: number | string | undefined
  readonly computed: number | string | undefined
  /** Numbers are the same when every bit is. */
  readonly isSame: boolean
}

export interface Recomputation {
  /** `no-figure`: the record holds no figure, since none was computed. */
  readonly verdict: 'identical' | 'different' | 'no-figure'
  readonly figures: readonly ComparedFigure[]
}

export type Figures = Readonly<Record<string, number | string | undefined>>

export function foundValues({ readings }: AssessmentRecord): PredictorValues {
  return Object.fromEntries(
    readings.flatMap(({ predictor, state, value }) =>
      state === 'found' && value !== undefined ? [[predictor, value]] : [],
    ),
  )
}

function rangesIn({ readings }: AssessmentRecord): ValueRanges {
  return Object.fromEntries(
    readings.flatMap(({ predictor, range }) => (range === undefined ? [] : [[predictor, range]])),
  )
}

/** The day of the answer, and what measured the predictor that is centred. */
export function circumstancesIn(
  { at, client: source, readings, protocolKey = '', platformDoubt }: AssessmentRecord,
  { definition }: RiskModel,
): Circumstances {
  const centred = definition.versions?.centred?.predictor
  const platform = readings.find(({ predictor }) => predictor === centred)?.platform
  const own = platformFor(definition.site?.anchor.platforms ?? [], { platform, source })
  const moved = platformDoubt === 'moved' ? new Set([own?.key ?? protocolKey]) : platformDoubt
  return { day: at.slice(0, 10), platform, source, moved }
}

type Bounds = NonNullable<AssessmentRecord['bounds']>
type Estimate = NonNullable<AssessmentRecord['estimate']>

const ofRange = (range: RiskRange | undefined): Figures => ({
  'range low': range?.low,
  'range high': range?.high,
})

const ofBounds = ({ range }: Bounds): Figures => ofRange(range)

const ofEstimate = (estimate: Estimate): Figures => ({
  'linear predictor': estimate.linearPredictor,
  'predicted risk': estimate.predictedRisk,
  ...ofRange(estimate.range),
  category: estimate.category,
  below: estimate.below,
  'at least': estimate.atLeast,
})

const recordedIn = ({ estimate, bounds }: AssessmentRecord): Figures | undefined =>
  estimate === undefined ? bounds && ofBounds(bounds) : ofEstimate(estimate)

/** What the model says of the recorded readings; nothing when they do not determine it. */
function computedAgain(record: AssessmentRecord, model: RiskModel): Figures {
  try {
    const values = foundValues(record)
    const circumstances = circumstancesIn(record, model)
    if (record.estimate !== undefined) return ofEstimate(model.estimate(values, circumstances))
    return ofBounds(model.bounds(values, rangesIn(record), circumstances))
  } catch (error) {
    // The engine refuses a record that lacks a reading: nothing comes out of it.
    if (error instanceof TypeError) return {}
    throw error
  }
}

export function compareFigures(recorded: Figures, computed: Figures): readonly ComparedFigure[] {
  return Object.entries(recorded).map(([figure, was]) => ({
    figure,
    recorded: was,
    computed: computed[figure],
    isSame: Object.is(was, computed[figure]),
  }))
}

/**
 * Computes a record again from its readings with a model, which must be the one that it names, and
 * compares linear predictor, risk, range and statements to the bit.
 */
export function recompute(record: AssessmentRecord, model: RiskModel): Recomputation {
  const recorded = recordedIn(record)
  if (recorded === undefined) return { verdict: 'no-figure', figures: [] }
  const figures = compareFigures(recorded, computedAgain(record, model))
  const isSame = figures.every((figure) => figure.isSame)
  return { verdict: isSame ? 'identical' : 'different', figures }
}
