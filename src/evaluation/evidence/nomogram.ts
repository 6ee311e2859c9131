import { toWording } from '../../hook/cards/wording.ts'
import type { Service } from '../../hook/service.ts'
import type { PredictorDefinition } from '../../clinical/readings/input-definition.ts'
import { type AxisMark, type Nomogram, toNomogram } from '../../clinical/models/nomogram.ts'
import { predictorLabel } from './predictor-label.ts'
import { escapeMarkup, px } from '../drawing/markup.ts'

const LEFT = 240
const LENGTH = 500
const ROW = 44
const TOP = 56
const WIDTH = LEFT + LENGTH + 30

interface Axis {
  readonly label: string
  readonly note: string
  /** Where the line begins and ends, and the points at which pixels are 0 and LENGTH. */
  readonly from: number
  readonly to: number
  readonly scale: number
  readonly marks: readonly { readonly points: number; readonly text: string }[]
}

const line = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`

interface Lettering {
  readonly anchor: 'start' | 'middle' | 'end'
  readonly size?: number
  readonly isBold?: boolean
}

function text(x: number, y: number, words: string, { anchor, size = 12, isBold }: Lettering) {
  const weight = isBold === true ? ' font-weight="600"' : ''
  return `<text stroke="none" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${px(size)}"${weight}>${escapeMarkup(words)}</text>`
}

function drawAxis({ label, note, from, to, scale, marks }: Axis, row: number): string {
  const y = TOP + row * ROW
  const x = (points: number) => LEFT + (points / scale) * LENGTH
  const ticks = marks.map(({ points, text: words }) => {
    const at = x(points)
    const tick = line(at, y, at, y + 5)
    return (
      tick +
      text(at, y + 17, words, { anchor: points === 0 && words.length > 4 ? 'start' : 'middle' })
    )
  })
  return [
    `<g>${text(LEFT - 20, note === '' ? y + 4 : y - 2, label, { anchor: 'end', isBold: true })}`,
    note === '' ? '' : text(LEFT - 20, y + 12, note, { anchor: 'end', size: 10 }),
    line(x(from), y, x(to), y),
    ...ticks,
    '</g>',
  ].join('')
}

/** What a yes/no predictor's 0 and 1 are called: the recorded values that mean them. */
export function namesOfValue(
  definition: Service,
  predictor: PredictorDefinition | undefined,
  value: number,
): string {
  if (predictor?.kind !== 'finding') return String(value)
  return toWording(definition).findingsFor(predictor.id, value).join(', ')
}

const POINTS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]

const markOf = ({ value, points }: AxisMark, words = String(value)) => ({ points, text: words })

function predictorAxes(definition: Service, { axes }: Nomogram): readonly Axis[] {
  const wording = toWording(definition)
  return axes.map(({ predictor, isYesNo, span, marks }) => {
    const known = definition.inputs.predictors.find(({ id }) => id === predictor)
    const nameOf = (value: number) =>
      isYesNo ? namesOfValue(definition, known, value) : String(value)
    return {
      label: predictorLabel(definition, predictor),
      note: wording.unit(predictor),
      from: 0,
      to: span,
      scale: 100,
      marks: marks.map((mark) => markOf(mark, nameOf(mark.value))),
    }
  })
}

function sumAxes(definition: Service, nomogram: Nomogram): readonly Axis[] {
  const { totalPoints: scale, totalMarks, riskMarks } = nomogram
  const isCalibrated = definition.model.definition.calibration === 'outcome-calibrated'
  const percent = (mark: AxisMark) => markOf(mark, String(Math.round(mark.value * 100)))
  return [
    {
      label: 'Total points',
      note: '',
      from: 0,
      to: scale,
      scale,
      marks: totalMarks.map((mark) => markOf(mark)),
    },
    {
      label: 'Predicted risk, %',
      note: isCalibrated ? '' : 'provisional: not calibrated here',
      from: riskMarks.at(0)?.points ?? 0,
      to: riskMarks.at(-1)?.points ?? scale,
      scale,
      marks: riskMarks.map(percent),
    },
  ]
}

/**
 * The nomogram of a service's model, drawn over its predictors' reference ranges, as the text of an
 * SVG document.
 */
export function nomogramSvg(definition: Service): string {
  const ranges = Object.fromEntries(
    definition.inputs.predictors.map(({ id, referenceRange }) => [id, referenceRange]),
  )
  const { id, version } = definition.model.definition
  const nomogram = toNomogram(definition.model.definition, ranges)
  const points = POINTS.map((value) => ({ points: value, text: String(value) }))
  const axes: readonly Axis[] = [
    { label: 'Points', note: '', from: 0, to: 100, scale: 100, marks: points },
    ...predictorAxes(definition, nomogram),
    ...sumAxes(definition, nomogram),
  ]
  const height = TOP + axes.length * ROW
  const title = `Nomogram of ${id} ${version}: points per predictor, total points, predicted risk`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(WIDTH)} ${px(height)}" width="${px(WIDTH)}" role="img" font-family="system-ui, sans-serif" style="max-width:100%;height:auto;background:#fff">`,
    `<title>${escapeMarkup(title)}</title>`,
    text(12, 20, title, { anchor: 'start', size: 13, isBold: true }),
    '<g stroke="#1b1b1f" stroke-width="1" fill="#1b1b1f" class="axes">',
    ...axes.map(drawAxis),
    '</g></svg>\n',
  ].join('\n')
}
