export type { DiagnosisRecognition, OrderRecognition } from './definition.ts'
export { isDiagnosis } from './recognise-diagnosis.ts'
export { recogniseOrder } from './recognise-order.ts'
export type { OrderVerdict, Recognisable } from './recognise-order.ts'
