import type { FetchFailure } from '../../clinical/assessment/slots.ts'
import type { HookRequest } from '../protocol/hook-request.ts'

/** What a request permits to be read from its FHIR server. */
export type Access =
  /** No token came: the server is asked without one, as open test servers want it. */
  | { readonly kind: 'open' }
  | {
      readonly kind: 'token'
      readonly token: string
      readonly scope: string
      readonly lifetimeMs: number
    }
  | { readonly kind: 'unusable'; readonly why: FetchFailure }

/**
 * The access that `fhirAuthorization` gives. A token whose lifetime is used up is not used.
 * `patient` names the one patient to whom a token is restricted: when that is not the patient of
 * the context, the token cannot open what is asked for, and one of the two is a mix-up; so it is
 * not used, whatever its scopes say.
 * https://cds-hooks.hl7.org/2.0/#passing-the-access-token-to-the-cds-service
 */
export function accessOf({ fhirAuthorization, context }: HookRequest): Access {
  if (fhirAuthorization === undefined) return { kind: 'open' }
  const { access_token: token, expires_in: seconds, scope, patient, problem } = fhirAuthorization
  if (problem !== undefined) return { kind: 'unusable', why: 'not-permitted' }
  const isOther =
    patient !== undefined &&
    patient !== context.patientId &&
    patient !== `Patient/${context.patientId}`
  if (isOther) return { kind: 'unusable', why: 'token-of-another-patient' }
  if (seconds <= 0) return { kind: 'unusable', why: 'token-expired' }
  return { kind: 'token', token, scope, lifetimeMs: seconds * 1000 }
}
