import type { AlarmState } from './alarm-state.ts'
import type { ChartPoint } from './control-charts.ts'
import type { PredictorDrift } from './predictor-drift.ts'
import type { ModelPerformance } from './model-performance.ts'

export interface MonitoredFigures {
  readonly service: string
  /** The installed model, `id version`. */
  readonly model: string
  readonly drift: readonly PredictorDrift[]
  readonly linearPredictor: readonly ChartPoint[]
  readonly performance: ModelPerformance
}

type MonitoredFigure =
  'distribution' | 'missing' | 'linear-predictor' | 'calibration' | 'discrimination'

export interface MonitoringAlarm {
  readonly service: string
  readonly figure: MonitoredFigure
  /** The predictor, or the model. */
  readonly subject: string
  readonly period: string
  readonly state: AlarmState
}

interface Stated {
  readonly period: string
  readonly state: AlarmState | 'not-judged'
}

export function statesOf(report: MonitoredFigures): readonly MonitoringAlarm[] {
  const { service, model, drift, linearPredictor, performance } = report
  const each = (figure: MonitoredFigure, subject: string, points: readonly Stated[]) =>
    points.flatMap(({ period, state }) =>
      state === 'not-judged' ? [] : [{ service, figure, subject, period, state }],
    )
  return [
    ...drift.flatMap(({ predictor, chart, missing }) => [
      ...each('distribution', predictor, chart),
      ...each('missing', predictor, missing),
    ]),
    ...each('linear-predictor', model, linearPredictor),
    ...each('calibration', model, performance.calibration),
    ...each(
      'discrimination',
      model,
      performance.periods.map(({ period, year }) => ({ period, state: year.discrimination })),
    ),
  ]
}
