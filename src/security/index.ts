export { openAccessControl } from './access-control.ts'
export type { AccessControl, AccessControlOptions } from './access-control.ts'
export type { Authenticate, Call, Caller } from './authenticator.ts'
export { agreementOf } from './client-registry.ts'
export type {
  Agreement,
  ClientLimits,
  ClientRegistry,
  RegisteredClient,
  RegisteredFhirServer,
} from './client-registry.ts'
export { toClientAuthentication } from './client-authentication.ts'
export type { ClientOfRequest, TokenRequest } from './client-authentication.ts'
export { loadSmartClients } from './smart-clients.ts'
export type { SmartClient } from './smart-clients.ts'
export { toCodeExchange } from './token-exchange.ts'
export type { AuthorizationCode, ExchangeCode, TokenAnswer } from './token-exchange.ts'
export { toClientJwtSigner } from './sign-client-jwt.ts'
export type { ClientJwtClaims, ClientJwtSigner } from './sign-client-jwt.ts'
export { grantFor, problemOfFhirServer, toFhirServerPolicy } from './fhir-server-policy.ts'
export type { FhirServerGrant, FhirServerOwner } from './fhir-server-policy.ts'
export { parseClientRegistry } from './parse-registry.ts'
export type { Refusal } from './refusal.ts'
export { memoryReplayStore } from './replay-store.ts'
export type { ReplayStore } from './replay-store.ts'
