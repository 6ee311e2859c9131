import { useMemo } from 'react'
import type { Service } from '../../hook/service.ts'
import { addDays, type Instant } from '../../base/time.ts'
import { fill } from '../../base/fill.ts'
import { formatDate } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import { now } from '../surroundings.ts'
import type { Chart } from './chart-data.ts'
import { type InputRow, startOf, type Timeline, toTimeline } from './timeline-data.ts'
import { useWords } from './words/words.ts'

/** How far right in a track a moment is, in per cent; what is older stands at its left end. */
type Scale = (at: Instant) => number

const [LEFT, RIGHT] = [2, 97]

function toScale(timeline: Timeline): Scale {
  const start = startOf(timeline)
  const span = timeline.today - start
  return (at) => LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, (at - start) / span))
}

const percent = (value: number) => `${value.toFixed(2)}%`

interface TrackProps {
  readonly row: InputRow
  readonly timeline: Timeline
  readonly scale: Scale
}

/** The days after an earlier procedure in which a value is of no use. */
function WashOut({ row: { afterProcedure }, timeline, scale }: TrackProps) {
  if (afterProcedure === undefined) return null
  return timeline.procedures.map(({ at }, i) => {
    const end = afterProcedure === 'never-used' ? timeline.today : addDays(at, afterProcedure)
    const [from, to] = [scale(at), scale(end)]
    if (to <= from) return null
    return (
      <rect
        key={i}
        className="wash-out"
        x={percent(from)}
        width={percent(to - from)}
        y="5"
        height="16"
      />
    )
  })
}

/** What a track shows, in words. */
function useTrackLabel({ label, days, marks }: InputRow): string {
  const { language } = useSpeech()
  const words = useWords().timeline
  const values = marks.map(({ text, written }) => `${text} (${formatDate(written, language)})`)
  return fill(words.figure, {
    ...{ label, days },
    values: values.length === 0 ? words.nothing : values.join(', '),
  })
}

function Track(props: TrackProps) {
  const { row, timeline, scale } = props
  const from = scale(addDays(timeline.today, -row.days))
  return (
    <svg className="track" width="100%" height="26" role="img" aria-label={useTrackLabel(row)}>
      <line className="axis" x1="0" x2="100%" y1="13" y2="13" />
      <rect
        className="window"
        x={percent(from)}
        width={percent(RIGHT - from)}
        y="5"
        height="16"
        rx="3"
      />
      <WashOut {...props} />
      {timeline.procedures.map(({ at }, i) => (
        <line
          key={i}
          className="procedure"
          x1={percent(scale(at))}
          x2={percent(scale(at))}
          y1="0"
          y2="26"
        />
      ))}
      {row.marks.map(({ at, text, verdict }, i) => (
        <circle key={i} className={verdict} cx={percent(scale(at))} cy="13" r="4.5">
          <title>{text}</title>
        </circle>
      ))}
    </svg>
  )
}

const newest = ({ marks }: InputRow) => {
  const last = marks.at(-1)
  return marks.filter(({ at }) => at === last?.at)
}

function Row(props: TrackProps) {
  const { language } = useSpeech()
  const words = useWords().timeline
  const { row } = props
  const last = newest(row)
  return (
    <li>
      <span className="name">{row.label}</span>
      <Track {...props} />
      <span className="quiet latest">
        {last.length === 0
          ? words.nothing
          : `${last.map(({ text }) => text).join(', ')} · ${formatDate(last[0]?.written, language)}`}
      </span>
    </li>
  )
}

function Procedures({ timeline, scale }: Omit<TrackProps, 'row'>) {
  const { language } = useSpeech()
  const words = useWords().timeline
  const { procedures } = timeline
  if (procedures.length === 0) return null
  const said = procedures
    .map(({ text, written }) => `${text} · ${formatDate(written, language)}`)
    .join(', ')
  return (
    <li>
      <span className="name">{words.procedures}</span>
      <svg className="track" width="100%" height="26" role="img" aria-label={said}>
        <line className="axis" x1="0" x2="100%" y1="13" y2="13" />
        {procedures.map(({ at }, i) => (
          <rect
            key={i}
            className="procedure"
            x={percent(scale(at) - 0.6)}
            width="1.2%"
            y="4"
            height="18"
          />
        ))}
      </svg>
      <span className="quiet latest">{said}</span>
    </li>
  )
}

/** A date under each end of the tracks, and the one in the middle. */
function Axis({ timeline }: { readonly timeline: Timeline }) {
  const { language } = useSpeech()
  const words = useWords().timeline
  const start = startOf(timeline)
  const day = (at: number) => formatDate(new Date(at).toISOString(), language)
  return (
    <li className="scale" aria-hidden="true">
      <span />
      <span className="quiet">
        <span>{day(start)}</span>
        <span>{day((start + timeline.today) / 2)}</span>
        <span>{words.today}</span>
      </span>
      <span />
    </li>
  )
}

/** The same as a table: each value, and whether it counts. */
function ValueTable({ timeline }: { readonly timeline: Timeline }) {
  const { language } = useSpeech()
  const words = useWords().timeline
  const rows = timeline.rows.flatMap((row) =>
    row.marks.map(({ text, written, verdict }) => [
      row.label,
      text,
      formatDate(written, language),
      fill(words.days, { n: row.days }),
      words[verdict],
    ]),
  )
  if (rows.length === 0) return null
  return (
    <FigureTable
      head={[words.input, words.value, words.date, words.window, words.verdict]}
      rows={rows}
    />
  )
}

/** Laboratory values, imaging and procedures over time, with how long each counts. */
export function TimelineView({
  chart,
  service,
}: {
  readonly chart: Chart
  readonly service: Service
}) {
  const { language } = useSpeech()
  const words = useWords().timeline
  const timeline = useMemo(
    () => toTimeline(service, chart, language, now()),
    [service, chart, language],
  )
  const scale = toScale(timeline)
  return (
    <section className="usable" aria-labelledby="timeline-title">
      <h3 id="timeline-title">{words.title}</h3>
      <ul>
        {timeline.rows.map((row) => (
          <Row key={row.id} row={row} timeline={timeline} scale={scale} />
        ))}
        <Procedures timeline={timeline} scale={scale} />
        <Axis timeline={timeline} />
      </ul>
      <p className="quiet">{words.about}</p>
      <ValueTable timeline={timeline} />
    </section>
  )
}
