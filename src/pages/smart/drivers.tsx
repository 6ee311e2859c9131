import type { RiskEstimate } from '../../clinical/models/estimate.ts'
import { marginalOf, referenceValue } from '../../clinical/models/population.ts'
import { formatNumber } from '../../hook/cards/format.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import { Contributions } from '../figures/contributions.tsx'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import type { Reasoned } from './reading-reason.ts'
import { usedText } from './used-text.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly estimate: RiskEstimate
}

/** Beyond a hundredfold the figure says no more than that. */
function useFactorText(): (factor: number) => string {
  const { app } = useSpeech().texts
  return (factor) => {
    if (factor > 100) return fill(app.factorAbove, { n: 100 })
    if (factor < 0.01) return fill(app.factorBelow, { n: 0.01 })
    return `×${formatNumber(factor, 2)}`
  }
}

/** The reference patient's value of a predictor. */
function referenceText({ reasoned, wording }: Props, predictor: string): string {
  const { population } = reasoned.definition.model.definition.anchor
  return wording.number(predictor, referenceValue(marginalOf(population, predictor)))
}

/** What each input does, the strongest first, and what all do together. */
function useBars(props: Props) {
  const { app, common } = useSpeech().texts
  const { reasoned, wording, estimate } = props
  const factorText = useFactorText()
  const bars = estimate.contributions
    .map(({ predictor, value, oddsRatio }) => ({
      id: predictor,
      name: `${fill(common.named, { name: wording.label(predictor) })}${usedText(reasoned, wording, predictor, value)}`,
      logOdds: Math.log(oddsRatio),
      text: factorText(oddsRatio),
      reference: referenceText(props, predictor),
    }))
    .toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds))
  const total = {
    id: 'total',
    name: app.together,
    logOdds: Math.log(estimate.oddsRatio),
    text: factorText(estimate.oddsRatio),
    reference: '',
  }
  return { bars, total, all: [...bars, total] }
}

/** What each input does to the odds, beside a reference patient. */
export function Drivers(props: Props) {
  const { app } = useSpeech().texts
  const { bars, total, all } = useBars(props)
  const list = all.map(({ name, text }) => `${name} ${text}`).join('; ')
  return (
    <section aria-labelledby="drivers">
      <h2 id="drivers">{app.drivers}</h2>
      <p className="quiet">{app.driversNote}</p>
      <Contributions
        bars={bars}
        total={total}
        label={fill(app.driversFigure, { list })}
        reference={app.reference}
      />
      <FigureTable
        head={[app.input, app.reference, app.factor, app.logOdds]}
        rows={all.map(({ name, reference, text, logOdds }) => [
          name,
          reference,
          text,
          formatNumber(logOdds),
        ])}
      />
    </section>
  )
}
