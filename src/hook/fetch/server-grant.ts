/** Tells whether a host name may stand for an IP address. */
export type AddressCheck = (address: string) => boolean

/** What may be done with a FHIR server. */
export interface FhirServerGrant {
  /** Time for all reads of one call, in milliseconds. */
  readonly budgetMs: number
  /** How long of it may be waited until the server says what it is; a second where nothing is said. */
  readonly patienceMs?: number | undefined
  /**
   * The addresses that the server's host name may stand for. The same function as long as the same
   * is permitted: another one closes the connections that are kept.
   */
  readonly mayConnectTo: AddressCheck
  /** Whether the server finds Observations by the codes of components; it is looked up if not said. */
  readonly searchesComponents?: boolean | undefined
}

/** Which FHIR servers may be read on behalf of a client, and how; nothing for any other. */
export type FhirServerPolicy = (fhirServer: string, clientId: string) => FhirServerGrant | undefined
