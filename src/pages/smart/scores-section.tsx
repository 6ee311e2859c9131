import { lazy, Suspense, useState } from 'react'
import { useSpeech } from '../language/language.tsx'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'

const Scores = lazy(() => import('./scores.tsx').then(({ Scores }) => ({ default: Scores })))

interface ScoresSectionProps {
  readonly session: Session
  readonly reasoned: Reasoned
}

/** The scores are loaded, read and computed only when a person asks for them. */
export function ScoresSection(props: ScoresSectionProps) {
  const { texts } = useSpeech()
  const [isAsked, setAsked] = useState(false)
  return (
    <section className={isAsked ? 'scores' : 'scores unasked'} aria-labelledby="scores">
      <h2 id="scores">{texts.app.scores}</h2>
      <p>{texts.app.scoresNote}</p>
      {isAsked ? (
        <Suspense fallback={<p role="status">{texts.app.reading}</p>}>
          <Scores {...props} />
        </Suspense>
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          {texts.app.scoresShow}
        </button>
      )}
    </section>
  )
}
