import { uniqueBy } from '../../base/lists.ts'
import { allHold, type Known, type LookUp } from '../models/decisions.ts'
import type { Provenance } from '../readings/reading.ts'
import { knownOf } from '../readings/known.ts'
import { computeScore, predictorsOf, type ScoreResult } from '../models/score.ts'
import type { PublishedScore, ReadAt, ScorePredictor } from './published-score.ts'
import type { ScoreFacts } from './score-facts.ts'

export interface ReadingAt {
  readonly reading: string
  readonly at: ReadAt
}

export interface UsedReading extends ReadingAt {
  readonly known: Known
  readonly from: Provenance
}

export type ScoreOutcome = { readonly score: PublishedScore } & (
  | {
      readonly kind: 'computed'
      readonly result: ScoreResult
      /** Ids of the rules of class `caution` that hold. */
      readonly cautions: readonly string[]
      /** Names of inputs that a rule asks for and nobody recorded. */
      readonly unchecked: readonly string[]
      readonly used: readonly UsedReading[]
    }
  | { readonly kind: 'excluded'; readonly because: readonly string[] }
  | { readonly kind: 'lacking'; readonly lacks: readonly ReadingAt[] }
  /** All inputs are known, and the score has no result for them. */
  | { readonly kind: 'unanswered' }
)

/** The readings that a score is computed from, also through the scores that it is made from. */
interface ReadingsBelow {
  readonly used: readonly UsedReading[]
  readonly lacks: readonly ReadingAt[]
}

const joinReadings = (all: readonly ReadingsBelow[]): ReadingsBelow => ({
  used: all.flatMap(({ used }) => used),
  lacks: all.flatMap(({ lacks }) => lacks),
})

const keyOf = ({ reading, at }: ReadingAt) => `${reading} ${at}`

/** Computes the scores of one order, each once: its result serves the scores that are made from it. */
class ScoreComputer {
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

  /** Looks the predictors of a score up. A score at an earlier time reads all of them at that time. */
  lookUpFor({ predictors }: PublishedScore, at: ReadAt): LookUp {
    const lookUp: LookUp = (name) => {
      const predictor = predictors.find(({ id }) => id === name)
      return predictor && this.#known(predictor, at, lookUp)
    }
    return lookUp
  }

