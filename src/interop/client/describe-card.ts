import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { toPlainLines } from './card-text.ts'

const labelOf = ({ label }: JsonObject) => nonBlank(label) ?? '(without a label)'

function actionLine({ type, description, resource, resourceId }: JsonObject): string {
  const named = isJsonObject(resource) ? nonBlank(resource['resourceType']) : nonBlank(resourceId)
  const what = [nonBlank(type), named].filter((part) => part !== undefined).join(' ')
  return `    ${what}: ${nonBlank(description) ?? '(without a description)'}`
}

function suggestionLines(suggestion: JsonObject): readonly string[] {
  const { actions, isRecommended } = suggestion
  const recommended = isRecommended === true ? ' (recommended)' : ''
  return [`  suggests: ${labelOf(suggestion)}${recommended}`, ...objects(actions).map(actionLine)]
}

const linkLine = (link: JsonObject) =>
  `  ${nonBlank(link['type']) ?? ''} link: ${labelOf(link)}: ${nonBlank(link['url']) ?? ''}`

const reasonOf = (reason: JsonObject) => nonBlank(reason['display']) ?? nonBlank(reason['code'])

/** A card as a person reads it at a terminal, all of it. */
export function describeCard(card: JsonObject): readonly string[] {
  const { indicator, summary, detail, source, suggestions, links, overrideReasons } = card
  const { label, url } = isJsonObject(source) ? source : {}
  const reasons = objects(overrideReasons).map(reasonOf)
  return [
    `[${nonBlank(indicator) ?? 'no indicator'}] ${nonBlank(summary) ?? '(without a summary)'}`,
    ...toPlainLines(nonBlank(detail) ?? '').map((line) => `  ${line}`),
    ...objects(suggestions).flatMap(suggestionLines),
    ...objects(links).map(linkLine),
    ...(reasons.length === 0 ? [] : [`  reasons to say no: ${reasons.join('; ')}`]),
    `  source: ${[label, url].flatMap((part) => nonBlank(part) ?? []).join(', ')}`,
  ]
}
