import type { RiskCategory } from '../../clinical/models/definition.ts'
import type { RiskRange } from '../../clinical/models/uncertainty.ts'

/** What is drawn on the scale; shares from 0 to 1. */
interface RiskScaleProps {
  readonly categories: readonly (RiskCategory & { readonly name: string })[]
  readonly range: RiskRange
  readonly risk?: number | undefined
  readonly label: string
  /** A share of the axis as people read it. */
  readonly percent: (share: number) => string
}

/** Room at both ends for the outermost labels. */
const at = (share: number) => `${String(3 + 94 * share)}%`
const wide = ({ low, high }: RiskRange) => `${String(Math.max(0.6, 94 * (high - low)))}%`

function Categories({ categories }: Pick<RiskScaleProps, 'categories'>) {
  return categories.map(({ id, name, from }, i) => {
    const to = categories[i + 1]?.from ?? 1
    return (
      <g key={id}>
        <rect
          x={at(from)}
          y={20}
          width={wide({ low: from, high: to })}
          height={34}
          className={`band band-${String(i)}`}
        />
        <text x={at((from + to) / 2)} y={13} textAnchor="middle">
          {name}
        </text>
      </g>
    )
  })
}

function Axis({ categories, percent }: Pick<RiskScaleProps, 'categories' | 'percent'>) {
  const borders = new Set([0, ...categories.map(({ from }) => from), 1])
  return [...borders].map((share) => (
    <g key={share}>
      <line x1={at(share)} x2={at(share)} y1={20} y2={60} className="border" />
      <text x={at(share)} y={73} textAnchor="middle" className="quiet">
        {percent(share)}
      </text>
    </g>
  ))
}

/** The risk on a scale from 0 to 1 with the categories: a mark and the range around it. */
export function RiskScale({ categories, range, risk, label, percent }: RiskScaleProps) {
  return (
    <svg className="scale" width="100%" height={78} role="img" aria-label={label}>
      <Categories categories={categories} />
      <Axis categories={categories} percent={percent} />
      <rect x={at(range.low)} y={33} width={wide(range)} height={8} className="envelope" />
      {risk !== undefined && (
        <svg x={at(risk)} y={24} width={18} height={26} overflow="visible">
          <path d="M0 0 L8 13 L0 26 L-8 13 Z" className="mark" />
        </svg>
      )}
    </svg>
  )
}
