export { provenanceOf } from './judge.ts'
export { newestPair } from './pair.ts'
export type { Pair } from './pair.ts'
export { isAccepted, measure } from './quantity.ts'
export type { QuantityRule, UnitReading } from './quantity.ts'
export type { Interval, Judgement, Provenance, Reading, Unusable } from './reading.ts'
export {
  candidatesFor,
  indexStatements,
  judgeAll,
  newestAgreed,
  otherwiseOf,
  usableOf,
} from './select.ts'
export type { Judged, StatementIndex, Usable } from './select.ts'
export type { ReadingTime, TimingRule } from './timing.ts'
