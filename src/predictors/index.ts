export { applicableRules } from './applicability.ts'
export type { ApplicabilityClass, ApplicabilityFacts, ApplicabilityRule } from './applicability.ts'
export { searchedCodes } from './definition.ts'
export type {
  FindingMeaning,
  FindingPredictor,
  FindingValue,
  PredictorDefinition,
  QuantityPredictor,
  RatioPart,
  RatioPredictor,
} from './definition.ts'
export { gatherPredictors } from './gather.ts'
export type { PredictorReadings } from './gather.ts'
export type { PredictorReading, PredictorValue, ReadingContext } from './read-predictor.ts'
