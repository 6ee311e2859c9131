/** What one input does: log odds that are added, and what to call it. */
export interface Contribution {
  readonly id: string
  readonly name: string
  /** Relative to the reference patient. */
  readonly logOdds: number
  /** The same in words, such as a factor. */
  readonly text: string
}

const ROW = 40

/** In log odds; less is drawn as no bar: it is told as a factor of 1. */
const NOTHING = Math.log(1.05)

const isNothing = (logOdds: number) => Math.abs(logOdds) < NOTHING

function arrowOf(logOdds: number): string {
  if (isNothing(logOdds)) return '='
  return logOdds < 0 ? '↓' : '↑'
}

interface BarProps {
  readonly bar: Contribution
  readonly row: number
  readonly place: (logOdds: number) => number
  readonly isTotal: boolean
}

const percent = (share: number) => `${String(share)}%`

function BarView({ bar: { name, text, logOdds }, row, place, isTotal }: BarProps) {
  const [left, right] = [place(Math.min(0, logOdds)), place(Math.max(0, logOdds))]
  const kind = logOdds < 0 ? 'lowers' : 'raises'
  const y = row * ROW
  return (
    <g className={isTotal ? 'strong' : undefined}>
      <text x="0" y={y + 13}>
        {name}
      </text>
      <text x="100%" y={y + 13} textAnchor="end">
        {arrowOf(logOdds)} {text}
      </text>
      {!isNothing(logOdds) && (
        <rect
          x={percent(left)}
          y={y + 19}
          width={percent(right - left)}
          height={13}
          className={isTotal ? 'total' : kind}
        />
      )}
    </g>
  )
}

interface ContributionsProps {
  readonly bars: readonly Contribution[]
  readonly total: Contribution
  readonly label: string
  /** What the line in the middle is. */
  readonly reference: string
}

/** Bars to both sides of the reference patient: to the right what raises the odds. */
export function Contributions({ bars, total, label, reference }: ContributionsProps) {
  const all = [...bars, total]
  const [low, high] = [
    Math.min(0, ...all.map(({ logOdds }) => logOdds)),
    Math.max(0, ...all.map(({ logOdds }) => logOdds)),
  ]
  // Half of the width for each side that has a bar would waste the other: the line moves instead.
  const place = (logOdds: number) =>
    high - low < NOTHING ? 50 : 2 + (96 * (logOdds - low)) / (high - low)
  const end = all.length * ROW
  const zero = place(0)
  const anchor = zero > 75 ? 'end' : zero < 25 ? 'start' : 'middle'
  return (
    <svg className="contributions" width="100%" height={end + 18} role="img" aria-label={label}>
      {all.map((bar, row) => (
        <BarView key={bar.id} bar={bar} row={row} place={place} isTotal={row === bars.length} />
      ))}
      {all.map(({ id }, row) => (
        <line
          key={id}
          x1={percent(zero)}
          x2={percent(zero)}
          y1={row * ROW + 17}
          y2={row * ROW + 34}
          className="axis"
        />
      ))}
      <text x={percent(zero)} y={end + 10} textAnchor={anchor} className="quiet">
        {reference}
      </text>
    </svg>
  )
}
