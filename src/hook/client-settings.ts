import type { Dialect } from './protocol/dialect.ts'

/**
 * How one CDS Client wants to be served. No request says any of it: it comes from the client
 * registry.
 */
export interface ClientSettings extends Dialect {
  /** The operator's name for the client; the only thing of it that is logged. */
  readonly id: string
  /** Ids of the services that it may call; every one when not set. */
  readonly services: readonly string[] | undefined
  /** The FHIR version of its server and its orders; it is told by what is sent where not set. */
  readonly fhirVersion?: '4.0' | '4.3' | '5.0' | undefined
  /** BCP 47 tag of the language of its cards. */
  readonly language: string
  /**
   * The lowest category, in the model's own order, that gets a card. A card that states no category
   * is shown all the same: its absence would be read as a low category.
   */
  readonly lowestCategory: string | undefined
  /** The most cards in one answer; the most urgent stay. */
  readonly maximumCards: number | undefined
  /** Everything is computed and noted, nothing is shown. */
  readonly silent: boolean
  /** Every call is answered with no card; nothing is read or computed. */
  readonly killSwitch: boolean
  /** Never more than one card for one order, over all services that it calls at one hook. */
  readonly oneCardPerOrder: boolean
  /** Order-sign does not show again what order-select showed the same user for the same fingerprint. */
  readonly skipRepeatedOnSign: boolean
}

/** How a client is served of which nothing is said. */
export const DEFAULT_CLIENT_SETTINGS: ClientSettings = Object.freeze({
  id: 'anonymous',
  cdsHooksVersion: '2.0',
  services: undefined,
  language: 'en',
  lowestCategory: undefined,
  maximumCards: undefined,
  silent: false,
  killSwitch: false,
  oneCardPerOrder: false,
  skipRepeatedOnSign: true,
})
