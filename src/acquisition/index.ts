export { toRecordSource } from './record-source.ts'
export type { ClosableRecordSource, FhirServerPolicy } from './record-source.ts'
