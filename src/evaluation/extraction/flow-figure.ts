import type { Counts, ParticipantFlow } from './tally.ts'
import { escapeMarkup, px } from '../drawing/markup.ts'

const WIDTH = 720
const MAIN = { x: 10, width: 300 }
const SIDE = { x: 370, width: 340 }
const LINE = 17
const PADDING = 10
const GAP = 34

/** One step: who is left, and who was left out before the next. */
interface Stage {
  readonly left: readonly string[]
  readonly out: readonly string[]
}

const counted = (label: string, count: number) => `${label} (n = ${String(count)})`

const reasons = (counts: Counts) =>
  Object.entries(counts).map(([name, count]) => counted(`  ${name}`, count))

interface Outcomes {
  readonly known: number
  readonly unknown: Counts
}

type TableFlow = Pick<ParticipantFlow, 'analysed' | 'complete' | 'completeWithOutcome'>

function tableStages(
  { analysed, complete, completeWithOutcome }: TableFlow,
  outcomes: Outcomes,
): readonly Stage[] {
  const unknown = Object.values(outcomes.unknown).reduce((sum, count) => sum + count, 0)
  const wasLookedFor = outcomes.known + unknown > 0
  return [
    {
      left: [counted('Rows of the table', analysed)],
      out: [
        counted('A predictor is missing', analysed - complete),
        ...(wasLookedFor ? [counted('Outcome not known', unknown)] : []),
        ...reasons(outcomes.unknown),
      ],
    },
    {
      left: [
        counted('Every predictor is known', complete),
        ...(wasLookedFor ? [counted('of them with a known outcome', completeWithOutcome)] : []),
      ],
      out: [],
    },
  ]
}

function stagesOf(
  { patients, withDiagnosis, treated, excluded, exclusions, ...rest }: ParticipantFlow,
  outcomes: Outcomes,
): readonly Stage[] {
  return [
    ...(patients === undefined
      ? []
      : [
          {
            left: [counted('Patients of the source', patients)],
            out: [counted('Without the diagnosis', Math.max(0, patients - withDiagnosis))],
          },
        ]),
    {
      left: [counted('With the diagnosis', withDiagnosis)],
      out: [counted('Without the treatment', withDiagnosis - treated)],
    },
    {
      left: [counted('Treated', treated)],
      out: [counted('Outside of the model or not readable', excluded), ...reasons(exclusions)],
    },
    ...tableStages(rest, outcomes),
  ]
}

const heightOf = (lines: readonly string[]) => lines.length * LINE + 2 * PADDING

function box(lines: readonly string[], { x, width }: typeof MAIN, y: number): string {
  const words = lines.map((line, i) => {
    const indent = line.startsWith(' ') ? 14 : 0
    const at = `x="${px(x + PADDING + indent)}" y="${px(y + PADDING + 12 + i * LINE)}"`
    return `<text ${at}>${escapeMarkup(line.trim())}</text>`
  })
  const frame = `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(heightOf(lines))}" fill="#fff" stroke="#1a1a1a"/>`
  return frame + words.join('')
}

const arrow = (from: readonly [number, number], to: readonly [number, number]) =>
  `<line x1="${px(from[0])}" y1="${px(from[1])}" x2="${px(to[0])}" y2="${px(to[1])}" stroke="#1a1a1a" marker-end="url(#arrow)"/>`

/** The participants' flow as TRIPOD and STROBE want it, top to bottom, as SVG. */
export function flowFigure(flow: ParticipantFlow, outcomes: Outcomes): string {
  const stages = stagesOf(flow, outcomes)
  const middle = MAIN.x + MAIN.width / 2
  const drawn: string[] = []
  let y = 5
  stages.forEach(({ left, out }, i) => {
    const bottom = y + heightOf(left)
    drawn.push(box(left, MAIN, y))
    if (i === stages.length - 1) {
      y = bottom
      return
    }
    const side = bottom + GAP / 2
    const next = Math.max(bottom + GAP, side + heightOf(out) + GAP / 2)
    const at = side + heightOf(out) / 2
    drawn.push(box(out, SIDE, side), arrow([middle, bottom], [middle, next]))
    drawn.push(arrow([middle, at], [SIDE.x, at]))
    y = next
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${px(y + 5)}" width="${String(WIDTH)}" role="img" aria-label="Flow of participants" font-family="system-ui, sans-serif" font-size="13">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8Z"/></marker></defs>',
    ...drawn,
    '</svg>',
  ].join('')
}
