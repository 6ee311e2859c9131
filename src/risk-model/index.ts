export type {
  AlternativePopulation,
  CalibrationState,
  Marginal,
  PlatformShift,
  PredictorValues,
  ReferencePopulation,
  RiskCategory,
  RiskModelDefinition,
  Term,
} from './definition.ts'
export { categoryOf, toRiskModel } from './estimate.ts'
export type { Contribution, RiskEstimate, RiskModel, RiskRange } from './estimate.ts'
export { inverseLogit, linearPredictor } from './logistic.ts'
export {
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  meanRisk,
  shareFlagged,
  solveIntercept,
} from './population.ts'
