import type { ConfusionMatrix } from '../../evaluation/statistics/confusion-matrix.ts'
import { People } from '../figures/people.tsx'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import type { StudyCohort } from './settings.ts'
import { Statements } from './statements.tsx'
import { toLookup } from '../../base/lookup.ts'

const outOf100 = (part: number, whole: number) => ({
  n: Math.round((100 * part) / whole),
  part,
  whole,
})

function Cohort({ name, matrix }: { readonly name: string; readonly matrix: ConfusionMatrix }) {
  const { texts } = useSpeech()
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = matrix
  const flaggedWhole = truePositives + falsePositives
  const restWhole = falseNegatives + trueNegatives
  const flagged = fill(texts.app.studyFlagged, outOf100(truePositives, flaggedWhole))
  const missed = fill(texts.app.studyMissed, outOf100(falseNegatives, restWhole))
  return (
    <div className="cohort">
      <h4>{name}</h4>
      <p>{flagged}</p>
      <People certain={truePositives} whole={flaggedWhole} label={flagged} perRow={27} />
      <p>{missed}</p>
      <People certain={falseNegatives} whole={restWhole} label={missed} perRow={27} />
      <FigureTable
        head={[name, texts.app.withOutcome, texts.app.withoutOutcome]}
        rows={[
          [texts.app.flagged, truePositives, falsePositives],
          [texts.app.notFlagged, falseNegatives, trueNegatives],
        ]}
      />
    </div>
  )
}

/** Patients that the model had not seen tell more than those it was fitted to. */
const isFitted = ({ id }: StudyCohort) => id === 'training'

const unseenFirst = (cohorts: readonly StudyCohort[]) =>
  cohorts.toSorted((a, b) => Number(isFitted(a)) - Number(isFitted(b)))

interface StudyProps {
  readonly cohorts: readonly StudyCohort[]
  readonly definition: Service
  readonly wording: Wording
}

/** The study's own performance, in numbers of people; of what its figures do not determine, nothing. */
export function Study({ cohorts, definition, wording }: StudyProps) {
  const { texts } = useSpeech()
  const names = toLookup<string>(texts.app.studyCohorts)
  return (
    <section className="study" aria-labelledby="study">
      <h3 id="study">{texts.app.study}</h3>
      <div className="pair">
        {unseenFirst(cohorts).map(({ id, matrix }) => (
          <Cohort key={id} name={names[id] ?? id} matrix={matrix} />
        ))}
      </div>
      <p className="quiet">
        ● {texts.app.withOutcome} · ○ {texts.app.withoutOutcome}
      </p>
      <Statements definition={definition} wording={wording} section="study" />
    </section>
  )
}
