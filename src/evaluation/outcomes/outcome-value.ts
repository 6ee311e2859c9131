import { type Cell, textOf, yesOrNoIn } from '../../base/formats/table/cells.ts'
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
export function outcomeIn(cell: unknown): Cell<Look['value']> {
  const event = COMPETING[(textOf(cell) ?? '').toLowerCase()]
  if (event !== undefined) return { kind: 'value', value: event }
  const read = yesOrNoIn(cell)
  return read.kind === 'unreadable'
    ? { kind: 'unreadable', why: 'neither yes, no, death nor transplant' }
    : read
}
