import type { ReactNode } from 'react'
import { useSpeech } from '../language/language.tsx'
import { WideTable } from './table.tsx'

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

/** A table whose rows are named by their first cell. */
export const PlainTable = ({
  head,
  rows,
  isStacked = false,
}: FigureTableProps & { readonly isStacked?: boolean }) => (
  <WideTable label={head.join(', ')} head={head} rows={rows} hasRowNames isStacked={isStacked} />
)
