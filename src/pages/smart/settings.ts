import type { ConfusionMatrix } from '../../evaluation/statistics/confusion-matrix.ts'
import type { Circumstances } from '../../clinical/models/versions/versioned-model.ts'
import { elements, isJsonObject, nonBlank } from '../../base/json.ts'

/** A cohort of the study behind a model, by predicted and observed outcome. */
export interface StudyCohort {
  readonly id: string
  readonly matrix: ConfusionMatrix
}

/** What `settings.json` of the service says; the definitions are read when they are needed. */
export interface AppSettings {
  /** Proposed to a person who starts the app outside an EHR; `''` when there is none. */
  readonly fhirServer: string
  /** Whether sentences of a report are shown beside the form. */
  readonly hasReportSentences: boolean
  readonly definitions: readonly unknown[]
  /** By service id. */
  readonly studies: Readonly<Record<string, readonly StudyCohort[]>>
  /** Prefetch templates by service id and key. */
  readonly prefetch: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Which platforms of a service's model have moved; `unread` where that cannot be known. */
  readonly movedOf: (service: string) => Circumstances['moved']
}

/** Where it cannot be read, any platform may have moved. */
async function fetchMoved(): Promise<AppSettings['movedOf']> {
  try {
    const response = await fetch('moved.json')
    const json: unknown = response.ok ? await response.json() : undefined
    const moved = isJsonObject(json) ? json : {}
    return (service) => {
      const keys = moved[service]
      return Array.isArray(keys) ? new Set(keys.map(String)) : 'unread'
    }
  } catch {
    return () => 'unread'
  }
}

/** @throws {Error} With the status when the service does not answer. */
export async function fetchSettings(): Promise<AppSettings> {
  const [response, movedOf] = await Promise.all([fetch('settings.json'), fetchMoved()])
  if (!response.ok) throw new Error(`settings.json ${String(response.status)}`)
  const json: unknown = await response.json()
  const { fhirServer, definitions, hasReportSentences, prefetch, studies } = isJsonObject(json)
    ? json
    : {}
  return {
    fhirServer: nonBlank(fhirServer) ?? '',
    hasReportSentences: hasReportSentences === true,
    definitions: elements(definitions),
    studies: (isJsonObject(studies) ? studies : {}) as AppSettings['studies'],
    movedOf,
    prefetch: (isJsonObject(prefetch) ? prefetch : {}) as AppSettings['prefetch'],
  }
}
