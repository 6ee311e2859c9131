import type { ConfusionMatrix } from '../../evaluation/statistics/confusion-matrix.ts'
import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'

/** A cohort of the study behind a model, by predicted and observed outcome. */
export interface StudyCohort {
  readonly id: string
  readonly matrix: ConfusionMatrix
}

/** Under which id an EHR knows the app, and who asks it for the token. */
export interface AppClient {
  readonly clientId: string
  /** The app's back end asks; else this page does. */
  readonly isConfidential: boolean
}

/** What the app is told by the service that serves it; the definitions wait for the engine. */
export interface AppSettings {
  readonly clientId: string
  /** EHRs that know the app otherwise, by FHIR base URL. */
  readonly clients: readonly (AppClient & { readonly iss: string })[]
  /** The FHIR server to propose to who starts the app outside an EHR; perhaps none. */
  readonly fhirServer: string
  readonly definitions: readonly unknown[]
  /** The cohorts of a service's study, by its id. */
  readonly studies: Readonly<Record<string, readonly StudyCohort[]>>
  /** The searches of a service, by its id. */
  readonly prefetch: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** How an EHR knows the app: as the service says for it, else as a public client by the usual id. */
export const clientFor = ({ clients, clientId }: AppSettings, iss: string): AppClient =>
  clients.find((one) => one.iss === iss) ?? { clientId, isConfidential: false }

const toClients = (value: unknown): AppSettings['clients'] =>
  objects(value).map(({ iss, clientId, isConfidential }) => ({
    iss: nonBlank(iss) ?? '',
    clientId: nonBlank(clientId) ?? '',
    isConfidential: isConfidential === true,
  }))

/** @throws {Error} With the status when the service does not answer. */
export async function fetchSettings(): Promise<AppSettings> {
  const response = await fetch('settings.json')
  if (!response.ok) throw new Error(`settings.json ${String(response.status)}`)
  const json: unknown = await response.json()
  const { clientId, clients, fhirServer, definitions, prefetch, studies } = isJsonObject(json)
    ? json
    : {}
  return {
    clientId: nonBlank(clientId) ?? '',
    clients: toClients(clients),
    fhirServer: nonBlank(fhirServer) ?? '',
    definitions: elements(definitions),
    studies: (isJsonObject(studies) ? studies : {}) as AppSettings['studies'],
    prefetch: (isJsonObject(prefetch) ? prefetch : {}) as AppSettings['prefetch'],
  }
}
