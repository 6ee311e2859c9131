import type { ReactNode } from 'react'

export function HeadRow({ cells }: { readonly cells: readonly ReactNode[] }) {
  return (
    <thead>
      <tr>
        {cells.map((cell, i) => (
          <th key={i} scope="col">
            {cell}
          </th>
        ))}
      </tr>
    </thead>
  )
}

interface TableProps {
  readonly label: string
  readonly head: readonly ReactNode[]
  readonly rows: readonly (readonly ReactNode[])[]
  /** Whether the first cell of a row names it. */
  readonly hasRowNames: boolean
  /** Whether a narrow window shows each row as a block of its own, instead of scrolling. */
  readonly isStacked?: boolean
}

/** A table that is scrolled inside itself, by keyboard too, when the window is narrow. */
export function WideTable({ label, head, rows, hasRowNames, isStacked = false }: TableProps) {
  const nameOf = (column: number) => {
    const name = head[column]
    return isStacked && typeof name === 'string' ? name : undefined
  }
  return (
    <div
      className={isStacked ? 'wide stacked' : 'wide'}
      role="group"
      tabIndex={0}
      aria-label={label}
    >
      <table>
        <HeadRow cells={head} />
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) =>
                j === 0 && hasRowNames ? (
                  <th key={j} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={j} data-name={nameOf(j)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