  /** The readings that a score is computed from: the known, and those that are not. */
  readingsBelow(score: PublishedScore, at: ReadAt): ReadingsBelow {
    return joinReadings(
      predictorsOf(score.definition.form).map((name) =>
        this.#readingsBelowPredictor(score, name, at),
      ),
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
    { reading, perUnit, unit }: Extract<ScorePredictor, { kind: 'reading' }>,
    at: ReadAt,
  ): Known | undefined {
    const known = knownOf(this.#facts.readerAt(at)?.reading(reading))?.known
    if (known === undefined || perUnit === 1) return known
    const { number, range, measured } = known
    // What was measured in the score's own unit is not converted there and back.
    if (unit !== undefined && measured?.unit === unit) return { ...measured, measured }
    return {
      ...(number === undefined ? {} : { number: number / perUnit }),
      ...(range === undefined ? {} : { range: [range[0] / perUnit, range[1] / perUnit] }),
      measured,
    }
  }

  #readingsBelowPredictor(score: PublishedScore, name: string, at: ReadAt): ReadingsBelow {
    const predictor = score.predictors.find(({ id }) => id === name)
    if (predictor === undefined) return joinReadings([])
    if ('of' in predictor)
      return joinReadings(predictor.of.map((part) => this.#readingsBelowPredictor(score, part, at)))
    const then = earlierOf(at, predictor.at)
    if (predictor.kind === 'score') {
      const other = this.#scores.get(predictor.score)
      return other === undefined ? joinReadings([]) : this.readingsBelow(other, then)
    }
    const readingAt = { reading: predictor.reading, at: then }
    const found = knownOf(this.#facts.readerAt(then)?.reading(readingAt.reading))
    if (found === undefined) return { used: [], lacks: [readingAt] }
    // A limit decides some scores; those that it does not decide lack the number.
    return {
      used: [{ ...readingAt, ...found }],
      lacks: found.known.range === undefined ? [] : [readingAt],
    }
  }
}

/** An earlier time stays: what is read before a procedure has no predictor as of now. */
const earlierOf = (a: ReadAt, b: ReadAt): ReadAt => (a === 'now' ? b : a)

function toKnown(result: ScoreResult | undefined): Known | undefined {
  if (result === undefined) return undefined
  const { value, class: reached } = result
  return {
    ...(value === undefined ? {} : { number: value }),
    ...(reached === undefined ? {} : { finding: reached.id }),
  }
}

/** Whether it is not known, or only between what it lies. */
const isOpen = (known: Known | undefined) => known === undefined || known.range !== undefined

/** Which rules hold, and which of their inputs are not known. */
function askRules({ rules }: PublishedScore, lookUp: LookUp) {
  const answers = rules.map((rule) => ({ rule, holds: allHold(rule.when, lookUp) }))
  const idsOf = (wanted: 'exclude' | 'caution') =>
    answers.filter(({ rule, holds }) => holds && rule.class === wanted).map(({ rule }) => rule.id)
  const open = answers.filter(({ holds }) => holds === undefined)
  const unknown = (from: typeof open) =>
    [...new Set(from.flatMap(({ rule }) => rule.when.map(({ input }) => input)))].filter((input) =>
      isOpen(lookUp(input)),
    )
  return {
    because: idsOf('exclude'),
    cautions: idsOf('caution'),
    unchecked: unknown(open),
    /** Of rules that exclude, what is not known. */
    mayExclude: unknown(open.filter(({ rule }) => rule.class === 'exclude')),
  }
}

/** The reading that a rule of a score names by the score's predictor. */
function readingOf({ predictors }: PublishedScore, name: string): string {
  const predictor = predictors.find(({ id }) => id === name)
  return predictor?.kind === 'reading' ? predictor.reading : name
}

function outcomeOf(
  score: PublishedScore,
  computer: ScoreComputer,
  facts: ScoreFacts,
): ScoreOutcome {
  const own = computer.lookUpFor(score, 'now')
  const reader = facts.readerAt('now')
  const rules = askRules(score, (name) => own(name) ?? reader?.lookUp(name) ?? facts.factOf(name))
  if (rules.because.length > 0) return { kind: 'excluded', score, because: rules.because }
  // What was not read may be what excludes.
  const unread = rules.mayExclude
    .map((name) => readingOf(score, name))
    .filter((name) => facts.isUnread(name))
  if (unread.length > 0)
    return { kind: 'lacking', score, lacks: unread.map((reading) => ({ reading, at: 'now' })) }
  const result = computer.resultOf(score.definition.id, 'now')
  const readings = computer.readingsBelow(score, 'now')
  if (result === undefined) {
    const lacks = uniqueBy(readings.lacks, keyOf)
    return lacks.length > 0 ? { kind: 'lacking', score, lacks } : { kind: 'unanswered', score }
  }
  const { cautions, unchecked } = rules
  return {
    kind: 'computed',
    score,
    result,
    cautions,
    unchecked,
    used: uniqueBy(readings.used, keyOf),
  }
}

export function computeScores(
  scores: readonly PublishedScore[],
  facts: ScoreFacts,
): readonly ScoreOutcome[] {
  const computer = new ScoreComputer(scores, facts)
  const { bars = [] } = facts
  const lacks = bars.map((reading) => ({ reading, at: 'now' as const }))
  if (lacks.length > 0) return scores.map((score) => ({ kind: 'lacking', score, lacks }))
  return scores.map((score) => outcomeOf(score, computer, facts))
}
