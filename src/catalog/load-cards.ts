import {
  misusesOnCard,
  placeholdersOf,
  RESOURCE_PLACEHOLDERS,
} from '../hook/cards/card-placeholders.ts'
import type {
  CardsDefinition,
  ResourceTemplate,
  SituationDefinition,
} from '../hook/cards/card-texts.ts'
import { type JsonTemplate, toJsonTemplate } from '../hook/cards/json-template.ts'
import type { OverrideReason } from '../hook/protocol/card.ts'
import { misusesOf } from '../hook/cards/placeholders.ts'
import type { FactTexts } from '../hook/cards/facts-wording.ts'
import { joinTemplates, type Template, toTemplate } from '../hook/cards/template.ts'
import { factTextsSchema } from './facts-schemas.ts'
import { type Folder, textsByLanguage } from './folder.ts'
import { addMisuses, parseTemplate, type TextPlace } from './load-template.ts'
import type { Problems } from './problems.ts'
import { type MessagesFile, messagesSchema } from './messages-schema.ts'
import type { CardsFile } from './schemas.ts'
import type { Translations } from './service-parts.ts'

const MESSAGES = 'messages.json'

/** What the cards of one language are made from. */
interface CardSources {
  readonly facts: FactTexts
  readonly cards: CardsFile
  readonly resources: ReadonlyMap<string, JsonTemplate>
  readonly messages: MessagesFile
  /** The folder of the language. */
  readonly texts: Folder
}

/** Stands where a text is no template, so that the other texts of the situation are checked too. */
const NO_TEXT = toTemplate('', { isPlain: true })

/** The Markdown files that the details are made from: several situations use the same. */
function loadDetailFiles({ cards, texts }: CardSources): ReadonlyMap<string, Template> {
  const files = new Set(Object.values(cards.situations).flatMap(({ detail }) => detail))
  const loaded = [...files].map((file): [string, Template] => {
    const parse = () => toTemplate(texts.readText(file), { isPlain: false })
    return [file, parseTemplate(parse, texts.problems, { file, at: [] }) ?? NO_TEXT]
  })
  return new Map(loaded)
}

function loadSummary(id: string, { messages, texts }: CardSources, place: TextPlace): Template {
  const text = messages.summaries[id]
  if (text === undefined)
    texts.problems.add(place.file, place.at, 'is missing: the first line of that card')
  const parse = () => toTemplate(text ?? '', { isPlain: true })
  return parseTemplate(parse, texts.problems, place) ?? NO_TEXT
}

/** Summary and detail of a situation, checked against what its card fills. */
function loadTexts(
  id: string,
  sources: CardSources,
  detailFiles: ReadonlyMap<string, Template>,
): Pick<SituationDefinition, 'summary' | 'detail'> {
  const checked = (template: Template, place: TextPlace) => {
    addMisuses(misusesOnCard(template, id), sources.texts.problems, place)
    return template
  }
  const place = { file: MESSAGES, at: ['summaries', id] }
  const details = sources.cards.situations[id]?.detail ?? []
  return {
    summary: checked(loadSummary(id, sources, place), place),
    detail: joinTemplates(
      details.map((file) => checked(detailFiles.get(file) ?? NO_TEXT, { file, at: [] })),
    ),
  }
}

/** Every reason to override with its text, by code. */
function loadReasons({ cards, messages, texts }: CardSources): ReadonlyMap<string, OverrideReason> {
  const { system, codes } = cards.overrideReasons
  const loaded = codes.map((code): [string, OverrideReason] => {
    const display = messages.overrideReasons[code]
    if (display === undefined)
      texts.problems.add(MESSAGES, ['overrideReasons', code], `is missing: a text for ${code}`)
    return [code, { system, code, display: display ?? code }]
  })
  return new Map(loaded)
}

