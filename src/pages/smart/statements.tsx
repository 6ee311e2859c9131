import { type Fact, factsInSection } from '../../clinical/assessment/facts.ts'
import { toIsoDate } from '../../base/time.ts'
import type { ToldFact } from '../../hook/cards/facts-wording.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import { now } from '../surroundings.ts'

interface StatementProps {
  readonly told: ToldFact
  readonly words: Service['cards']['facts']['words']
}

const isHttp = (url: string) => /^https?:$/.test(URL.parse(url)?.protocol ?? '')

/** One statement, and on demand what it rests on: by which source, how it was seen, as of when. */
function Statement({ told, words }: StatementProps) {
  const { text, details, dates, sources } = told
  return (
    <li>
      {text}
      {details.length > 0 && <span className="quiet"> {details.join('; ')}.</span>}
      <details className="behind">
        <summary>{words.source}</summary>
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
  /** As its source names it, where the record says it. */
  readonly stage?: string | undefined
}

/** What may be said under one heading, to a patient of this stage; each with its source. */
export function Statements({ definition, wording, section, stage }: StatementsProps) {
  const day = toIsoDate(now())
  return (
    <ul className="statements">
      {factsInSection(definition.factSheet, section, stage).map((fact) => (
        <Statement
          key={fact.id}
          told={wording.fact.told(fact, day)}
          words={definition.cards.facts.words}
        />
      ))}
    </ul>
  )
}
