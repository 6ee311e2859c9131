import type { RiskRange } from '../../clinical/models/uncertainty.ts'
import { formatRange, riskIn } from '../../hook/cards/format.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import { People } from '../figures/people.tsx'
import { RiskScale } from '../figures/risk-scale.tsx'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import { peopleOf } from './people-of.ts'

interface RiskPictureProps {
  readonly definition: Service
  readonly wording: Wording
  readonly range: RiskRange
  /** What the range is of. */
  readonly rangeName: string
  /** Where the versions have a mean that is told. */
  readonly risk?: { readonly at: number; readonly text: string } | undefined
  readonly isAssumed?: boolean
}

function OutOf100({ range }: { readonly range: RiskRange }) {
  const { app, common } = useSpeech().texts
  const n = formatRange(range, { risk: riskIn(common.outOf100), to: common.rangeTo })
  const caption = fill(app.outOf100, { n })
  return (
    <figure>
      <figcaption>{caption}</figcaption>
      <People {...peopleOf(range)} whole={100} label={caption} />
      <p className="quiet">{app.outOf100Key}</p>
    </figure>
  )
}

type KeyRow = readonly [className: string, name: string, value: string]

/** The words beside the scale: no mark is told by its colour alone. */
function Key({ rows }: { readonly rows: readonly KeyRow[] }) {
  const { common } = useSpeech().texts
  return (
    <ul className="key">
      {rows.map(([className, name, value]) => (
        <li key={className} className={className}>
          {fill(common.named, { name })}
          <b>{value}</b>
        </li>
      ))}
    </ul>
  )
}

/** A range of risk, and where the versions have one their mean: as a scale, as people, as a table. */
export function RiskPicture(props: RiskPictureProps) {
  const { app, common } = useSpeech().texts
  const { definition, wording, range, rangeName, risk, isAssumed = false } = props
  const categories = definition.model.definition.categories.map((category) => ({
    ...category,
    name: wording.category(category.id),
  }))
  const rows: readonly KeyRow[] = [
    ['key-envelope', rangeName, wording.range(range)],
    ...(risk === undefined ? [] : ([['key-mark', app.risk, risk.text]] as const)),
  ]
  const label = rows.map(([, name, value]) => `${fill(common.named, { name })}${value}`).join('; ')
  return (
    <div className={isAssumed ? 'risk-picture assumption' : 'risk-picture'}>
      <div>
        <RiskScale
          categories={categories}
          range={range}
          risk={risk?.at}
          label={fill(app.scale, { label })}
          percent={(share) => fill(common.percent, { n: Math.round(100 * share) })}
        />
        <Key rows={rows} />
        <FigureTable
          head={[app.figure, app.risk]}
          rows={[
            ...rows.map(([, name, value]) => [name, value]),
            ...categories.map(({ name, from }) => [
              name,
              fill(app.categoryFrom, { from: fill(common.percent, { n: Math.round(100 * from) }) }),
            ]),
          ]}
        />
      </div>
      <OutOf100 range={range} />
    </div>
  )
}
