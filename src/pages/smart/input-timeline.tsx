import { DAY_MS } from '../../base/time.ts'
import type { Inputs } from '../../clinical/assessment/assess.ts'
import { readPatientRecord } from '../../clinical/assessment/patient-record.ts'
import { nameOf } from '../../clinical/fhir/concept.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import { type Point, Timeline, type TimelineRow } from '../figures/timeline.tsx'
import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import type { Reasoned } from './reading-reason.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly inputs: Inputs
}

/** What was done to the patient, of which the record says when. */
function eventsIn({ record, definition }: Reasoned, now: number) {
  const { procedures } = readPatientRecord(record.slots, definition, record.patientId)
  return procedures.flatMap(({ codes: [code], time, wasDone }) =>
    !wasDone || code === undefined || time === undefined || time.earliest > now
      ? []
      : [{ at: time.earliest, name: nameOf(code) }],
  )
}

function useRows({ reasoned, wording, inputs }: Props): readonly TimelineRow[] {
  const { common, app } = useSpeech().texts
  const { definition, record, trends } = reasoned
  return definition.inputs.predictors.flatMap(({ id, lookbackDays }): readonly TimelineRow[] => {
    const reading = inputs[id]
    if (reading === undefined) return []
    const text =
      reading.kind === 'found'
        ? `${wording.value(id, reading.value)} (${fill(common.days, { n: Math.max(0, reading.from.ageDays ?? 0) })})`
        : app.noneUsable
    return [
      {
        id,
        name: wording.name(id),
        text,
        points: trends[id] ?? [],
        usableFrom: record.now - lookbackDays * DAY_MS,
      },
    ]
  })
}

/** The values of each input over time, and how long each may be used. */
export function InputTimeline(props: Props) {
  const { texts, language } = useSpeech()
  const { app } = texts
  const { wording, reasoned } = props
  const { now } = reasoned.record
  const rows = useRows(props)
  const events = eventsIn(reasoned, now)
  const from = Math.min(
    ...rows.flatMap(({ points, usableFrom }) => [usableFrom, points[0]?.at ?? now]),
  )
  const dayOf = (at: number) => formatDate(new Date(at).toISOString(), language)
  const value = (id: string, { value: number }: Point) => wording.number(id, number)
  const list = rows.map(({ name, text }) => `${name} ${text}`).join('; ')
  return (
    <div className="second-view">
      <p className="quiet">{app.timelineNote}</p>
      <Timeline
        rows={rows}
        events={events.map(({ at, name }) => ({ at, name: `${name}, ${dayOf(at)}` }))}
        now={now}
        from={from}
        fromText={dayOf(from)}
        nowText={dayOf(now)}
        label={fill(app.timelineFigure, { list })}
      />
      <FigureTable
        head={[app.input, app.used, app.draftDate, app.usableFrom]}
        rows={rows.flatMap(({ id, name, text, points, usableFrom }) =>
          points.length === 0
            ? [[name, text, '', dayOf(usableFrom)]]
            : points
                .toReversed()
                .map((point) => [name, value(id, point), dayOf(point.at), dayOf(usableFrom)]),
        )}
      />
    </div>
  )
}
