// The build without polyfills: a seventh of the other, and enough for every browser that runs the rest.
import 'fhirclient/build/fhir-client.pure.min.js'

/** The part of the SMART client library that the app uses. */
export interface SmartClient {
  readonly state: { readonly serverUrl: string; readonly tokenResponse?: unknown }
  readonly patient: { readonly id: string | null }
  /** Who signed in, where the server says it (`fhirUser`). */
  readonly user?: { readonly fhirUser: string | null }
  /** Gets a new access token when the present one is over and there is a refresh token. */
  readonly refreshIfNeeded: () => Promise<unknown>
  readonly getAuthorizationHeader: () => string | null
}

interface SmartLibrary {
  readonly oauth2: {
    readonly authorize: (parameters: Readonly<Record<string, unknown>>) => Promise<unknown>
    readonly ready: () => Promise<SmartClient>
  }
}

/** https://docs.smarthealthit.org/client-js/ */
export const { oauth2 } = (window as unknown as { readonly FHIR: SmartLibrary }).FHIR
