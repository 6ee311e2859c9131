export { toRecordSource } from './record-source.ts'
export type { ClosableRecordSource, FhirServerGrant, FhirServerPolicy } from './record-source.ts'
