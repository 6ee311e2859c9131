/** A value at a moment. */
export interface Point {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly value: number
}

export interface TimelineRow {
  readonly id: string
  readonly name: string
  /** The newest value in words, or that there is none. */
  readonly text: string
  /** The oldest first. */
  readonly points: readonly Point[]
  /** From when on a value may be used. */
  readonly usableFrom: number
}

interface TimelineProps {
  readonly rows: readonly TimelineRow[]
  /** What was done, such as an earlier procedure. */
  readonly events: readonly { readonly at: number; readonly name: string }[]
  readonly now: number
  readonly from: number
  readonly fromText: string
  readonly nowText: string
  readonly label: string
}

const ROW = 44
const TOP = 6
const TRACK = { top: 20, height: 18 } as const

type Place = (at: number) => string

/** Higher values stand higher in their row; equal ones in its middle. */
function heightOf(points: readonly Point[]): (value: number) => number {
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = TRACK.height - 8
  return (value) => 4 + (high === low ? room / 2 : room * ((high - value) / (high - low)))
}

interface RowProps {
  readonly row: TimelineRow
  readonly y: number
  readonly place: Place
  readonly now: number
}

function RowView({ row: { name, text, points, usableFrom }, y, place, now }: RowProps) {
  const height = heightOf(points)
  const placed = points.map(({ at, value }) => ({ x: place(at), y: y + TRACK.top + height(value) }))
  return (
    <g>
      <text x="0" y={y + 13}>
        {name}
      </text>
      <text x="100%" y={y + 13} textAnchor="end">
        {text}
      </text>
      <line
        x1="0"
        x2="100%"
        y1={y + TRACK.top + TRACK.height}
        y2={y + TRACK.top + TRACK.height}
        className="grid"
      />
      <Window from={place(usableFrom)} to={place(now)} y={y + TRACK.top} />
      {placed.slice(1).map((point, i) => (
        <line
          key={point.x}
          x1={placed[i]?.x}
          y1={placed[i]?.y}
          x2={point.x}
          y2={point.y}
          className="course"
        />
      ))}
      {placed.map(({ x, y: cy }, i) => (
        <circle key={x} cx={x} cy={cy} r={i === placed.length - 1 ? 5 : 3} className="mark" />
      ))}
    </g>
  )
}

/** In which a value must lie to be used. */
function Window({
  from,
  to,
  y,
}: {
  readonly from: string
  readonly to: string
  readonly y: number
}) {
  const width = `${String(Number.parseFloat(to) - Number.parseFloat(from))}%`
  return <rect x={from} y={y} width={width} height={TRACK.height} className="window" />
}

/** When each input was observed, over the time within which it may be used. */
export function Timeline({ rows, events, now, from, fromText, nowText, label }: TimelineProps) {
  const place: Place = (at) => `${String(1 + (98 * (Math.max(at, from) - from)) / (now - from))}%`
  const end = TOP + rows.length * ROW + (events.length > 0 ? 16 : 0)
  return (
    <svg className="timeline" width="100%" height={end + 20} role="img" aria-label={label}>
      {rows.map((row, i) => (
        <RowView key={row.id} row={row} y={TOP + i * ROW} place={place} now={now} />
      ))}
      {events.map(({ at, name }, i) => (
        <g key={i}>
          <line x1={place(at)} x2={place(at)} y1={TOP} y2={end} className="event" />
          <text
            x={place(at)}
            y={end - 3}
            textAnchor={at > (now + from) / 2 ? 'end' : 'start'}
            className="quiet"
          >
            {name}
          </text>
        </g>
      ))}
      <text x="0" y={end + 14} className="quiet">
        {fromText}
      </text>
      <text x="100%" y={end + 14} textAnchor="end" className="quiet">
        {nowText}
      </text>
    </svg>
  )
}
