import { NomogramFigure } from '../figures/nomogram-figure.tsx'
import { type Step, Waterfall } from '../figures/waterfall.tsx'
import type { RiskEstimate } from '../../risk-model/index.ts'
import { fill } from '../language/fill.ts'
import { formatValue } from '../language/format.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import { nomogramOf } from './nomogram.ts'
import type { Reasoned } from './reason.ts'
import type { Speaker } from './speak.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly speaker: Speaker
  readonly estimate: RiskEstimate
}

/** Beyond a hundredfold the figure says no more than that. */
function factorText(factor: number, language: string): string {
  if (factor > 100) return '>×100'
  if (factor < 0.01) return '<×0.01'
  return `×${formatValue(Number(factor.toPrecision(2)), language)}`
}

/** A value as it was read: two findings may mean the same number. */
function usedText(
  { assessment }: Reasoned,
  speaker: Speaker,
  predictor: string,
  value: number,
): string {
  const reading = 'inputs' in assessment ? assessment.inputs[predictor] : undefined
  return reading?.kind === 'found'
    ? speaker.usedOf(predictor, reading)
    : speaker.valueOf(predictor, value)
}

const byEffect = (a: Step, b: Step) => Math.abs(b.logOdds) - Math.abs(a.logOdds)

/** What each input does to the odds. */
export function Drivers({ reasoned, speaker, estimate }: Props) {
  const { texts, language } = useSpeech()
  const steps = estimate.contributions
    .map(({ predictor, value, oddsRatio }) => ({
      id: predictor,
      name: `${speaker.labelOf(predictor)}: ${usedText(reasoned, speaker, predictor, value)}`,
      logOdds: Math.log(oddsRatio),
      text: factorText(oddsRatio, language),
    }))
    .toSorted(byEffect)
  const total = {
    id: 'total',
    name: texts.app.together,
    logOdds: Math.log(estimate.oddsRatio),
    text: factorText(estimate.oddsRatio, language),
  }
  const all = [...steps, total]
  const list = all.map(({ name, text }) => `${name} ${text}`).join('; ')
  const percentile = Math.min(99, Math.max(1, Math.round(estimate.percentile * 100)))
  return (
    <section aria-labelledby="drivers">
      <h2 id="drivers">{texts.app.drivers}</h2>
      <p className="quiet">{texts.app.driversNote}</p>
      <Waterfall steps={steps} total={total} label={fill(texts.app.driversFigure, { list })} />
      <p className="quiet">{fill(texts.app.percentile, { n: percentile })}</p>
      <FigureTable
        head={[texts.app.input, texts.app.logOdds, texts.app.factor]}
        rows={all.map(({ name, logOdds, text }) => [name, formatValue(logOdds, language), text])}
      />
    </section>
  )
}

/** The patient's points, as on paper. */
export function Nomogram({ reasoned, speaker, estimate }: Props) {
  const { texts } = useSpeech()
  const lines = nomogramOf(reasoned.definition, estimate.contributions).map((line) => {
    const { predictor, value, points, length } = line
    const isBeyond = points < -0.5 || points > length + 0.5
    const rounded = String(Math.round(points))
    return {
      ...line,
      id: predictor,
      name: speaker.labelOf(predictor),
      from: speaker.bareValueOf(predictor, line.from),
      to: speaker.bareValueOf(predictor, line.to),
      text: `${usedText(reasoned, speaker, predictor, value)} → ${rounded}${isBeyond ? ` (${texts.app.beyond})` : ''}`,
      value: usedText(reasoned, speaker, predictor, value),
      rounded,
    }
  })
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
      <NomogramFigure lines={lines} label={fill(texts.app.nomogramFigure, { list })} />
      <FigureTable
        head={[texts.app.input, texts.app.used, texts.app.points]}
        rows={lines.map(({ name, value, rounded }) => [name, value, rounded])}
      />
    </details>
  )
}
