import type { ConfusionMatrix } from '../../evaluation/statistics/confusion-matrix.ts'
import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'

/** A cohort of the study behind a model, by predicted and observed outcome. */
export interface StudyCohort {
  readonly id: string
  readonly matrix: ConfusionMatrix
}

/** How one EHR has registered the app. */
interface AppClient {
  readonly clientId: string
  /** Whether the app's back end asks for the token, which has the key; else this page does. */
  readonly isConfidential: boolean
}

/** What `settings.json` of the service says; the definitions are read when they are needed. */
export interface AppSettings {
  readonly clientId: string
  /** EHRs that have registered the app under another id or as a confidential client. */
  readonly clients: readonly (AppClient & { readonly iss: string })[]
  /** Proposed to a person who starts the app outside an EHR; `''` when there is none. */
  readonly fhirServer: string
  readonly definitions: readonly unknown[]
  /** By service id. */
  readonly studies: Readonly<Record<string, readonly StudyCohort[]>>
  /** Prefetch templates by service id and key. */
  readonly prefetch: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The registration at an EHR; where none is configured, a public client by the usual id. */
export const clientFor = ({ clients, clientId }: AppSettings, iss: string): AppClient =>
  clients.find((client) => client.iss === iss) ?? { clientId, isConfidential: false }

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
