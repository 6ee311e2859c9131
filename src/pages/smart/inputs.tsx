import { Fragment, useState } from 'react'
import type { Inputs } from '../../clinical/assessment/assess.ts'
import type { PrefetchSlot } from '../../clinical/assessment/slots.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { type InputReading, whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { UnreadKey } from '../../clinical/assessment/unread-keys.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { PlainTable } from '../parts/figure-table.tsx'
import { FoldedJson } from '../parts/folded-json.tsx'
import { type Failure, toFailure } from './failure.ts'
import { InputTimeline } from './input-timeline.tsx'
import type { Reasoned } from './reading-reason.ts'
import { ResourceSummary } from './resource-summary.tsx'
import type { Session } from './session.ts'

/** A reading that has a number. */
type FoundReading = Extract<InputReading, { readonly kind: 'found' }>

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly session: Session
  readonly inputs: Inputs
}

interface SourceProps {
  readonly reference: string
  readonly session: Session
  readonly label: string
}

type Source =
  | { readonly kind: 'resource'; readonly resource: FhirResource }
  | { readonly kind: 'failure'; readonly failure: Failure }

function toSource(slot: PrefetchSlot, reference: string): Source {
  const [resource] = slot.kind === 'supplied' ? slot.resources : []
  return resource === undefined
    ? { kind: 'failure', failure: { kind: 'notRead', what: reference } }
    : { kind: 'resource', resource }
}

function SourceContent({ source, label }: { readonly source: Source; readonly label: string }) {
  const { texts } = useSpeech()
  if (source.kind === 'failure') {
    const { kind, what } = source.failure
    return <p role="alert">{fill(texts.errors[kind], { what })}</p>
  }
  return (
    <>
      <ResourceSummary resource={source.resource} />
      <FoldedJson value={source.resource} label={label} />
    </>
  )
}

/** A link to a FHIR resource: it is read with the app's own token and shown as it came. */
function SourceLink({ reference, session, label }: SourceProps) {
  const { texts } = useSpeech()
  const [source, setSource] = useState<Source | undefined>()
  const show = () => {
    session.read(reference).then(
      (slot) => setSource(toSource(slot, reference)),
      (error: unknown) => setSource({ kind: 'failure', failure: toFailure(error, reference) }),
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
      {source !== undefined && (
        <Dialog title={reference} onClose={() => setSource(undefined)}>
          <SourceContent source={source} label={reference} />
        </Dialog>
      )}
    </>
  )
}

/** What a value traces to; where the record does not say, that it does not. */
function OriginLines({ origin }: Pick<FoundReading['from'], 'origin'>) {
  const { app } = useSpeech().texts
  return (
    <>
      <div className="quiet">
        {origin?.by === undefined ? app.nobodyNamed : fill(app.statedBy, { by: origin.by })}
      </div>
      <div className="quiet">
        {origin?.of === undefined ? app.noStudyNamed : fill(app.ofStudy, { of: origin.of })}
      </div>
    </>
  )
}

/** Every resource that a reading comes from. */
const Sources = ({ reference, ...props }: SourceProps) =>
  reference.split(' / ').map((single) => <SourceLink key={single} reference={single} {...props} />)

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
  const { wording, session, reasoned } = props
  const dateAge = useDateAge()
  const found = Object.entries(inputs).filter(
    (entry): entry is [string, FoundReading] => entry[1].kind === 'found',
  )
  const rows = found.map(([id, reading]) => [
    wording.label(id),
    wording.value(id, reading.value),
    wording.asSent(reading.from),
    dateAge(reading.from.written, reading.from.ageDays),
    <Fragment key="source">
      <Sources reference={reading.from.reference} session={session} label={wording.label(id)} />
      <OriginLines origin={reading.from.origin} />
    </Fragment>,
  ])
  const { app } = texts
  return (
    <section aria-labelledby="inputs">
      <h2 id="inputs">{app.inputs}</h2>
      <InputTimeline reasoned={reasoned} wording={wording} inputs={inputs} />
      <PlainTable
        head={[app.input, app.used, app.asSent, app.dateAge, app.source]}
        rows={rows}
        isStacked
      />
    </section>
  )
}

/** The parts of the record that were not read, or not in full, and what can be done. */
export function Unread({
  unread,
  wording,
}: {
  readonly unread: readonly UnreadKey[]
  readonly wording: Wording
}) {
  const { app } = useSpeech().texts
  if (unread.length === 0) return null
  return (
    <section className="notice" aria-labelledby="unread">
      <h2 id="unread">{app.unread}</h2>
      <p>{app.unreadNote}</p>
      <PlainTable
        head={[app.unreadPart, app.unreadState, app.why, app.remedy]}
        rows={unread
          .map(wording.unread)
          .map(({ key, state, why, remedy }) => [key, state, why, remedy])}
        isStacked
      />
    </section>
  )
}

/** What is missing or cannot be used, why, and how to get it. */
export function Gaps({ inputs, wording }: Pick<Props, 'inputs' | 'wording'>) {
  const { texts } = useSpeech()
  const dateAge = useDateAge()
  const { app } = texts
  const rows = Object.entries(inputs).flatMap(([id, reading]) => {
    const why = whyNoNumber(reading)
    if (why === undefined) return []
    const from = 'from' in reading ? reading.from : undefined
    return [
      {
        label: wording.label(id),
        why: wording.gap(id, why, from),
        asSent: from === undefined ? '' : wording.asSent(from),
        date: dateAge(from?.written, from?.ageDays),
        // What is there and was not read is not to be recorded anew.
        howToGet:
          reading.kind === 'not-obtained' ? wording.remedy(reading.why) : wording.howToGet(id),
      },
    ]
  })
  if (rows.length === 0) return null
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