function loadSituations(sources: CardSources): Readonly<Record<string, SituationDefinition>> {
  const detailFiles = loadDetailFiles(sources)
  const reasons = loadReasons(sources)
  const situations = Object.entries(sources.cards.situations).flatMap(
    ([id, { indicator, suggestions, ...named }]): [string, SituationDefinition][] => {
      if (placeholdersOf(id) === undefined) return []
      const codes = named.overrideReasons ?? [...reasons.keys()]
      const overrideReasons = codes.flatMap((code) => reasons.get(code) ?? [])
      const { summary, detail } = loadTexts(id, sources, detailFiles)
      return [[id, { indicator, summary, detail, suggestions, overrideReasons }]]
    },
  )
  return Object.fromEntries(situations)
}

/** A situation may name only reasons of its service. */
function checkReasons({ situations, overrideReasons }: CardsFile, problems: Problems): void {
  for (const [id, { overrideReasons: named = [] }] of Object.entries(situations))
    for (const [i, code] of named.entries())
      if (!overrideReasons.codes.includes(code))
        problems.add(
          'cards.json',
          ['situations', id, 'overrideReasons', i],
          `${code} is none of the codes of overrideReasons`,
        )
}

/** The resources that cards may propose: the same in every language, but for their words. */
function loadResources(
  cards: CardsFile | undefined,
  problems: Problems,
): ReadonlyMap<string, JsonTemplate> {
  const loaded = Object.entries(cards?.resources ?? {}).flatMap(
    ([id, json]): [string, JsonTemplate][] => {
      const place = { file: 'cards.json', at: ['resources', id] }
      const parse = () => toJsonTemplate(json)
      const resource = parseTemplate(parse, problems, place)
      if (resource === undefined) return []
      addMisuses(misusesOf(resource, RESOURCE_PLACEHOLDERS), problems, place)
      return [[id, resource]]
    },
  )
  return new Map(loaded)
}

function withWords({ resources, messages, texts }: CardSources) {
  const translated = [...resources].flatMap(([id, resource]): [string, ResourceTemplate][] => {
    const words = messages.resources[id]
    if (words === undefined)
      texts.problems.add(MESSAGES, ['resources', id], `is missing: label and description of ${id}`)
    return words === undefined ? [] : [[id, { ...words, resource }]]
  })
  return Object.fromEntries(translated)
}

function toCards(sources: CardSources): CardsDefinition {
  const { cards, facts, messages, texts } = sources
  return {
    language: texts.name,
    sourceLabel: messages.source,
    topic: { ...cards.topic, display: messages.topic },
    situations: loadSituations(sources),
    resources: withWords(sources),
    gapOrders: cards.gapOrders,
    addenda: cards.addenda,
    texts: messages,
    appLinkLabel: messages.appLink,
    facts,
  }
}

/** The texts of a model that was fitted here: none names a study. */
function withoutStudy(messages: MessagesFile, problems: Problems): MessagesFile {
  const { fitted, riskAssessment, resources } = messages
  if (fitted === undefined) {
    problems.add(MESSAGES, ['fitted'], 'is missing: what a model is called that was fitted here')
    return messages
  }
  const renamed = Object.entries(resources).map(([id, words]) => [
    id,
    { ...words, why: fitted.why[id] ?? words.why },
  ])
  return {
    ...messages,
    source: fitted.source,
    resources: Object.fromEntries(renamed) as MessagesFile['resources'],
    riskAssessment: { ...riskAssessment, method: fitted.method },
  }
}

/**
 * The cards of a service in every language that its folder has texts in.
 *
 * @param isFitted - Whether the model was fitted here, so that no text may name a study.
 */
export function loadTranslations(
  folder: Folder,
  cards: CardsFile | undefined,
  isFitted = false,
): Translations {
  const resources = loadResources(cards, folder.problems)
  if (cards !== undefined) checkReasons(cards, folder.problems)
  return textsByLanguage(folder, (texts) => {
    const read = texts.readJson(MESSAGES, messagesSchema)
    const messages = read && isFitted ? withoutStudy(read, texts.problems) : read
    const facts = texts.readJson('facts.json', factTextsSchema)
    return cards === undefined || messages === undefined || facts === undefined
      ? undefined
      : toCards({ cards, facts, resources, messages, texts })
  })
}
