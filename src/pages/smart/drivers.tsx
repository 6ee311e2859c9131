import { type DrawnLine, type DrawnSums, NomogramFigure } from '../figures/nomogram-figure.tsx'
import { type Step, Waterfall } from '../figures/waterfall.tsx'
import { formatNumber } from '../../hook/cards/format.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import { inverseLogit } from '../../clinical/models/definition.ts'
import type { RiskEstimate } from '../../clinical/models/estimate.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import { type NomogramLine, nomogramOf, type PatientNomogram } from './nomogram.ts'
import type { Reasoned } from './reading-reason.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly estimate: RiskEstimate
}

/** Beyond a hundredfold the figure says no more than that. */
function useFactorText(): (factor: number) => string {
  const { texts } = useSpeech()
  return (factor) => {
    if (factor > 100) return fill(texts.app.factorAbove, { n: 100 })
    if (factor < 0.01) return fill(texts.app.factorBelow, { n: 0.01 })
    return `×${formatNumber(factor, 2)}`
  }
}

/** A value as it was read: two findings may mean the same number. */
function usedText(
  { assessment }: Reasoned,
  wording: Wording,
  predictor: string,
  value: number,
): string {
  const reading = 'inputs' in assessment ? assessment.inputs[predictor] : undefined
  return reading?.kind === 'found'
    ? wording.value(predictor, reading.value)
    : wording.number(predictor, value)
}

const byEffect = (a: Step, b: Step) => Math.abs(b.logOdds) - Math.abs(a.logOdds)

/** What each input does to the odds. */
export function Drivers({ reasoned, wording, estimate }: Props) {
  const { texts } = useSpeech()
  const factorText = useFactorText()
  const steps = estimate.contributions
    .map(({ predictor, value, oddsRatio }) => ({
      id: predictor,
      name: `${wording.label(predictor)}: ${usedText(reasoned, wording, predictor, value)}`,
      logOdds: Math.log(oddsRatio),
      text: factorText(oddsRatio),
    }))
    .toSorted(byEffect)
  const total = {
    id: 'total',
    name: texts.app.together,
    logOdds: Math.log(estimate.oddsRatio),
    text: factorText(estimate.oddsRatio),
  }
  const all = [...steps, total]
  const list = all.map(({ name, text }) => `${name} ${text}`).join('; ')
  return (
    <section aria-labelledby="drivers">
      <h2 id="drivers">{texts.app.drivers}</h2>
      <p className="quiet">{texts.app.driversNote}</p>
      <Waterfall steps={steps} total={total} label={fill(texts.app.driversFigure, { list })} />
      <FigureTable
        head={[texts.app.input, texts.app.logOdds, texts.app.factor]}
        rows={all.map(({ name, logOdds, text }) => [name, formatNumber(logOdds), text])}
      />
    </section>
  )
}

type NamedLine = DrawnLine & { readonly value: string; readonly rounded: string }

function useLines({ reasoned, wording }: Props, lines: readonly NomogramLine[]) {
  const { app } = useSpeech().texts
  return lines.map(({ predictor, value, points, length, from, to }): NamedLine => {
    const isBeyond = points < -0.5 || points > length + 0.5
    const rounded = String(Math.round(points))
    const used = usedText(reasoned, wording, predictor, value)
    return {
      id: predictor,
      name: wording.label(predictor),
      from: wording.bareNumber(predictor, from),
      to: wording.bareNumber(predictor, to),
      length,
      points,
      text: `${used} → ${rounded}${isBeyond ? ` (${app.beyond})` : ''}`,
      value: used,
      rounded,
    }
  })
}

/** Probabilities that have room beside each other in a narrow window. */
const SHOWN_RISKS = [0.05, 0.2, 0.5, 0.8, 0.95]

/** The sum of the points over the scale of risk. */
function useSums({ wording, estimate }: Props, nomogram: PatientNomogram): DrawnSums {
  const { texts } = useSpeech()
  const marks = nomogram.riskMarks.filter(({ value }) => SHOWN_RISKS.includes(value))
  return {
    total: nomogram.total,
    most: nomogram.totalPoints,
    name: texts.app.totalPoints,
    text: `${String(Math.round(nomogram.total))} → ${wording.risk(inverseLogit(estimate.linearPredictor))}`,
    riskName: texts.app.risk,
    marks: marks.map(({ value, points }) => ({ points, text: wording.risk(value) })),
  }
}

/** The patient's points, as on paper: per input, in sum, and the risk that the sum stands for. */
export function Nomogram(props: Props) {
  const { texts } = useSpeech()
  const { reasoned, wording, estimate } = props
  const nomogram = nomogramOf(reasoned.definition, estimate.contributions)
  const lines = useLines(props, nomogram.lines)
  const sums = useSums(props, nomogram)
  const total = String(Math.round(nomogram.total))
  const risk = wording.risk(inverseLogit(estimate.linearPredictor))
  const list = lines
    .map(({ name, value, rounded }) =>
      fill(texts.app.pointsOf, { label: name, value, points: rounded }),
    )
    .join('; ')
  return (
    <details className="panel" open>
      <summary>
        <h2>{texts.app.nomogram}</h2>
      </summary>
      <p className="quiet">{texts.app.nomogramNote}</p>
      <NomogramFigure
        lines={lines}
        sums={sums}
        label={fill(texts.app.nomogramFigure, { list, total, risk })}
      />
      <FigureTable
        head={[texts.app.input, texts.app.used, texts.app.points]}
        rows={[
          ...lines.map(({ name, value, rounded }) => [name, value, rounded]),
          [texts.app.totalPoints, '', total],
        ]}
      />
    </details>
  )
}
