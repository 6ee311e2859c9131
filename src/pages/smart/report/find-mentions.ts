import { CONTEXT_RULES, type ContextKind } from './context-rules.ts'
import { type Topic, TOPIC_RULES } from './topic-rules.ts'

/** A sentence of a report that speaks of an input. Offsets are in UTF-16 units of the report. */
export interface Mention {
  readonly topic: Topic
  readonly sentence: string
  readonly start: number
  readonly end: number
  /** Where in the sentence the words are. */
  readonly marked: readonly [start: number, end: number]
  /** What the sentence may say; nothing where it says none, or two things. Never an answer. */
  readonly candidate: string | undefined
  /** Why it may not be of this tumour, this study or sure. */
  readonly context: readonly ContextKind[]
}

interface Sentence {
  readonly text: string
  readonly start: number
}

/** A line that goes on is no new sentence: exponents and units are broken over lines. */
const ONE_LINE = /\r?\n(?!\s*(?:\n|[-•*]\s|\d{1,2}[.、)]\s))/g

/** Ends of sentences; no decimal point. */
const SENTENCE = /(?:[^.。!！?？;；\n]|\.(?=\d)|\.(?=\s*[a-z]))+[.。!！?？;；\n]*/gu

function sentencesIn(report: string): readonly Sentence[] {
  const text = report.replace(ONE_LINE, (broken) => ' '.repeat(broken.length))
  return [...text.matchAll(SENTENCE)].map(({ 0: found, index }) => {
    const start = index + (found.length - found.trimStart().length)
    return { text: found.trim(), start }
  })
}

const blanked = (text: string, pattern: RegExp | undefined) =>
  pattern === undefined ? text : text.replace(pattern, (found) => ' '.repeat(found.length))

type Rule = (typeof TOPIC_RULES)[number]

/** A comma between digits is a decimal sign. */
const CLAUSES = /,(?!\d)|[，、]|\b(?:and|but|whereas|while)\b|而|但/iu

/** The values that the clauses of a sentence name; of a rule with digits, each number. */
function valuesIn(text: string, { values, mention, never }: Rule): readonly string[] {
  if (never.test(text)) return []
  const valueOf = (clause: string): readonly string[] => {
    for (const [value, said] of values) {
      const found = said.exec(clause)
      if (found !== null) return [value === '#' ? (found[1] ?? '').trim() : value]
    }
    return []
  }
  const clauses = text.split(CLAUSES).filter((clause) => mention.test(clause))
  const ofClauses = clauses.flatMap(valueOf)
  return ofClauses.length > 0 ? [...new Set(ofClauses)] : valueOf(text)
}

function contextOf(text: string, values: readonly string[]): readonly ContextKind[] {
  const kinds = (Object.keys(CONTEXT_RULES) as (keyof typeof CONTEXT_RULES)[]).filter((kind) =>
    CONTEXT_RULES[kind].test(text),
  )
  return values.length > 1 ? [...kinds, 'several'] : kinds
}

/** Every sentence of a report that speaks of an input, in its order. */
export function mentionsIn(report: string): readonly Mention[] {
  return sentencesIn(report).flatMap(({ text, start }) =>
    TOPIC_RULES.flatMap((rule): readonly Mention[] => {
      const bare = blanked(text, rule.other)
      const found = rule.mention.exec(bare)
      if (found === null) return []
      const values = valuesIn(bare, rule)
      return [
        {
          topic: rule.topic,
          sentence: text,
          start,
          end: start + text.length,
          marked: [found.index, found.index + found[0].length],
          candidate: values.length === 1 ? values[0] : undefined,
          context: contextOf(text, values),
        },
      ]
    }),
  )
}

/** Whether a mention says something sure of the tumour of this study. */
export const isClear = ({ candidate, context }: Mention): boolean =>
  candidate !== undefined && context.length === 0
