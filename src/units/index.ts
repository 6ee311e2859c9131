export { conversionFactor, isUcumUnit, scale, UCUM_SYSTEM } from './convert.ts'
export type { UnitAsSent, UnitSynonyms } from './convert.ts'
