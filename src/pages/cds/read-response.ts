import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type FhirResource, isFhirResource, localReference } from '../../clinical/fhir/resource.ts'
import type { Action, Indicator } from '../../hook/protocol/card.ts'

interface ReadSuggestion {
  readonly label: string
  /** Without one nobody can be told that it was accepted. */
  readonly uuid: string | undefined
  /** Those that can be carried out. */
  readonly actions: readonly Action[]
}

export interface ReadLink {
  readonly label: string
  readonly url: string
  readonly isSmart: boolean
  readonly appContext: string
}

export interface ReadReason {
  readonly display: string
  /** What is sent back; nothing when the reason has no code. */
  readonly coding: { readonly code: string; readonly system: string } | undefined
}

/** What of a card can be drawn, whoever made it and whatever is wrong with it. */
export interface ReadCard {
  readonly uuid: string | undefined
  readonly summary: string
  readonly detail: string | undefined
  readonly indicator: Indicator
  readonly source: { readonly label: string; readonly url: string | undefined }
  readonly suggestions: readonly ReadSuggestion[]
  /** Whether several suggestions may be taken. */
  readonly takesSeveral: boolean
  readonly overrideReasons: readonly ReadReason[]
  readonly links: readonly ReadLink[]
}

export interface ReadResponse {
  readonly cards: readonly ReadCard[]
  /** What the service wants done without asking. */
  readonly systemActions: readonly Action[]
}

/** A text, or a number or a truth value as its text; nothing else can be read aloud. */
function textOf(value: unknown): string | undefined {
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  return nonBlank(isScalar ? String(value) : value)
}

function httpUrl(value: unknown): string | undefined {
  const url = nonBlank(value)
  return url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined
}

const INDICATORS: readonly Indicator[] = ['info', 'warning', 'critical']

/** Until 2.0 a delete names its resource in `resource`. */
function readDelete(description: string, { resourceId, resource }: JsonObject): readonly Action[] {
  const named = nonBlank(resourceId) ?? nonBlank(resource)
  return named === undefined
    ? []
    : [{ type: 'delete', description, resourceId: localReference(named) }]
}

function readAction(action: JsonObject): readonly Action[] {
  const { type, resource } = action
  const description = textOf(action['description']) ?? ''
  if (type === 'delete') return readDelete(description, action)
  if ((type !== 'create' && type !== 'update') || !isFhirResource(resource)) return []
  return [{ type, description, resource: resource satisfies FhirResource }]
}

const readActions = (value: unknown) => objects(value).flatMap(readAction)

function readSuggestion(suggestion: JsonObject): ReadSuggestion {
  const actions = readActions(suggestion['actions'])
  return {
    label: textOf(suggestion['label']) ?? actions[0]?.description ?? '',
    uuid: nonBlank(suggestion['uuid']),
    actions,
  }
}

function readLink({ label, url, type, appContext }: JsonObject): readonly ReadLink[] {
  const href = httpUrl(url)
  if (href === undefined) return []
  return [
    {
      label: textOf(label) ?? href,
      url: href,
      isSmart: type === 'smart',
      appContext: textOf(appContext) ?? '',
    },
  ]
}

function readReason({ code, system, display }: JsonObject): readonly ReadReason[] {
  const [named, within] = [nonBlank(code), nonBlank(system)]
  const shown = textOf(display) ?? named
  if (shown === undefined) return []
  const coding =
    named === undefined || within === undefined ? undefined : { code: named, system: within }
  return [{ display: shown, coding }]
}

function readSource(source: unknown): ReadCard['source'] {
  // A mistake that is often seen: the label alone.
  const { label, url } = isJsonObject(source) ? source : { label: source }
  return { label: textOf(label) ?? '', url: httpUrl(url) }
}

function readCard(card: JsonObject): ReadCard {
  return {
    uuid: nonBlank(card['uuid']),
    summary: textOf(card['summary']) ?? '',
    detail: textOf(card['detail']),
    indicator: INDICATORS.find((known) => known === card['indicator']) ?? 'info',
    source: readSource(card['source']),
    suggestions: objects(card['suggestions']).map(readSuggestion),
    takesSeveral: card['selectionBehavior'] === 'any',
    overrideReasons: objects(card['overrideReasons']).flatMap(readReason),
    links: objects(card['links']).flatMap(readLink),
  }
}

/**
 * What can be drawn of a service's response; what cannot is left out and never throws, and
 * `faultsOf` tells what is wrong with it.
 */
export function readResponse(response: unknown): ReadResponse {
  const whole = isJsonObject(response) ? response : {}
  return {
    cards: objects(whole['cards']).map(readCard),
    systemActions: readActions(whole['systemActions']),
  }
}
