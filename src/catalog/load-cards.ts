import {
  misusesOnCard,
  placeholdersOf,
  RESOURCE_PLACEHOLDERS,
} from '../hook/cards/card-placeholders.ts'
import type { CardsDefinition, SituationDefinition } from '../hook/cards/card-texts.ts'
import { type JsonTemplate, toJsonTemplate } from '../hook/cards/json-template.ts'
import { misusesOf } from '../hook/cards/placeholders.ts'
import { type Template, toTemplate } from '../hook/cards/template.ts'
import type { Folder } from './folder.ts'
import type { JsonPath } from './json-path.ts'
import type { Problems } from './problems.ts'
import { type CardsFile, cardsSchema, type MessagesFile, messagesSchema } from './schemas.ts'

/** Where a problem of a template is told. */
interface Told {
  readonly problems: Problems
  readonly at: JsonPath
}

/** A template of which nothing would be empty. */
export function checked<Checked>(
  file: string,
  make: () => Checked,
  misuses: (template: Checked) => readonly string[],
  { problems, at }: Told,
): Checked | undefined {
  try {
    const template = make()
    for (const misuse of misuses(template))
      problems.add(file, at, misuse, `docs/adding-a-model.md#placeholders lists what there is`)
    return template
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'is no template'
    problems.add(file, at, `cannot be read as a text with placeholders: ${why}`)
    return undefined
  }
}

interface CardSources {
  readonly cards: CardsFile
  readonly messages: MessagesFile
  readonly texts: Folder
  /** Where problems of the texts are told. */
  readonly language: Problems
}

/** Stands where a text is no template, which was told. */
const NOTHING = toTemplate('', { isPlain: true })

/** The files of a detail together; nothing when one of them is no template, which was told. */
function whole(text: string) {
  try {
    return toTemplate(text, { isPlain: false })
  } catch {
    return undefined
  }
}

function loadSituation(
  id: string,
  { cards, messages, texts, language }: CardSources,
  problems: Problems,
): SituationDefinition | undefined {
  const situation = cards.situations[id]
  const summarySource = messages.summaries[id]
  if (situation === undefined) return undefined
  const misuses = (template: Template) => misusesOnCard(template, id)
  const at = ['summaries', id]
  if (summarySource === undefined)
    language.add('messages.json', at, 'is missing: the first line of that card')
  const details = situation.detail.map((file) => ({ file, text: texts.readText(file, language) }))
  for (const { file, text } of details) {
    const told = { problems: language, at: [] }
    checked(file, () => toTemplate(text, { isPlain: false }), misuses, told)
  }
  const summary = checked(
    'messages.json',
    () => toTemplate(summarySource ?? '', { isPlain: true }),
    misuses,
    { problems: language, at },
  )
  const detail = whole(details.map(({ text }) => text).join('\n'))
  situation.suggestions.forEach((suggestion, i) => {
    if (suggestion !== 'risk-assessment' && cards.resources[suggestion] === undefined)
      problems.add(
        'cards.json',
        ['situations', id, 'suggestions', i],
        `there is no resource ${suggestion}`,
      )
  })
  return {
    indicator: situation.indicator,
    summary: summary ?? NOTHING,
    detail: detail ?? NOTHING,
    suggestions: situation.suggestions,
  }
}

function loadSituations(sources: CardSources, problems: Problems) {
  const entries = Object.keys(sources.cards.situations).flatMap(
    (id): [string, SituationDefinition][] => {
      if (placeholdersOf(id) === undefined) {
        problems.add('cards.json', ['situations', id], 'there is no such situation')
        return []
      }
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
  if (text === undefined) problems.add('messages.json', [path, id], `is missing: a text for ${id}`)
  return text ?? id
}

function loadResources({ cards, messages, language }: CardSources, problems: Problems) {
  const entries = Object.entries(cards.resources).flatMap(([id, json]) => {
    const words = messages.resources[id]
    if (words === undefined)
      language.add('messages.json', ['resources', id], `is missing: label and description of ${id}`)
    const told = { problems, at: ['resources', id] }
    const make = () => toJsonTemplate(json)
    const misuses = (template: JsonTemplate) => misusesOf(template, RESOURCE_PLACEHOLDERS)
    const resource = checked('cards.json', make, misuses, told)
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
  const ofTexts = problems.in(`text/${language}`)
  const cards = problems.parse('cards.json', cardsSchema, folder.readJson('cards.json', problems))
  const messages = ofTexts.parse(
    'messages.json',
    messagesSchema,
    texts.readJson('messages.json', ofTexts),
  )
  if (cards === undefined || messages === undefined) return undefined
  const sources = { cards, messages, texts, language: ofTexts }
  const { system, codes } = cards.overrideReasons
  return {
    sourceLabel: messages.source,
    topic: { ...cards.topic, display: messages.topic },
    overrideReasons: codes.map((code) => ({
      system,
      code,
      display: textFor(messages.overrideReasons, code, 'overrideReasons', ofTexts),
    })),
    situations: loadSituations(sources, problems),
    resources: loadResources(sources, problems),
    gapOrders: cards.gapOrders,
    texts: messages,
    app: {
      linkLabel: messages.appLink,
      study: texts.readText('app-study.md', ofTexts),
      options: texts.readText('app-options.md', ofTexts),
      limits: texts.readText('app-limits.md', ofTexts),
    },
  }
}
