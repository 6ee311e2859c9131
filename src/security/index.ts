export { parseClientRegistry } from './client-registry.ts'
export type { RegisteredClient } from './client-registry.ts'
export { grantFor, problemOfFhirServer, toFhirServerPolicy } from './fhir-server-policy.ts'
export type { FhirServerGrant, FhirServerOwner } from './fhir-server-policy.ts'
