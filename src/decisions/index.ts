export { allHold, holds } from './condition.ts'
export type { Condition, Known, LookUp } from './condition.ts'
export { addPoints, decide } from './decide.ts'
export type { Band, Decided, Row } from './decide.ts'
