import { useState } from 'react'
import type { Inputs } from '../../guidance/index.ts'
import { Sparkline } from '../figures/sparkline.tsx'
import { fill } from '../language/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { PlainTable } from '../parts/figure-table.tsx'
import { JsonView } from '../parts/json-view.tsx'
import { toFailure } from './failure.ts'
import type { Reasoned } from './reason.ts'
import type { Session } from './session.ts'
import type { FoundReading, Speaker } from './speak.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly speaker: Speaker
  readonly session: Session
  readonly inputs: Inputs
}

/** Shows the FHIR resources that a reading comes from. */
function SourceButton({
  reference,
  session,
  label,
}: {
  readonly reference: string
  readonly session: Session
  readonly label: string
}) {
  const { texts } = useSpeech()
  const [resources, setResources] = useState<unknown>()
  const show = () => {
    Promise.all(reference.split(' / ').map(async (one) => (await session.read(one)).resources[0]))
      .then((found) => setResources(found.length === 1 ? found[0] : found))
      .catch((error: unknown) => setResources(toFailure(error, reference)))
  }
  return (
    <>
      <button type="button" className="small" onClick={show}>
        {texts.app.show}
        <span className="hidden">
          : {label}, {reference}
        </span>
      </button>
      {resources !== undefined && (
        <Dialog title={reference} onClose={() => setResources(undefined)}>
          <JsonView value={resources} label={reference} />
        </Dialog>
      )}
    </>
  )
}

function Trend({
  reasoned,
  speaker,
  predictor,
}: Pick<Props, 'reasoned' | 'speaker'> & { readonly predictor: string }) {
  const { texts } = useSpeech()
  const points = reasoned.trends[predictor] ?? []
  const [first] = points
  const last = points.at(-1)
  if (points.length < 2 || first === undefined || last === undefined) return null
  const label = fill(texts.app.trendOf, {
    label: speaker.labelOf(predictor),
    n: points.length,
    first: speaker.valueOf(predictor, first.value),
    last: speaker.valueOf(predictor, last.value),
  })
  return <Sparkline points={points} label={label} />
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
    <SourceButton
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
    return [
      speaker.labelOf(id),
      speaker.reasonOf(reading),
      from?.asSent ?? '',
      dateAge(from?.written, from?.ageDays),
      speaker.cards.texts.predictors[id]?.howToGet ?? '',
    ]
  })
  return (
    <section aria-labelledby="gaps">
      <h2 id="gaps">{app.gaps}</h2>
      <PlainTable head={[app.input, app.why, app.asSent, app.dateAge, app.howToGet]} rows={rows} />
    </section>
  )
}
