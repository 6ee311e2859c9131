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
export { categoriesOver, categoryOf, toRiskModel, Z_95 } from './estimate.ts'
export type {
  Contribution,
  RiskBounds,
  RiskEstimate,
  RiskModel,
  RiskRange,
  ValueRanges,
} from './estimate.ts'
export { inverseLogit, linearPredictor } from './logistic.ts'
export { pointsOf, roundMarks, toNomogram } from './nomogram.ts'
export type { AxisMark, Nomogram, PredictorAxis, PredictorRanges } from './nomogram.ts'
export {
  correlatedLogOddsDistribution,
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  marginalOf,
  meanOf,
  meanRisk,
  quadrature,
  shareFlagged,
  solveIntercept,
} from './population.ts'
export type { CorrelatedPair, LogOddsDistribution } from './population.ts'
export { correlatedIntervals, withSlope } from './sensitivity.ts'
export type { CorrelatedIntervals } from './sensitivity.ts'
