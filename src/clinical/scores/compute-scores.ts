import { allHold, type Known, type LookUp } from '../models/decisions.ts'
import type { Provenance } from '../readings/reading.ts'
import { computeScore, predictorsOf, type ScoreResult } from '../models/score.ts'
import type { PublishedScore, ReadAt, ScorePredictor } from './published-score.ts'
import type { ScoreFacts, ScoreReading } from './score-facts.ts'

/** A reading at one of the times. */
export interface ReadingAt {
  readonly reading: string
  readonly at: ReadAt
}

/** A reading that a computed score rests on. */
export interface UsedReading extends ReadingAt {
  readonly known: Known
  readonly from: Provenance
}

/** What became of one score. */
export type ScoreOutcome = { readonly score: PublishedScore } & (
  | {
      readonly kind: 'computed'
      readonly result: ScoreResult
      /** Ids of the rules that ask for caution. */
      readonly cautions: readonly string[]
      /** Names of what a rule asks and nobody recorded. */
      readonly unchecked: readonly string[]
      readonly used: readonly UsedReading[]
    }
  | { readonly kind: 'excluded'; readonly because: readonly string[] }
  | { readonly kind: 'lacking'; readonly lacks: readonly ReadingAt[] }
  /** Everything is known, and the score has no answer for it. */
  | { readonly kind: 'unanswered' }
)

/** What a score is computed from, at one of the times. */
interface Leaves {
  readonly used: readonly UsedReading[]
  readonly lacks: readonly ReadingAt[]
}

const joined = (all: readonly Leaves[]): Leaves => ({
  used: all.flatMap(({ used }) => used),
  lacks: all.flatMap(({ lacks }) => lacks),
})

const unique = <One>(all: readonly One[], keyOf: (item: One) => string): readonly One[] => [
  ...new Map(all.map((item) => [keyOf(item), item])).values(),
]

const keyOf = ({ reading, at }: ReadingAt) => `${reading} ${at}`

/** Computes scores of one order; the result of each is kept for those that are made from it. */
class ScoreBook {
  readonly #scores: ReadonlyMap<string, PublishedScore>
  readonly #facts: ScoreFacts
  readonly #results = new Map<string, ScoreResult | undefined>()

  constructor(scores: readonly PublishedScore[], facts: ScoreFacts) {
    this.#scores = new Map(scores.map((score) => [score.definition.id, score]))
    this.#facts = facts
  }

