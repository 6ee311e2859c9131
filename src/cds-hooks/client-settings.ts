import type { CdsHooksVersion } from './version.ts'

/** What one client agreed on outside the protocol: the specification has no negotiation. */
export interface ClientSettings {
  /** The client's name in the registry; a name for all of them when there is none. */
  readonly id: string
  readonly version: CdsHooksVersion
  /**
   * The client is known to read `actionSelectionBehavior`. Without that it would apply all actions
   * of a suggestion, so the specification forbids sending it.
   * https://build.fhir.org/ig/HL7/cds-hooks/#suggestion
   */
  readonly readsActionSelectionBehavior: boolean
  /** The client applies system actions. */
  readonly takesSystemActions: boolean
  /** Most cards in one answer. */
  readonly maxCards?: number | undefined
  /** Order-sign does not repeat a card that order-select showed to the same user. */
  readonly hidesRepeatedCards: boolean
}

/** How a client is answered of which nothing is known. */
export const DEFAULT_CLIENT_SETTINGS: ClientSettings = Object.freeze({
  id: 'any',
  version: '2.0',
  readsActionSelectionBehavior: false,
  takesSystemActions: false,
  hidesRepeatedCards: false,
})
