export { applicableRules } from './applicability.ts'
export type { ApplicabilityClass, ApplicabilityFacts, ApplicabilityRule } from './applicability.ts'
export type { ReadingContext, RecordStatements } from './context.ts'
export { searchedCodes } from './definition.ts'
export type {
  AuxiliaryInput,
  Derivation,
  DerivationCondition,
  FindingInput,
  FindingMeaning,
  FindingValue,
  LesionRule,
  PredictorDefinition,
  PredictorSet,
  QuantityInput,
  RatioInput,
  RatioPair,
  StatisticRule,
} from './definition.ts'
export { gatherPredictors, judgeCandidates } from './gather.ts'
export type { Gathered, PredictorReadings } from './gather.ts'
export { toAuxiliaryReader } from './inputs.ts'
export type { AuxiliaryReader } from './inputs.ts'
export type { PredictorReading, PredictorValue } from './predictor-reading.ts'
