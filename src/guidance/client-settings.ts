import type { Dialect } from '../cds-hooks/index.ts'

/**
 * How one CDS Client wants to be served. No request says any of it: the specification has no
 * negotiation.
 */
export interface ClientSettings extends Dialect {
  /** The operator's name for the client. */
  readonly id: string
  /** The most cards in one answer; the most urgent stay. */
  readonly maximumCards: number | undefined
  /** Order-sign does not show again what order-select showed for the same fingerprint. */
  readonly skipRepeatedOnSign: boolean
}

/** How a client is served of which nothing is said. */
export const DEFAULT_CLIENT_SETTINGS: ClientSettings = Object.freeze({
  id: 'anonymous',
  cdsHooksVersion: '2.0',
  maximumCards: undefined,
  skipRepeatedOnSign: false,
})
