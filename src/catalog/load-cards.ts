import {
  type CardsDefinition,
  PLACEHOLDERS,
  RESOURCE_PLACEHOLDERS,
  type SituationDefinition,
  toJsonTemplate,
  toTemplate,
} from '../cards/index.ts'
import type { Folder } from './folder.ts'
import type { Problems } from './problems.ts'
import { type CardsFile, cardsSchema, type MessagesFile, messagesSchema } from './schemas.ts'

/** A template whose placeholders are all known. */
export function checked<Checked extends { readonly names: readonly string[] }>(
  file: string,
  make: () => Checked,
  known: readonly string[],
  problems: Problems,
): Checked | undefined {
  try {
    const template = make()
    for (const name of template.names.filter((one) => !known.includes(one)))
      problems.add(file, '', `{{${name}}} is no known placeholder`)
    return template
  } catch (cause) {
    problems.add(file, '', cause instanceof Error ? cause.message : 'is no template')
    return undefined
  }
}

interface CardSources {
  readonly cards: CardsFile
  readonly messages: MessagesFile
  readonly texts: Folder
}

function loadSituation(
  id: string,
  { cards, messages, texts }: CardSources,
  problems: Problems,
): SituationDefinition | undefined {
  const situation = cards.situations[id]
  const summarySource = messages.summaries[id]
  if (situation === undefined) return undefined
  if (summarySource === undefined) problems.add('messages.json', `summaries.${id}`, 'is missing')
  const detailSource = situation.detail.map((file) => texts.readText(file, problems)).join('\n')
  const read = (file: string, source: string, isPlain: boolean) =>
    checked(file, () => toTemplate(source, { isPlain }), PLACEHOLDERS, problems)
  const summary = read('messages.json', summarySource ?? '', true)
  const detail = read(situation.detail.join(' + '), detailSource, false)
  for (const suggestion of situation.suggestions) {
    if (suggestion !== 'risk-assessment' && cards.resources[suggestion] === undefined)
      problems.add('cards.json', `situations.${id}.suggestions`, `no resource ${suggestion}`)
  }
  if (summary === undefined || detail === undefined) return undefined
  return { indicator: situation.indicator, summary, detail, suggestions: situation.suggestions }
}

function loadSituations(sources: CardSources, problems: Problems) {
  const entries = Object.keys(sources.cards.situations).flatMap(
    (id): [string, SituationDefinition][] => {
      const situation = loadSituation(id, sources, problems)
      return situation === undefined ? [] : [[id, situation]]
    },
  )
  return Object.fromEntries(entries)
}

function textFor(
  texts: Readonly<Record<string, string>>,
  id: string,
  path: string,
  problems: Problems,
): string {
  const text = texts[id]
  if (text === undefined) problems.add('messages.json', `${path}.${id}`, 'is missing')
  return text ?? id
}

function loadResources({ cards, messages }: CardSources, problems: Problems) {
  const entries = Object.entries(cards.resources).flatMap(([id, json]) => {
    const words = messages.resources[id]
    if (words === undefined) problems.add('messages.json', `resources.${id}`, 'is missing')
    const make = () => toJsonTemplate(json)
    const resource = checked(`cards.json resources.${id}`, make, RESOURCE_PLACEHOLDERS, problems)
    return words === undefined || resource === undefined
      ? []
      : [[id, { label: words.label, description: words.description, resource }] as const]
  })
  return Object.fromEntries(entries)
}

/** The cards of a service in one language. */
export function loadCards(
  folder: Folder,
  language: string,
  problems: Problems,
): CardsDefinition | undefined {
  const texts = folder.folder(`text/${language}`)
  const cards = problems.parse('cards.json', cardsSchema, folder.readJson('cards.json', problems))
  const messages = problems.parse(
    'messages.json',
    messagesSchema,
    texts.readJson('messages.json', problems),
  )
  if (cards === undefined || messages === undefined) return undefined
  const sources = { cards, messages, texts }
  const { system, codes } = cards.overrideReasons
  return {
    sourceLabel: messages.source,
    topic: { ...cards.topic, display: messages.topic },
    overrideReasons: codes.map((code) => ({
      system,
      code,
      display: textFor(messages.overrideReasons, code, 'overrideReasons', problems),
    })),
    situations: loadSituations(sources, problems),
    resources: loadResources(sources, problems),
    gapOrders: cards.gapOrders,
    texts: messages,
    app: {
      linkLabel: messages.appLink,
      study: texts.readText('app-study.md', problems),
      options: texts.readText('app-options.md', problems),
      limits: texts.readText('app-limits.md', problems),
    },
  }
}
