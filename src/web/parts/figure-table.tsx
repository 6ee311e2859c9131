import type { ReactNode } from 'react'
import { useSpeech } from '../language/language.tsx'

interface FigureTableProps {
  readonly head: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
}

/** The figures behind a picture, for whoever reads numbers rather than pictures. */
export function FigureTable({ head, rows }: FigureTableProps) {
  const { texts } = useSpeech()
  return (
    <details className="behind">
      <summary>{texts.common.tableOf}</summary>
      <PlainTable head={head} rows={rows} />
    </details>
  )
}

/** A table that is scrolled inside itself when the window is narrow. */
export function PlainTable({ head, rows }: FigureTableProps) {
  return (
    <div className="wide" role="group" tabIndex={0} aria-label={head.join(', ')}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) =>
                j === 0 ? (
                  <th key={j} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={j}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
