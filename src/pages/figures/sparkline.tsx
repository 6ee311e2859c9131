import type { Point } from './timeline.tsx'

const WIDTH = 96
const HEIGHT = 24
const MARGIN = 3

/** Puts a value between two others onto a length; in the middle when these are equal. */
function place(value: number, [low, high]: readonly [number, number], length: number): number {
  const share = high === low ? 0.5 : (value - low) / (high - low)
  return MARGIN + share * (length - 2 * MARGIN)
}

const extentOf = (values: readonly number[]): readonly [number, number] => [
  Math.min(...values),
  Math.max(...values),
]

/** The course of a value over time; the last point is marked. */
export function Sparkline({
  points,
  label,
}: {
  readonly points: readonly Point[]
  readonly label: string
}) {
  const times = extentOf(points.map(({ at }) => at))
  const values = extentOf(points.map(({ value }) => value))
  const at = (point: Point) => [
    place(point.at, times, WIDTH),
    HEIGHT - place(point.value, values, HEIGHT),
  ]
  const [x, y] = at(points.at(-1) ?? { at: 0, value: 0 })
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={points.map((point) => at(point).join(',')).join(' ')} />
      <circle cx={x} cy={y} r={2.5} />
    </svg>
  )
}
