import type { ConfusionMatrix } from '../../evidence/index.ts'
import { elements, isJsonObject, nonBlank } from '../../kernel/index.ts'

/** A cohort of the study behind a model, by predicted and observed outcome. */
export interface StudyCohort {
  readonly id: string
  readonly matrix: ConfusionMatrix
}

/** What the app is told by the service that serves it; the definitions wait for the engine. */
export interface AppSettings {
  readonly clientId: string
  /** The FHIR server to propose to who starts the app outside an EHR; perhaps none. */
  readonly fhirServer: string
  readonly definitions: readonly unknown[]
  /** The cohorts of a service's study, by its id. */
  readonly studies: Readonly<Record<string, readonly StudyCohort[]>>
  /** The searches of a service, by its id. */
  readonly prefetch: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** @throws {Error} With the status when the service does not answer. */
export async function fetchSettings(): Promise<AppSettings> {
  const response = await fetch('settings.json')
  if (!response.ok) throw new Error(`settings.json ${String(response.status)}`)
  const json: unknown = await response.json()
  const { clientId, fhirServer, definitions, prefetch, studies } = isJsonObject(json) ? json : {}
  return {
    clientId: nonBlank(clientId) ?? '',
    fhirServer: nonBlank(fhirServer) ?? '',
    definitions: elements(definitions),
    studies: (isJsonObject(studies) ? studies : {}) as AppSettings['studies'],
    prefetch: (isJsonObject(prefetch) ? prefetch : {}) as AppSettings['prefetch'],
  }
}
