export { parseClientRegistry } from './client-registry.ts'
export type { RegisteredClient } from './client-registry.ts'
export { toFhirServerPolicy } from './fhir-server-policy.ts'
export type { RegisteredFhirServer } from './fhir-server-policy.ts'