  resultOf(id: string, at: ReadAt): ScoreResult | undefined {
    const key = `${id} ${at}`
    const score = this.#scores.get(id)
    if (score !== undefined && !this.#results.has(key))
      this.#results.set(key, computeScore(score.definition, this.lookUpFor(score, at)))
    return this.#results.get(key)
  }

  /** What a score's predictors are known to be. A score at an earlier time reads all at that time. */
  lookUpFor({ predictors }: PublishedScore, at: ReadAt): LookUp {
    const lookUp: LookUp = (name) => {
      const predictor = predictors.find(({ id }) => id === name)
      return predictor && this.#known(predictor, at, lookUp)
    }
    return lookUp
  }

  /** The readings below a score that are known, and those that are not. */
  leavesOf(score: PublishedScore, at: ReadAt): Leaves {
    return joined(
      predictorsOf(score.definition.form).map((name) => this.#leavesBelow(score, name, at)),
    )
  }

  #known(predictor: ScorePredictor, at: ReadAt, lookUp: LookUp): Known | undefined {
    switch (predictor.kind) {
      case 'reading':
        return this.#reading(predictor, earlierOf(at, predictor.at))
      case 'score':
        return toKnown(this.resultOf(predictor.score, earlierOf(at, predictor.at)))
      case 'difference':
      case 'ratio': {
        const [a, b] = predictor.of.map((name) => lookUp(name)?.number)
        if (a === undefined || b === undefined) return undefined
        return { number: predictor.kind === 'ratio' ? a / b : a - b }
      }
    }
  }

  #reading(
    { reading, perUnit }: Extract<ScorePredictor, { kind: 'reading' }>,
    at: ReadAt,
  ): Known | undefined {
    const known = knownOf(this.#facts.readerAt(at)?.reading(reading))?.known
    const { number, range } = known ?? {}
    if (number !== undefined) return { number: number / perUnit }
    return range === undefined ? known : { range: [range[0] / perUnit, range[1] / perUnit] }
  }

  #leavesBelow(score: PublishedScore, name: string, at: ReadAt): Leaves {
    const predictor = score.predictors.find(({ id }) => id === name)
    if (predictor === undefined) return joined([])
    if ('of' in predictor)
      return joined(predictor.of.map((part) => this.#leavesBelow(score, part, at)))
    const then = earlierOf(at, predictor.at)
    if (predictor.kind === 'score') {
      const other = this.#scores.get(predictor.score)
      return other === undefined ? joined([]) : this.leavesOf(other, then)
    }
    const leaf = { reading: predictor.reading, at: then }
    const found = knownOf(this.#facts.readerAt(then)?.reading(leaf.reading))
    if (found === undefined) return { used: [], lacks: [leaf] }
    // A limit decides some scores; those that it does not decide lack the number.
    return { used: [{ ...leaf, ...found }], lacks: found.known.range === undefined ? [] : [leaf] }
  }
}

/** What a reading says: a number, a finding, or between what the number lies. */
function knownOf(reading: ScoreReading | undefined) {
  if (reading?.kind === 'found') {
    const { value, from } = reading
    return { known: typeof value === 'number' ? { number: value } : { finding: value.id }, from }
  }
  if (reading?.kind !== 'unusable' || reading.range === undefined) return undefined
  return { known: { range: reading.range }, from: reading.from }
}

const earlierOf = (a: ReadAt, b: ReadAt): ReadAt => (a === 'now' ? b : a)

function toKnown(result: ScoreResult | undefined): Known | undefined {
  if (result === undefined) return undefined
  const { value, class: reached } = result
  return {
    ...(value === undefined ? {} : { number: value }),
    ...(reached === undefined ? {} : { finding: reached.id }),
  }
}

/** What the rules say: which hold, and what they ask that is not known. */
function askRules({ rules }: PublishedScore, lookUp: LookUp) {
  const answers = rules.map((rule) => ({ rule, holds: allHold(rule.when, lookUp) }))
  const idsOf = (wanted: 'exclude' | 'caution') =>
    answers.filter(({ rule, holds }) => holds && rule.class === wanted).map(({ rule }) => rule.id)
  const open = answers.filter(({ holds }) => holds === undefined)
  const asked = open.flatMap(({ rule }) => rule.when.map(({ input }) => input))
  return {
    because: idsOf('exclude'),
    cautions: idsOf('caution'),
    unchecked: [...new Set(asked.filter((input) => lookUp(input) === undefined))],
  }
}

function outcomeOf(score: PublishedScore, book: ScoreBook, facts: ScoreFacts): ScoreOutcome {
  const own = book.lookUpFor(score, 'now')
  const reader = facts.readerAt('now')
  const rules = askRules(score, (name) => own(name) ?? reader?.lookUp(name) ?? facts.factOf(name))
  if (rules.because.length > 0) return { kind: 'excluded', score, because: rules.because }
  const result = book.resultOf(score.definition.id, 'now')
  const leaves = book.leavesOf(score, 'now')
  if (result === undefined) {
    const lacks = unique(leaves.lacks, keyOf)
    return lacks.length > 0 ? { kind: 'lacking', score, lacks } : { kind: 'unanswered', score }
  }
  const { cautions, unchecked } = rules
  return { kind: 'computed', score, result, cautions, unchecked, used: unique(leaves.used, keyOf) }
}

/** What becomes of every score for one order. */
export function computeScores(
  scores: readonly PublishedScore[],
  facts: ScoreFacts,
): readonly ScoreOutcome[] {
  const book = new ScoreBook(scores, facts)
  return scores.map((score) => outcomeOf(score, book, facts))
}
