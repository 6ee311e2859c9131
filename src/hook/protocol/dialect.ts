import type { JsonObject } from '../../base/json.ts'
import type { Action, Card, CardSource, CdsServiceResponse, Suggestion } from './card.ts'
import { CONFIGURATION_OPTIONS } from './configuration-extension.ts'
import type { DiscoveryEntry, DiscoveryResponse } from './discovery.ts'
import { HOOK_VERSIONS, type CdsHooksVersion, isAtLeast, SPECIFICATION_VERSION } from './hooks.ts'

/**
 * How much of CDS Hooks a client reads: agreed on outside of the protocol, since no request says
 * so.
 */
export interface Dialect {
  /** The specification that the client was written for: nothing newer is sent to it. */
  readonly cdsHooksVersion: CdsHooksVersion
  /**
   * The client is known to read `actionSelectionBehavior`. Without that it would apply all actions
   * of a suggestion, so the specification forbids sending it.
   * https://build.fhir.org/ig/HL7/cds-hooks/#suggestion
   */
  readonly readsActionSelectionBehavior?: boolean | undefined
  /** The client applies system actions. */
  readonly takesSystemActions?: boolean | undefined
}

function shapeEntry(entry: DiscoveryEntry, version: CdsHooksVersion): JsonObject {
  const { usageRequirements, ...described } = entry
  const basic = { ...described, extension: CONFIGURATION_OPTIONS }
  if (!isAtLeast(version, '2.0')) return basic
  if (!isAtLeast(version, '3.0')) return { ...basic, usageRequirements }
  return {
    ...basic,
    usageRequirements,
    version: SPECIFICATION_VERSION,
    hookVersion: HOOK_VERSIONS[entry.hook],
  }
}

/** The discovery response as a client of this version reads it. */
export function shapeDiscovery({ services }: DiscoveryResponse, version: CdsHooksVersion) {
  return { services: services.map((entry) => shapeEntry(entry, version)) }
}

/** Until 2.0 a delete names its resource in `resource`; `resourceId` is of 2.0. */
function shapeAction(action: Action, version: CdsHooksVersion): JsonObject {
  if (action.type !== 'delete' || isAtLeast(version, '2.0')) return { ...action }
  const { resourceId, ...rest } = action
  return { ...rest, resource: resourceId }
}

/**
 * A client that does not read `actionSelectionBehavior` applies all actions of a suggestion: one
 * whose actions are a choice must not be sent to it.
 */
const isSendable = ({ actionSelectionBehavior: selection }: Suggestion, isRead = false) =>
  isRead || selection === undefined || selection === 'all'

function shapeSuggestion(suggestion: Suggestion, dialect: Dialect): JsonObject {
  const { cdsHooksVersion: version, readsActionSelectionBehavior: isRead } = dialect
  const { actions, isRecommended, actionSelectionBehavior: selection, ...basic } = suggestion
  return {
    ...basic,
    ...(isRecommended === undefined || !isAtLeast(version, '1.1') ? {} : { isRecommended }),
    ...(selection === undefined || isRead !== true ? {} : { actionSelectionBehavior: selection }),
    ...(actions === undefined
      ? {}
      : { actions: actions.map((action) => shapeAction(action, version)) }),
  }
}

/** `selectionBehavior` has the one value `at-most-one` in 1.0: any other makes a card an error. */
function shapeSuggestions(
  suggestions: readonly Suggestion[],
  behavior: Card['selectionBehavior'],
  dialect: Dialect,
): JsonObject {
  const sendable = suggestions.filter((suggestion) =>
    isSendable(suggestion, dialect.readsActionSelectionBehavior),
  )
  if (sendable.length === 0) return {}
  return {
    suggestions: sendable.map((suggestion) => shapeSuggestion(suggestion, dialect)),
    selectionBehavior: isAtLeast(dialect.cdsHooksVersion, '1.1') ? behavior : 'at-most-one',
  }
}

function shapeSource({ topic, ...source }: CardSource, version: CdsHooksVersion): JsonObject {
  return topic === undefined || !isAtLeast(version, '1.1') ? source : { ...source, topic }
}

function shapeCard(card: Card, dialect: Dialect): JsonObject {
  const { suggestions = [], selectionBehavior, uuid, source, overrideReasons, ...basic } = card
  const { cdsHooksVersion: version } = dialect
  const shaped = {
    ...basic,
    source: shapeSource(source, version),
    ...shapeSuggestions(suggestions, selectionBehavior, dialect),
  }
  if (!isAtLeast(version, '1.1')) return shaped
  return { uuid, ...shaped, ...(overrideReasons === undefined ? {} : { overrideReasons }) }
}

/** Whether every client from 2.0 on reads a card as it is, as nearly all are. */
const isPlain = ({ suggestions }: Card) =>
  suggestions?.every((suggestion) => suggestion.actionSelectionBehavior === undefined) ?? true

/**
 * A response as a client reads it: what its version of the specification does not know is left out
 * or said in the older way.
 */
export function shapeResponse(response: CdsServiceResponse, dialect: Dialect): JsonObject {
  const { cards, systemActions = [] } = response
  const { cdsHooksVersion: version, takesSystemActions = false } = dialect
  const isPlainForAll = isAtLeast(version, '2.0') && cards.every(isPlain)
  const shaped = { cards: isPlainForAll ? cards : cards.map((card) => shapeCard(card, dialect)) }
  // An empty list of system actions is forbidden; version 1.0 knows none.
  if (systemActions.length === 0 || !takesSystemActions || version === '1.0') return shaped
  return { ...shaped, systemActions: systemActions.map((action) => shapeAction(action, version)) }
}
