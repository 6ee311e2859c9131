import type { FetchFailure } from '../../clinical/assessment/slots.ts'

/** A request to a FHIR server, as metrics and traces may name it: no id, no value of a query. */
interface FhirCall {
  /** Base URL of the server. */
  readonly server: string
  /** The type that is asked for; `other` when the path does not begin with one. */
  readonly resourceType: string
  readonly interaction: 'read' | 'search'
}

interface WatchedCall {
  /** Headers that continue the caller's trace. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly end: (outcome: 'ok' | FetchFailure) => void
}

/** Called for every request to a FHIR server, repeated ones too. */
export type CallWatch = (call: FhirCall) => WatchedCall

const TYPE = /^[A-Z][A-Za-z]{2,40}$/

export function describeCall(url: string, server: string): FhirCall {
  const [path = '', query] = url.slice(server.length + 1).split('?')
  const [type = ''] = path.split('/')
  return {
    server,
    resourceType: TYPE.test(type) ? type : 'other',
    interaction: query === undefined ? 'read' : 'search',
  }
}
