import { elements, isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { type CdsHooksVersion, isAtLeast } from './hooks.ts'

/** The specification's limit: fewer than 140 characters. */
export const SUMMARY_MAX = 139

type Check = readonly [id: string, holds: boolean]

const isAbsoluteUrl = (value: unknown) =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')

const isAbsent = (value: unknown) => value === undefined

/** Left out, or a list with something in it, and in it nothing but objects. */
const isAbsentOrFilled = (value: unknown) =>
  isAbsent(value) || (elements(value).length > 0 && elements(value).every(isJsonObject))

const hasCoding = (value: unknown) =>
  isJsonObject(value) &&
  nonBlank(value['code']) !== undefined &&
  nonBlank(value['system']) !== undefined

const isAmong = (value: unknown, ...values: readonly string[]) =>
  typeof value === 'string' && values.includes(value)

const isBooleanOrAbsent = (value: unknown) => isAbsent(value) || typeof value === 'boolean'

/** Until 2.0 a delete names its resource in `resource`, or nothing when only one can be meant. */
function checkDelete({ resource, resourceId }: JsonObject, version: CdsHooksVersion): Check {
  return isAtLeast(version, '2.0')
    ? ['cds-resp-2', nonBlank(resourceId) !== undefined && isAbsent(resource)]
    : ['action.resource', isAbsent(resource) || nonBlank(resource) !== undefined]
}

function checkAction(action: JsonObject, version: CdsHooksVersion): readonly Check[] {
  const { type, resource } = action
  return [
    ['action.type', isAmong(type, 'create', 'update', 'delete')],
    type === 'delete'
      ? checkDelete(action, version)
      : ['action.resource', isJsonObject(resource) && 'resourceType' in resource],
  ]
}

const checkDescription = ({ description }: JsonObject): Check => [
  'cds-resp-5',
  nonBlank(description) !== undefined,
]

function checkSuggestion(suggestion: JsonObject, version: CdsHooksVersion): readonly Check[] {
  const { label, actions, isRecommended, actionSelectionBehavior: selection } = suggestion
  return [
    ['suggestion.label', nonBlank(label) !== undefined],
    ['suggestion.isRecommended', isBooleanOrAbsent(isRecommended)],
    ['suggestion.actions', isAbsentOrFilled(actions)],
    [
      'cds-resp-7',
      isAbsent(selection) ||
        (isAtLeast(version, '3.0') && isAmong(selection, 'all', 'any', 'at-most-one')),
    ],
    ...objects(actions).flatMap((action) => [
      ...checkAction(action, version),
      checkDescription(action),
    ]),
  ]
}

function checkLink(link: JsonObject): readonly Check[] {
  const { label, url, type, appContext, autolaunchable } = link
  return [
    ['link.label', nonBlank(label) !== undefined],
    ['link.url', isAbsoluteUrl(url)],
    ['link.type', isAmong(type, 'absolute', 'smart')],
    ['cds-resp-3', type === 'smart' || isAbsent(appContext)],
    ['link.appContext', isAbsent(appContext) || nonBlank(appContext) !== undefined],
    ['link.autolaunchable', isBooleanOrAbsent(autolaunchable)],
  ]
}

function checkSource(source: unknown): readonly Check[] {
  if (!isJsonObject(source)) return [['card.source', false]]
  return [
    ['source.label', nonBlank(source['label']) !== undefined],
    ['source.url', isAbsent(source['url']) || isAbsoluteUrl(source['url'])],
    ['source.icon', isAbsent(source['icon']) || isAbsoluteUrl(source['icon'])],
    ['source.topic', isAbsent(source['topic']) || hasCoding(source['topic'])],
  ]
}

function checkSelection(card: JsonObject, version: CdsHooksVersion): readonly Check[] {
  const { selectionBehavior } = card
  const allowed = isAtLeast(version, '1.1') ? ['at-most-one', 'any'] : ['at-most-one']
  const suggestions = objects(card['suggestions'])
  const recommended = suggestions.filter(({ isRecommended }) => isRecommended === true)
  return [
    ['cds-resp-1', selectionBehavior !== 'at-most-one' || recommended.length <= 1],
    ['cds-resp-6', suggestions.length > 0 === !isAbsent(selectionBehavior)],
    [
      'card.selectionBehavior',
      isAbsent(selectionBehavior) || isAmong(selectionBehavior, ...allowed),
    ],
  ]
}

function checkCard(card: JsonObject, version: CdsHooksVersion): readonly Check[] {
  const { uuid, summary, detail, indicator, overrideReasons, extension } = card
  const length = typeof summary === 'string' ? summary.length : Infinity
  return [
    ['card.uuid', isAbsent(uuid) || nonBlank(uuid) !== undefined],
    ['card.summary', nonBlank(summary) !== undefined && length <= SUMMARY_MAX],
    ['card.detail', isAbsent(detail) || nonBlank(detail) !== undefined],
    ['card.indicator', isAmong(indicator, 'info', 'warning', 'critical')],
    ['card.extension', isAbsent(extension) || isJsonObject(extension)],
    ['card.suggestions', isAbsentOrFilled(card['suggestions'])],
    ['card.links', isAbsentOrFilled(card['links'])],
    ['card.overrideReasons', isAbsentOrFilled(overrideReasons)],
    [
      'cds-resp-4',
      objects(overrideReasons).every(
        (reason) => hasCoding(reason) && nonBlank(reason['display']) !== undefined,
      ),
    ],
    ...checkSelection(card, version),
    ...checkSource(card['source']),
    ...objects(card['suggestions']).flatMap((suggestion) => checkSuggestion(suggestion, version)),
    ...objects(card['links']).flatMap(checkLink),
  ]
}

/**
 * The invariants of the specification that a service response breaks: cds-resp-1 to 7 by their own
 * ids, the required and bounded elements by their paths. Empty when it is conformant.
 *
 * @param version - Of the client that gets it: what it does not know is a violation.
 */
export function violations(response: unknown, version: CdsHooksVersion = '2.0'): readonly string[] {
  if (!isJsonObject(response) || !Array.isArray(response['cards'])) return ['response.cards']
  const { cards, systemActions } = response
  const checks: readonly Check[] = [
    ['response.cards', elements(cards).every(isJsonObject)],
    ['response.systemActions', isAbsentOrFilled(systemActions)],
    ...objects(systemActions).flatMap((action) => checkAction(action, version)),
    ...objects(cards).flatMap((card) => checkCard(card, version)),
  ]
  return checks.filter(([, holds]) => !holds).map(([id]) => id)
}

const repeatedIn = (holders: readonly JsonObject[]): readonly string[] => {
  const uuids = holders.flatMap(({ uuid }) => nonBlank(uuid) ?? [])
  return [...new Set(uuids.filter((uuid, i) => uuids.indexOf(uuid) < i))]
}

/**
 * The uuids of which a response has several cards, or several suggestions: feedback could be of
 * any.
 */
export function repeatedUuids(response: unknown): readonly string[] {
  const cards = isJsonObject(response) ? objects(response['cards']) : []
  return [
    ...repeatedIn(cards),
    ...repeatedIn(cards.flatMap((card) => objects(card['suggestions']))),
  ]
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isJsonObject(value) && Object.keys(value).length === 0)

function emptyWithin(value: unknown, path: string): readonly string[] {
  if (isEmpty(value)) return [path]
  if (Array.isArray(value)) {
    return value.flatMap((element, i) => emptyWithin(element, `${path}[${String(i)}]`))
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    emptyWithin(member, path === '' ? name : `${path}.${name}`),
  )
}

/** Lists that the specification requires even when they are empty. */
const MAY_BE_EMPTY = ['cards', 'services', 'feedback']

/**
 * Paths to what is null or empty in a response: an element without a value is left out instead.
 * https://cds-hooks.hl7.org/2.0/#use-of-json
 */
export function emptyElements(response: unknown): readonly string[] {
  return emptyWithin(response, '').filter(
    (path) =>
      !(MAY_BE_EMPTY.includes(path) && isJsonObject(response) && Array.isArray(response[path])),
  )
}
