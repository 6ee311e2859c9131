const RADIUS = 4
const STEP = 11

interface PeopleProps {
  /** How many have the outcome by every account. */
  readonly certain: number
  /** How many more may have it. */
  readonly possible?: number
  readonly whole: number
  readonly label: string
  readonly perRow?: number
}

/** The circles of some people as one path. */
function circles(
  from: number,
  to: number,
  { perRow, radius }: Record<'perRow' | 'radius', number>,
) {
  const centres = Array.from({ length: Math.max(0, to - from) }, (_, i) => [
    ((from + i) % perRow) * STEP + STEP / 2,
    Math.floor((from + i) / perRow) * STEP + STEP / 2,
  ])
  const d = `${radius} ${radius} 0 1 0`
  return centres
    .map(([x = 0, y = 0]) => `M${x - radius} ${y}a${d} ${2 * radius} 0a${d} ${-2 * radius} 0`)
    .join('')
}

/**
 * An icon array, one circle a person: filled with the outcome, ringed with a dot where the model
 * does not tell, hollow without. The signs differ by shape, not by colour.
 */
export function People({ certain, possible = 0, whole, label, perRow = 20 }: PeopleProps) {
  const most = certain + possible
  const height = Math.ceil(whole / perRow) * STEP
  const ring = { perRow, radius: RADIUS - 0.75 }
  return (
    <svg
      className="people"
      viewBox={`0 0 ${perRow * STEP} ${height}`}
      role="img"
      aria-label={label}
    >
      <path className="with" d={circles(0, certain, { perRow, radius: RADIUS })} />
      <path className="ring maybe" d={circles(certain, most, ring)} />
      <path className="with" d={circles(certain, most, { perRow, radius: 1.4 })} />
      <path className="ring" d={circles(most, whole, ring)} />
    </svg>
  )
}
