import { readRepositoryJson } from '../support/paths.ts'

/** A program of others, and what was run against it. */
interface Neighbour {
  readonly name: string
  /** Registry and name, when a file of this folder pins the version. */
  readonly origin?: string
  readonly version: string
  readonly ran: string
  readonly result: string
  readonly shownBy: readonly string[]
}

export const NEIGHBOURS = readRepositoryJson(
  'test/neighbours/neighbours.json',
) as readonly Neighbour[]

/** The neighbours as a Markdown table. */
export function toNeighbourTable(): string {
  const rows = NEIGHBOURS.map(({ name, version, ran, result, shownBy }) =>
    [name, version, ran, result, shownBy.map((file) => `\`${file}\``).join('<br>')].join(' | '),
  )
  return [
    '| neighbour | version | what is run | result | shown by |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}
