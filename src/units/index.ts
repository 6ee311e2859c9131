export { conversionFactor, isUcumUnit, scale, UCUM_SYSTEM, withoutNoise } from './convert.ts'
export type { UnitAsSent, UnitSynonyms } from './convert.ts'
