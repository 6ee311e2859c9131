import { useSpeech } from '../language/language.tsx'
import type { Wording } from '../../hook/cards/wording.ts'
import { Nomogram } from './points.tsx'
import type { Reasoned } from './reading-reason.ts'
import { Statements } from './statements.tsx'
import { Study } from './study.tsx'

interface StatisticsProps {
  readonly reasoned: Reasoned
  readonly wording: Wording
}

/** What a statistician asks: points, measurement, the study. Folded: nobody needs it at a bedside. */
export function Statistics({ reasoned, wording }: StatisticsProps) {
  const { app } = useSpeech().texts
  const { assessment, definition } = reasoned
  const part = { definition, wording }
  return (
    <details className="panel statistics">
      <summary>
        <h2>{app.statistics}</h2>
      </summary>
      <div className="pair">
        {assessment.kind === 'estimated' && (
          <Nomogram reasoned={reasoned} wording={wording} estimate={assessment.estimate} />
        )}
        <section aria-labelledby="measurement">
          <h3 id="measurement">{app.measurement}</h3>
          <Statements {...part} section="limits" kinds={['measurement']} />
        </section>
      </div>
      {/* Apart from the scale: the study's flag is not one of its categories. */}
      {definition.model.definition.derivedFrom?.fittedOn === undefined && (
        <Study cohorts={reasoned.study} {...part} />
      )}
    </details>
  )
}
