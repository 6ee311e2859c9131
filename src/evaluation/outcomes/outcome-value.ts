import { type Cell, textOf, yesOrNoIn } from '../../base/formats/table/cells.ts'
import type { TableMap } from '../../base/formats/table/table-map.ts'
import { toLookup } from '../../base/lookup.ts'
import type { CompetingEvent } from '../../records/guidance-record.ts'
import type { Look } from './outcome-in-time.ts'

const COMPETING = toLookup<CompetingEvent>({
  death: 'death',
  died: 'death',
  dead: 'death',
  deceased: 'death',
  死亡: 'death',
  transplant: 'transplant',
  transplanted: 'transplant',
  transplantation: 'transplant',
  'liver transplantation': 'transplant',
  移植: 'transplant',
  肝移植: 'transplant',
})

/** What a cell says of the outcome: yes, no, or what came in its place. */
function outcomeIn(cell: unknown): Cell<Look['value']> {
  const event = COMPETING[(textOf(cell) ?? '').toLowerCase()]
  if (event !== undefined) return { kind: 'value', value: event }
  const read = yesOrNoIn(cell)
  return read.kind === 'unreadable'
    ? { kind: 'unreadable', why: 'neither yes, no, death nor transplant' }
    : read
}

/** The same, where the map of the table has words of its own. */
export function mappedOutcome(cell: unknown, { columns }: TableMap): Cell<Look['value']> {
  const { yes = [], no = [], missing = [] } = columns['outcome'] ?? {}
  const text = (textOf(cell) ?? '').toLowerCase()
  const isIn = (words: readonly string[]) =>
    words.some((word) => word.trim().toLowerCase() === text)
  if (isIn(missing)) return { kind: 'missing' }
  if (isIn(yes)) return { kind: 'value', value: 1 }
  return isIn(no) ? { kind: 'value', value: 0 } : outcomeIn(cell)
}
