/** One step of the waterfall: log odds that are added, and what to call it. */
export interface Step {
  readonly id: string
  readonly name: string
  /** Log odds relative to the reference patient. */
  readonly logOdds: number
  /** The step in words, such as a factor. */
  readonly text: string
}

interface Bar extends Step {
  readonly from: number
  readonly to: number
}

const ROW = 40

function toBars(steps: readonly Step[], total: Step): readonly Bar[] {
  let sum = 0
  const bars = steps.map((step) => {
    const from = sum
    sum += step.logOdds
    return { ...step, from, to: sum }
  })
  return [...bars, { ...total, from: 0, to: sum }]
}

/** In log odds; less cannot be seen. */
const NOTHING = 0.005

function arrowOf(logOdds: number): string {
  if (Math.abs(logOdds) < NOTHING) return '='
  return logOdds < 0 ? '←' : '→'
}

function BarView({
  bar,
  row,
  place,
}: {
  readonly bar: Bar
  readonly row: number
  readonly place: (logOdds: number) => number
}) {
  const [left, right] = [Math.min(bar.from, bar.to), Math.max(bar.from, bar.to)]
  const kind = bar.id === 'total' ? 'total' : bar.logOdds < 0 ? 'lowers' : 'raises'
  const arrow = arrowOf(bar.logOdds)
  const y = row * ROW
  const zero = `${String(place(0))}%`
  return (
    <g>
      <text x="0" y={y + 13}>
        {bar.name}
      </text>
      <text x="100%" y={y + 13} textAnchor="end">
        {arrow} {bar.text}
      </text>
      <line x1={zero} x2={zero} y1={y + 18} y2={y + 31} className="border" />
      <rect
        x={`${String(place(left))}%`}
        y={y + 18}
        width={`${String(Math.max(0.5, place(right) - place(left)))}%`}
        height={13}
        className={kind}
      />
    </g>
  )
}

/** Steps from the odds of the reference patient to those of this one. */
export function Waterfall({
  steps,
  total,
  label,
}: {
  readonly steps: readonly Step[]
  readonly total: Step
  readonly label: string
}) {
  const bars = toBars(steps, total)
  const ends = bars.flatMap(({ from, to }) => [from, to])
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const place = (logOdds: number) => (high === low ? 0 : (99 * (logOdds - low)) / (high - low))
  return (
    <svg
      className="waterfall"
      width="100%"
      height={bars.length * ROW}
      role="img"
      aria-label={label}
    >
      {bars.map((bar, row) => (
        <BarView key={bar.id} bar={bar} row={row} place={place} />
      ))}
    </svg>
  )
}
