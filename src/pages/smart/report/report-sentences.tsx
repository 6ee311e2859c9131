import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import type { Mention } from './find-mentions.ts'
import { RULES_VERSION } from './topic-rules.ts'

/** So much of a sentence is kept with a value: more is no sentence. */
const MOST_KEPT = 300

/** What is kept with a value that a person took from a sentence. */
const sourceOf = ({ sentence, start, end }: Mention, readIn: string): string =>
  fill(readIn, { sentence: sentence.slice(0, MOST_KEPT), start, end, rules: RULES_VERSION })

interface ReportSentencesProps {
  readonly mentions: readonly Mention[]
  /** What was kept, where a person has named a sentence. */
  readonly chosen: string | undefined
  readonly onChoose: (source: string | undefined) => void
}

/**
 * Where a report speaks of a question. It answers nothing: a person reads the sentence, answers,
 * and may say that the answer is from there.
 */
export function ReportSentences({ mentions, chosen, onChoose }: ReportSentencesProps) {
  const { entry } = useSpeech().texts
  if (mentions.length === 0) return null
  return (
    <div className="sentences-of-report">
      <p className="quiet">{entry.sentences}</p>
      <ul>
        {mentions.map((mention) => {
          const { sentence, marked, candidate, context, start } = mention
          const source = sourceOf(mention, entry.readIn)
          const said = [
            ...(candidate === undefined ? [] : [fill(entry.maySay, { value: candidate })]),
            ...context.map((kind) => entry.context[kind]),
          ]
          return (
            <li key={start}>
              <q>
                {sentence.slice(0, marked[0])}
                <mark>{sentence.slice(...marked)}</mark>
                {sentence.slice(marked[1])}
              </q>{' '}
              <span className="quiet">{said.join('; ')}</span>
              <label className="choice">
                <input
                  type="checkbox"
                  checked={chosen === source}
                  onChange={({ target }) => onChoose(target.checked ? source : undefined)}
                />
                {entry.fromSentence}
              </label>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
