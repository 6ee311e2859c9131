import { type Fact, factsInSection } from '../../clinical/assessment/facts.ts'
import { toIsoDate } from '../../base/time.ts'
import type { ToldFact } from '../../hook/cards/facts-wording.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { now } from '../surroundings.ts'

interface StatementProps {
  readonly told: ToldFact
  /** Its figures are read on demand. */
  readonly isTrial: boolean
  readonly words: Service['cards']['facts']['words']
}

const isHttp = (url: string) => /^https?:$/.test(URL.parse(url)?.protocol ?? '')

/**
 * One statement, and on demand its figures and what it rests on: by which source, seen how and
 * when.
 */
function Statement({ told, isTrial, words }: StatementProps) {
  const { common, app } = useSpeech().texts
  const { text, details, dates, sources } = told
  const said =
    details.length === 0 ? '' : fill(common.sentence, { text: details.join(common.part) })
  return (
    <li>
      {text} {!isTrial && said !== '' && <span className="quiet">{said} </span>}
      <details>
        <summary>{isTrial ? app.resultsAndSource : words.source}</summary>
        {isTrial && <p>{said}</p>}
        {sources.length === 0 ? <p>{words.choice}</p> : null}
        <ul>
          {sources.map(({ cite, url, how }) => (
            <li key={cite}>
              {url !== undefined && isHttp(url) ? (
                <a href={url} target="_blank" rel="noopener noreferrer">
                  {cite}
                </a>
              ) : (
                cite
              )}{' '}
              <span className="quiet">({how})</span>
            </li>
          ))}
        </ul>
        <p className="quiet">{dates}</p>
      </details>
    </li>
  )
}

interface StatementsProps {
  readonly definition: Service
  readonly wording: Wording
  readonly section: Fact['section']
  /** All kinds, unless some are named. */
  readonly kinds?: readonly Fact['kind'][]
  /** As its source names it, where the record says it. */
  readonly stage?: string | undefined
}

/** What may be said under one heading, to a patient of this stage; each with its source. */
export function Statements({ definition, wording, section, kinds, stage }: StatementsProps) {
  const day = toIsoDate(now())
  const facts = factsInSection(definition.factSheet, section, stage).filter(
    ({ kind }) => kinds?.includes(kind) !== false,
  )
  return (
    <ul className="statements">
      {facts.map((fact) => (
        <Statement
          key={fact.id}
          isTrial={fact.kind === 'trial'}
          told={wording.fact.told(fact, day)}
          words={definition.cards.facts.words}
        />
      ))}
    </ul>
  )
}
