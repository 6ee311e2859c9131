export type {
  AlternativePopulation,
  CalibrationState,
  Marginal,
  PlatformShift,
  PredictorValues,
  PublishedOddsRatio,
  ReferencePopulation,
  Repeatability,
  RiskCategory,
  RiskModelDefinition,
  Term,
} from './definition.ts'
export type { RiskBounds, ValueRanges } from './bounds.ts'
export { toRiskModel } from './estimate.ts'
export type { Contribution, RiskEstimate, RiskModel } from './estimate.ts'
export { inverseLogit, linearPredictor } from './logistic.ts'
export { marginalOf, meanOf, quadrature, valueAt } from './marginal.ts'
export { pointsOf, roundMarks, toNomogram } from './nomogram.ts'
export type { AxisMark, Nomogram, PredictorAxis, PredictorRanges } from './nomogram.ts'
export {
  correlatedLogOddsDistribution,
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  meanRisk,
  shareFlagged,
  solveIntercept,
} from './population.ts'
export type { CorrelatedPair, LogOddsDistribution } from './population.ts'
export { computeScore, predictorsOf } from './score.ts'
export type {
  Leaning,
  ScoreClass,
  ScoreDefinition,
  ScoreForm,
  ScoreResult,
  ScoreTerm,
  SurvivalAt,
  Transform,
} from './score-definition.ts'
export { correlatedIntervals, withSlope } from './sensitivity.ts'
export type { CorrelatedIntervals } from './sensitivity.ts'
export { categoriesOver, categoryOf, Z_95 } from './uncertainty.ts'
export type { RiskRange } from './uncertainty.ts'
