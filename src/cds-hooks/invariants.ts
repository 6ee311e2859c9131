import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../kernel/index.ts'

/** The specification's limit: fewer than 140 characters. */
export const SUMMARY_MAX = 139

type Check = readonly [id: string, holds: boolean]

const isAbsoluteUrl = (value: unknown) =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')

const isAbsent = (value: unknown) => value === undefined

const isAbsentOrFilled = (value: unknown) => isAbsent(value) || elements(value).length > 0

const hasCoding = (value: unknown) =>
  isJsonObject(value) &&
  nonBlank(value['code']) !== undefined &&
  nonBlank(value['system']) !== undefined

function checkAction(action: JsonObject): readonly Check[] {
  const { type, description, resource, resourceId } = action
  const isDelete = type === 'delete'
  return [
    ['action.type', isDelete || type === 'create' || type === 'update'],
    ['cds-resp-5', nonBlank(description) !== undefined],
    ['cds-resp-2', !isDelete || (nonBlank(resourceId) !== undefined && isAbsent(resource))],
    ['action.resource', isDelete || (isJsonObject(resource) && 'resourceType' in resource)],
  ]
}

function checkSuggestion(suggestion: JsonObject): readonly Check[] {
  return [
    ['suggestion.label', nonBlank(suggestion['label']) !== undefined],
    ['suggestion.actions', isAbsentOrFilled(suggestion['actions'])],
    ['cds-resp-7', isAbsent(suggestion['actionSelectionBehavior'])],
    ...objects(suggestion['actions']).flatMap(checkAction),
  ]
}

function checkLink(link: JsonObject): readonly Check[] {
  const { label, url, type, appContext } = link
  return [
    ['link.label', nonBlank(label) !== undefined],
    ['link.url', isAbsoluteUrl(url)],
    ['link.type', type === 'absolute' || type === 'smart'],
    ['cds-resp-3', type === 'smart' ? true : isAbsent(appContext)],
  ]
}

function checkSource(source: unknown): readonly Check[] {
  if (!isJsonObject(source)) return [['card.source', false]]
  return [
    ['source.label', nonBlank(source['label']) !== undefined],
    ['source.url', isAbsent(source['url']) || isAbsoluteUrl(source['url'])],
    ['source.topic', isAbsent(source['topic']) || hasCoding(source['topic'])],
  ]
}

function checkSelection(card: JsonObject): readonly Check[] {
  const { selectionBehavior } = card
  const suggestions = objects(card['suggestions'])
  const recommended = suggestions.filter(({ isRecommended }) => isRecommended === true)
  return [
    ['cds-resp-1', selectionBehavior !== 'at-most-one' || recommended.length <= 1],
    ['cds-resp-6', suggestions.length > 0 === !isAbsent(selectionBehavior)],
    [
      'card.selectionBehavior',
      isAbsent(selectionBehavior) || ['at-most-one', 'any'].includes(selectionBehavior as string),
    ],
  ]
}

function checkCard(card: JsonObject): readonly Check[] {
  const { summary, detail, indicator, overrideReasons, extension } = card
  const length = typeof summary === 'string' ? summary.length : Infinity
  return [
    ['card.summary', nonBlank(summary) !== undefined && length <= SUMMARY_MAX],
    ['card.detail', isAbsent(detail) || nonBlank(detail) !== undefined],
    ['card.indicator', ['info', 'warning', 'critical'].includes(indicator as string)],
    ['card.extension', isAbsent(extension) || isJsonObject(extension)],
    ['card.suggestions', isAbsentOrFilled(card['suggestions'])],
    ['card.links', isAbsentOrFilled(card['links'])],
    ['card.overrideReasons', isAbsentOrFilled(overrideReasons)],
    [
      'cds-resp-4',
      objects(overrideReasons).every(
        (one) => hasCoding(one) && nonBlank(one['display']) !== undefined,
      ),
    ],
    ...checkSelection(card),
    ...checkSource(card['source']),
    ...objects(card['suggestions']).flatMap(checkSuggestion),
    ...objects(card['links']).flatMap(checkLink),
  ]
}

/**
 * The invariants of the specification that a service response breaks: cds-resp-1 to 7 by their own
 * ids, the required and bounded elements by their paths. Empty when it is conformant.
 */
export function violations(response: unknown): readonly string[] {
  if (!isJsonObject(response) || !Array.isArray(response['cards'])) return ['response.cards']
  const checks: readonly Check[] = [
    ['response.cards', elements(response['cards']).every(isJsonObject)],
    ['response.systemActions', isAbsentOrFilled(response['systemActions'])],
    ...objects(response['cards']).flatMap(checkCard),
  ]
  return checks.filter(([, holds]) => !holds).map(([id]) => id)
}
