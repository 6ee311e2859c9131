export type { CallWatch, FhirCall, WatchedCall } from './call-watch.ts'
export { toRecordSource } from './record-source.ts'
export type {
  ClosableRecordSource,
  FhirServerGrant,
  FhirServerPolicy,
  LineState,
} from './record-source.ts'
