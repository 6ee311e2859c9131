import {
  type Comparison,
  type Fact,
  type FactSheet,
  isOverdue,
  type Source,
} from '../../clinical/assessment/facts.ts'
import { fillIn } from './fill-in.ts'

type Words = Readonly<Record<string, string>>

/** The words of a service's facts in one language; figures stand in the facts. */
export interface FactTexts {
  readonly facts: Words
  /** The shorter sentence for a card. */
  readonly cards: Words
  /** What limits a fact that is of a stage only in part. */
  readonly conditions: Words
  readonly measures: Words
  readonly results: Words
  readonly statuses: Words
  readonly seen: Words
  readonly words: {
    readonly months: string
    readonly percent: string
    readonly hazardRatio: string
    readonly stages: string
    readonly source: string
    readonly choice: string
    readonly seenOn: string
    readonly asOf: string
    readonly overdue: string
  }
}

/** One statement as it is read, and what it rests on. */
export interface ToldFact {
  readonly id: string
  readonly text: string
  /** Its figures by measure, its status, and for whom it is. */
  readonly details: readonly string[]
  /** As of when, and whether its review is past. */
  readonly dates: string
  readonly sources: readonly ToldSource[]
}

interface ToldSource {
  readonly cite: string
  readonly url: string | undefined
  readonly how: string
}

export interface FactsWording {
  /** The sentence for a card. */
  readonly onCard: (fact: Fact) => string
  readonly told: (fact: Fact, day: string) => ToldFact
}

const textOf = (texts: Words, id: string) => texts[id] ?? id

function compared({ measures, words }: FactTexts, comparison: Comparison): string {
  const { measure, grades = '', unit, hazardRatio, ci95 = ['', ''] } = comparison
  const name = fillIn(textOf(measures, measure), { grades })
  const figures = fillIn(words[unit], { with: comparison.with, without: comparison.without })
  if (hazardRatio === undefined) return `${name} ${figures}`
  const [low, high] = ci95
  return `${name} ${figures} (${fillIn(words.hazardRatio, { value: hazardRatio, low, high })})`
}

function detailsOf(texts: FactTexts, fact: Fact): readonly string[] {
  const { comparisons = [], results = [], status, stages = {} } = fact
  const inPart = Object.values(stages).includes('in-part')
  const condition = texts.conditions[fact.id]
  return [
    ...comparisons.map((comparison) => compared(texts, comparison)),
    ...results.map(({ measure, result }) =>
      [textOf(texts.measures, measure), textOf(texts.results, result)].join(' '),
    ),
    ...(status === undefined ? [] : [textOf(texts.statuses, status)]),
    ...(fact.stages === undefined
      ? []
      : [fillIn(texts.words.stages, { stages: Object.keys(stages).join(', ') })]),
    ...(inPart && condition !== undefined ? [fillIn(condition, fact.figures ?? {})] : []),
  ]
}

function toldSource(texts: FactTexts, { cite, url, seen, where, seenOn, reviewBy }: Source) {
  const when = fillIn(texts.words.seenOn, { seenOn, reviewBy })
  const part = where === undefined ? '' : ` (${where})`
  return { cite, url, how: `${textOf(texts.seen, seen)}${part}, ${when}` }
}

/** How the facts of a sheet are said in one language. */
export function factsWording(texts: FactTexts, { sources }: FactSheet): FactsWording {
  const sourceOf = (id: string) => sources.filter((source) => source.id === id)
  return {
    onCard: ({ id, figures = {} }) => fillIn(textOf(texts.cards, id), figures),
    told: (fact, day) => ({
      id: fact.id,
      text: fillIn(textOf(texts.facts, fact.id), fact.figures ?? {}),
      details: detailsOf(texts, fact),
      dates: [
        fillIn(texts.words.asOf, { asOf: fact.asOf }),
        ...(isOverdue(fact, day) ? [fillIn(texts.words.overdue, { reviewBy: fact.reviewBy })] : []),
      ].join(' '),
      sources: fact.sources.flatMap(sourceOf).map((source) => toldSource(texts, source)),
    }),
  }
}
