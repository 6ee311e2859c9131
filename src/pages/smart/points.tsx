import { inverseLogit } from '../../clinical/models/definition.ts'
import type { RiskEstimate } from '../../clinical/models/estimate.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import { type DrawnLine, type DrawnSums, NomogramFigure } from '../figures/nomogram-figure.tsx'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { FigureTable } from '../parts/figure-table.tsx'
import { type NomogramLine, nomogramOf, type PatientNomogram } from './nomogram.ts'
import type { Reasoned } from './reading-reason.ts'
import { usedText } from './used-text.ts'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly estimate: RiskEstimate
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
    <section aria-labelledby="nomogram">
      <h3 id="nomogram">{texts.app.nomogram}</h3>
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
    </section>
  )
}
