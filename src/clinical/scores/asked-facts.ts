import type { Known } from '../models/condition.ts'
import type { ReadAt } from './published-score.ts'
import type { ScoreFacts, ScoreReader, ScoreReading } from './score-facts.ts'

/** A reading that somebody asked for. */
export interface AskedReading {
  readonly reading: string
  readonly at: ReadAt
  readonly found: ScoreReading
}

/** Readings and facts, with what was asked of them so far. */
export interface AskedFacts extends ScoreFacts {
  readonly askedReadings: () => readonly AskedReading[]
  /** Those that are known. */
  readonly askedFacts: () => readonly { readonly fact: string; readonly known: Known }[]
}

type Asked = Map<string, ScoreReading>

function noteReader(reader: ScoreReader | undefined, asked: Asked): ScoreReader | undefined {
  if (reader === undefined) return undefined
  const reading = (input: string): ScoreReading => {
    const found = reader.reading(input)
    asked.set(input, found)
    return found
  }
  return {
    reading,
    lookUp: (input) => {
      reading(input)
      return reader.lookUp(input)
    },
  }
}

const listOf = (asked: Asked, at: ReadAt): readonly AskedReading[] =>
  [...asked].map(([reading, found]) => ({ reading, at, found }))

/** The same readings and facts; what is asked of them is noted. */
export function trackAskedFacts(facts: ScoreFacts): AskedFacts {
  const [askedNow, askedBefore]: readonly [Asked, Asked] = [new Map(), new Map()]
  const now = noteReader(facts.readerAt('now'), askedNow)
  const before = noteReader(facts.readerAt('before-earlier-procedure'), askedBefore)
  const known = new Map<string, Known>()
  return {
    readerAt: (at) => (at === 'now' ? now : before),
    factOf: (name) => {
      const fact = facts.factOf(name)
      if (fact !== undefined) known.set(name, fact)
      return fact
    },
    askedReadings: () => [
      ...listOf(askedNow, 'now'),
      ...listOf(askedBefore, 'before-earlier-procedure'),
    ],
    askedFacts: () => [...known].map(([fact, value]) => ({ fact, known: value })),
  }
}
