/** One line to draw: points from 0, labelled at both ends. */
export interface DrawnLine {
  readonly id: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly length: number
  readonly points: number
  /** The patient's value and points in words. */
  readonly text: string
}

/** The sum of all points, over the scale of risk that it stands for. */
export interface DrawnSums {
  readonly total: number
  readonly most: number
  readonly name: string
  readonly text: string
  readonly riskName: string
  readonly marks: readonly { readonly points: number; readonly text: string }[]
}

const ROW = 52

interface LineProps {
  readonly line: DrawnLine
  readonly row: number
  readonly at: (points: number) => string
}

/** Below this many points the names of both ends share one text. */
const SHORT = 60

/** What the ends of a line stand for. */
function Ends({ line, y, at }: Pick<LineProps, 'line' | 'at'> & { readonly y: number }) {
  const isShort = line.length < SHORT
  return (
    <>
      <text x={at(0)} y={y} className="quiet">
        {isShort ? `${line.from} … ${line.to}` : line.from}
      </text>
      {!isShort && (
        <text x={at(line.length)} y={y} textAnchor="end" className="quiet">
          {line.to}
        </text>
      )}
    </>
  )
}

function LineView({ line, row, at }: LineProps) {
  const y = (row + 1) * ROW
  return (
    <g>
      <text x="0" y={y - 16}>
        {line.name}
      </text>
      <text x="100%" y={y - 16} textAnchor="end">
        {line.text}
      </text>
      <line x1={at(0)} x2={at(line.length)} y1={y} y2={y} className="axis" />
      <line x1={at(0)} x2={at(0)} y1={y - 4} y2={y + 4} className="axis" />
      <line x1={at(line.length)} x2={at(line.length)} y1={y - 4} y2={y + 4} className="axis" />
      <Ends line={line} y={y + 16} at={at} />
      <circle cx={at(line.points)} cy={y} r={6} className="mark" />
    </g>
  )
}

/** A place on a scale from `least` to `most`, with room for the marks at both ends. */
const placed = (points: number, least: number, most: number) =>
  `${String(2 + (96 * (points - least)) / (most - least))}%`

function SumsView({ sums, y }: { readonly sums: DrawnSums; readonly y: number }) {
  const most = Math.max(sums.most, sums.total)
  const least = Math.min(0, sums.total)
  const at = (points: number) => placed(points, least, most)
  return (
    <g>
      <line x1="0" x2="100%" y1={y - 34} y2={y - 34} className="grid" />
      <text x="0" y={y - 16} className="strong">
        {sums.name}
      </text>
      <text x="100%" y={y - 16} textAnchor="end" className="strong">
        {sums.text}
      </text>
      <line x1={at(0)} x2={at(sums.most)} y1={y} y2={y} className="axis" />
      {sums.marks.map(({ points, text }) => (
        <g key={text}>
          <line x1={at(points)} x2={at(points)} y1={y - 4} y2={y + 4} className="axis" />
          <text x={at(points)} y={y + 17} textAnchor="middle" className="quiet">
            {text}
          </text>
        </g>
      ))}
      <text x="0" y={y + 33} className="quiet">
        {sums.riskName}
      </text>
      <circle cx={at(sums.total)} cy={y} r={6} className="mark" />
    </g>
  )
}

/** The lines of a nomogram under a scale of points, with the patient's place on each. */
export function NomogramFigure({
  lines,
  sums,
  label,
}: {
  readonly lines: readonly DrawnLine[]
  readonly sums: DrawnSums
  readonly label: string
}) {
  const most = Math.max(100, ...lines.map(({ points }) => points))
  const least = Math.min(0, ...lines.map(({ points }) => points))
  const at = (points: number) => placed(points, least, most)
  const end = (lines.length + 1) * ROW - 28
  return (
    <svg className="nomogram" width="100%" height={end + 80} role="img" aria-label={label}>
      {[0, 25, 50, 75, 100].map((points) => (
        <g key={points}>
          <line x1={at(points)} x2={at(points)} y1={16} y2={end} className="grid" />
          <text x={at(points)} y={11} textAnchor="middle" className="quiet">
            {points}
          </text>
        </g>
      ))}
      {lines.map((line, row) => (
        <LineView key={line.id} line={line} row={row} at={at} />
      ))}
      <SumsView sums={sums} y={end + 40} />
    </svg>
  )
}
