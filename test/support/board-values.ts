import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { readBundle } from '../../src/clinical/fhir/resource.ts'
import type { PrefetchSlots } from '../../src/clinical/assessment/slots.ts'
import { boardOfRecord } from '../../src/hook/board-of-record.ts'
import type { BoardValues } from '../../src/hook/cards/board-placeholders.ts'
import { type Asked, askBoard } from './board.ts'
import { NOW } from './clock.ts'
import { repositoryPath } from './paths.ts'

const { boards } = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
const { board } = boards[0]!

/** Everything that the board can say of a record: the app shows it, the card a part. */
export function boardValues(asked: Asked = {}): BoardValues {
  const { context, prefetch = {} } = askBoard(asked)
  const resourcesOf = (bundle: unknown) => readBundle(bundle as never).resources
  const slots: PrefetchSlots = Object.fromEntries(
    Object.entries(prefetch).map(([key, value]) => [
      key,
      {
        kind: 'supplied' as const,
        by: 'client' as const,
        resources: key === 'patient' ? [value as never] : resourcesOf(value),
        unread: [],
      },
    ]),
  )
  const [order] = resourcesOf(context['draftOrders'])
  const told = boardOfRecord(board, { slots, patientId: 'board', order, now: NOW })
  if (told.verdict !== 'scores') throw new TypeError(told.verdict)
  return told.values
}

/** A computed score by its name, as the app shows it. */
export const rowNamed = ({ rows }: BoardValues, name: string) =>
  rows.find((row) => row.name === name)
