import { useState } from 'react'
import type { Inputs } from '../../clinical/assessment/assess.ts'
import { Sparkline } from '../figures/sparkline.tsx'
import { fill } from '../language/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { PlainTable } from '../parts/figure-table.tsx'
import { JsonView } from '../parts/json-view.tsx'
import { toFailure } from './failure.ts'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'
import type { FoundReading, Speaker } from './wording.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly speaker: Speaker
  readonly session: Session
  readonly inputs: Inputs
}

interface SourceProps {
  readonly reference: string
  readonly session: Session
  readonly label: string
}

/** A link to a FHIR resource: it is read with the app's own token and shown as it came. */
function SourceLink({ reference, session, label }: SourceProps) {
  const { texts } = useSpeech()
  const [resource, setResource] = useState<unknown>()
  const show = () => {
    session.read(reference).then(
      (slot) => setResource(slot.kind === 'supplied' ? slot.resources[0] : slot),
      (error: unknown) => setResource(toFailure(error, reference)),
    )
  }
  return (
    <>
      <button type="button" className="link" onClick={show}>
        <span className="hidden">
          {texts.app.show}: {label},{' '}
        </span>
        {reference}
      </button>
      {resource !== undefined && (
        <Dialog title={reference} onClose={() => setResource(undefined)}>
          <JsonView value={resource} label={reference} />
        </Dialog>
      )}
    </>
  )
}

/** Every resource that a reading comes from. */
const Sources = ({ reference, ...props }: SourceProps) =>
  reference.split(' / ').map((one) => <SourceLink key={one} reference={one} {...props} />)

interface TrendProps extends Pick<Props, 'reasoned' | 'speaker'> {
  readonly predictor: string
}

/** The values before the one that is used: as a course, and the last of them in words. */
function Trend({ reasoned, speaker, predictor }: TrendProps) {
  const { texts, language } = useSpeech()
  const points = reasoned.trends[predictor] ?? []
  const [first] = points
  const [before, last] = points.slice(-2)
  if (first === undefined || before === undefined || last === undefined)
    return <span className="quiet">{texts.common.none}</span>
  const label = fill(texts.app.trendOf, {
    label: speaker.labelOf(predictor),
    n: points.length,
    first: speaker.valueOf(predictor, first.value),
    last: speaker.valueOf(predictor, last.value),
  })
  const day = formatDate(new Date(before.at).toISOString(), language)
  return (
    <>
      <Sparkline points={points} label={label} />
      <span className="quiet">
        {fill(texts.app.trendBefore, { value: speaker.bareValueOf(predictor, before.value), day })}
      </span>
    </>
  )
}

function useDateAge() {
  const { texts, language } = useSpeech()
  return (written: string | undefined, ageDays: number | undefined) => {
    const date = formatDate(written, language)
    if (ageDays === undefined) return date
    return `${date} (${fill(texts.common.days, { n: Math.max(0, ageDays) })})`
  }
}

/** Every input that is used, and where it comes from. */
export function UsedInputs({ inputs, ...props }: Props) {
  const { texts } = useSpeech()
  const { speaker, session, reasoned } = props
  const dateAge = useDateAge()
  const found = Object.entries(inputs).filter(
    (entry): entry is [string, FoundReading] => entry[1].kind === 'found',
  )
  const rows = found.map(([id, reading]) => [
    speaker.labelOf(id),
    speaker.usedOf(id, reading),
    speaker.asSentOf(reading.from),
    dateAge(reading.from.written, reading.from.ageDays),
    <Trend key="trend" reasoned={reasoned} speaker={speaker} predictor={id} />,
    <Sources
      key="source"
      reference={reading.from.reference}
      session={session}
      label={speaker.labelOf(id)}
    />,
  ])
  const { app } = texts
  return (
    <section aria-labelledby="inputs">
      <h2 id="inputs">{app.inputs}</h2>
      <PlainTable
        head={[app.input, app.used, app.asSent, app.dateAge, app.trend, app.source]}
        rows={rows}
        isStacked
      />
    </section>
  )
}

/** What is missing or cannot be used, why, and how to get it. */
export function Gaps({ inputs, speaker }: Pick<Props, 'inputs' | 'speaker'>) {
  const { texts } = useSpeech()
  const dateAge = useDateAge()
  const gaps = Object.entries(inputs).filter(([, { kind }]) => kind !== 'found')
  if (gaps.length === 0) return null
  const { app } = texts
  const rows = gaps.map(([id, reading]) => {
    const from = reading.kind === 'unusable' ? reading.from : undefined
    return {
      label: speaker.labelOf(id),
      why: speaker.reasonOf(reading),
      asSent: from?.asSent ?? '',
      date: dateAge(from?.written, from?.ageDays),
      howToGet: speaker.cards.texts.predictors[id]?.howToGet ?? '',
    }
  })
  // What nothing was sent of has neither value nor date.
  const hasValues = rows.some(({ asSent, date }) => asSent !== '' || date !== '')
  const head = [app.input, app.why, ...(hasValues ? [app.asSent, app.dateAge] : []), app.howToGet]
  return (
    <section aria-labelledby="gaps">
      <h2 id="gaps">{app.gaps}</h2>
      <PlainTable
        head={head}
        rows={rows.map(({ label, why, asSent, date, howToGet }) => [
          label,
          why,
          ...(hasValues ? [asSent, date] : []),
          howToGet,
        ])}
        isStacked
      />
    </section>
  )
}
