import { fill } from '../../base/fill.ts'
import { outcomeText } from '../outcome-text.ts'
import { CallFailure } from './client.ts'
import type { Answer, Silence } from './exchange.ts'

/** Words for what went wrong; `{status}` and `{text}` are the server's own. */
interface FailureWords {
  readonly silences: Readonly<Record<Silence, string>>
  readonly refused: string
  readonly refusedBarely: string
  readonly notJson: string
  readonly otherJson: string
}

/** What fits a line or two. */
const LONGEST = 300

function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '')
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

/** Why an answer is none, with what the server said. */
export function failureText(words: FailureWords, answer: Answer): string {
  const { status, body, isJson, silence } = answer
  if (status === undefined) return words.silences[silence ?? 'unreachable']
  const text = outcomeText(body) ?? excerpt(body)
  if (status < 200 || status >= 300)
    return fill(text === '' ? words.refusedBarely : words.refused, { status, text })
  return fill(isJson ? words.otherJson : words.notJson, { status, text })
}

/** The same of whatever was thrown. */
export const whyOf = (words: FailureWords, error: unknown): string =>
  error instanceof CallFailure ? failureText(words, error.answer) : String(error)
