import type { FactTexts } from '../hook/cards/facts-wording.ts'
import type { FactsFile, ListedSource } from './facts-schemas.ts'
import { figuresIn } from './figures.ts'
import type { JsonPath } from '../base/json-path.ts'
import type { Problems } from './problems.ts'
import type { ServiceParts } from './service-parts.ts'

const FILE = 'facts.json'

type FactEntry = FactsFile['facts'][number]

/** Adds a problem of one fact. */
type Tell = (path: JsonPath, message: string, mend?: string) => void

function checkOrigin(fact: FactEntry, known: readonly string[], tell: Tell): void {
  for (const [i, id] of fact.sources.entries())
    if (!known.includes(id)) tell(['sources', i], `there is no source ${id} in sources.json`)
  if (fact.sources.length === 0 && fact.kind !== 'choice')
    tell(['sources'], 'names no source', "Only what is this project's own choice needs none")
  if (fact.reviewBy <= fact.asOf)
    tell(['reviewBy'], `${fact.reviewBy} is not after ${fact.asOf}, as of which the fact is`)
}

interface KnownPlaces {
  readonly predictors: readonly string[]
  readonly stages: readonly string[]
  readonly situations: readonly string[]
}

const isOfTreatment = ({ kind }: FactEntry) => kind === 'trial' || kind === 'guidance'

/** That a fact about treatment says for which stages, and that the cards and stages exist. */
function checkPlaces(
  fact: FactEntry,
  { predictors, stages, situations }: KnownPlaces,
  tell: Tell,
): void {
  const ranged = fact.card?.usualRangeOf
  if (ranged !== undefined && !predictors.includes(ranged))
    tell(['card', 'usualRangeOf'], `there is no predictor ${ranged}`)
  if (isOfTreatment(fact) && fact.stages === undefined)
    tell(['stages'], 'is missing: for patients of which stages it may be shown')
  const named = stages.length === 0 ? [] : Object.keys(fact.stages ?? {})
  for (const stage of named.filter((id) => !stages.includes(id)))
    tell(['stages', stage], 'there is no such stage')
  fact.card?.situations.forEach((situation, i) => {
    if (!situations.includes(situation))
      tell(['card', 'situations', i], 'there is no such situation in cards.json')
  })
}

function stagesOf({ facts, predictors }: ServiceParts): readonly string[] {
  const staged = predictors?.predictors.find(({ id }) => id === facts?.stagedBy)
  return staged?.kind === 'finding' ? staged.values.map(({ id }) => id) : []
}

/** Those that have a card, and those that must have one. */
const situationsOf = ({ cards, model }: ServiceParts): readonly string[] => [
  ...Object.keys(cards?.situations ?? {}),
  ...(model?.categories ?? []).map(({ id }) => `category-${id}`),
]

/** The ids of the words that a fact needs, by their group. */
function wordsOf(fact: FactEntry): readonly (readonly [keyof FactTexts, string])[] {
  const { comparisons = [], results = [], stages = {}, status } = fact
  return [
    ['facts', fact.id],
    ...(fact.card === undefined ? [] : [['cards', fact.id] as const]),
    ...(Object.values(stages).includes('in-part') ? [['conditions', fact.id] as const] : []),
    ...[...comparisons, ...results].map(({ measure }) => ['measures', measure] as const),
    ...results.map(({ result }) => ['results', result] as const),
    ...(status === undefined ? [] : [['statuses', status] as const]),
  ]
}

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** That the words of a fact exist, and take their figures from it. */
function checkWords(fact: FactEntry, texts: FactTexts, tell: Tell): void {
  for (const [group, id] of wordsOf(fact))
    if ((texts[group] as Readonly<Record<string, string>>)[id] === undefined)
      tell([group, id], `is missing: words for ${id}`)
  const known = Object.keys(fact.figures ?? {})
  for (const group of ['facts', 'cards', 'conditions'] as const)
    for (const name of namesIn(texts[group][fact.id] ?? ''))
      if (!known.includes(name))
        tell([group, fact.id], `{${name}} is no figure of ${fact.id} in facts.json`)
}

/** That no word of a language writes a figure out: it stands in facts.json, with its source. */
function checkNoFigures(texts: FactTexts, tell: Tell): void {
  for (const [group, words] of Object.entries(texts) as [
    string,
    Readonly<Record<string, string>>,
  ][])
    for (const [id, text] of Object.entries(words))
      for (const figure of figuresIn(text))
        tell(
          [group, id],
          `writes out ${figure}`,
          'Put the figure into facts.json, and name it here',
        )
}

/** That what is said beside a model has a source, a date, a place and words. */
export function checkFacts(
  parts: ServiceParts,
  sources: readonly ListedSource[],
  problems: Problems,
): void {
  const { facts, cards, predictors, translations } = parts
  if (facts === undefined) return
  const known = sources.map(({ id }) => id)
  const stages = stagesOf(parts)
  if (facts.stagedBy !== undefined && predictors !== undefined && stages.length === 0)
    problems.add(FILE, ['stagedBy'], `${facts.stagedBy} is no predictor with findings`)
  const situations = situationsOf(parts)
  facts.facts.forEach((fact, i) => {
    const tell: Tell = (path, ...words) => problems.add(FILE, ['facts', i, ...path], ...words)
    if (facts.facts.findIndex(({ id }) => id === fact.id) !== i)
      tell(['id'], `${fact.id} is there twice`)
    checkOrigin(fact, known, tell)
    if (cards !== undefined && predictors !== undefined)
      checkPlaces(
        fact,
        { predictors: predictors.predictors.map(({ id: name }) => name), stages, situations },
        tell,
      )
  })
  for (const [language, { facts: texts }] of Object.entries(translations)) {
    const here = problems.in(`text/${language}`)
    const tell: Tell = (path, ...words) => here.add(FILE, path, ...words)
    for (const fact of facts.facts) checkWords(fact, texts, tell)
    checkNoFigures(texts, tell)
  }
}
