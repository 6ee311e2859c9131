import type { BoardDefinition } from '../../hook/board.ts'
import { type RecordToAssess, toRelevantOrder } from '../../clinical/assessment/assess-record.ts'
import { isKnownEmpty, type PrefetchSlots } from '../../clinical/assessment/slots.ts'
import { isJsonObject, objects } from '../../base/json.ts'
import { lookedForOf, sinceByKey } from '../../hook/look-back.ts'
import { fromBoardJson } from '../../hook/service-json.ts'
import { type Reasoned, withWritten } from './reading-reason.ts'
import { readMore } from './record.ts'
import type { Session } from './session.ts'

export interface BoardAndRecord {
  readonly board: BoardDefinition
  readonly record: RecordToAssess
}

async function fetchBoards(): Promise<unknown> {
  const response = await fetch('boards.json')
  if (!response.ok) throw new Error(`boards.json ${String(response.status)}`)
  return response.json()
}

const templatesOf = (prefetch: unknown): readonly (readonly [string, string])[] =>
  Object.entries(isJsonObject(prefetch) ? prefetch : {}).map(([key, template]) => [
    key,
    String(template),
  ])

/**
 * The slots of a board's prefetch templates: those that were read already, as far back as the board
 * looks, and the rest.
 */
async function slotsFor(
  session: Session,
  { record, since, written, definition }: Reasoned,
  board: BoardDefinition,
  prefetch: unknown,
): Promise<PrefetchSlots> {
  const mayFollow = !isKnownEmpty(record.slots[definition.keys.procedures])
  const lookedFor = lookedForOf(board, mayFollow)
  const needed = sinceByKey(lookedFor, [toRelevantOrder(record.order)], record.now)
  // A key that board and service share has one template: the catalog sees to it.
  const isThere = (key: string) => record.slots[key] !== undefined && needed[key] === since[key]
  const templates = templatesOf(prefetch)
  const shared = templates.flatMap(([key]) => {
    const slot = isThere(key) ? record.slots[key] : undefined
    return slot === undefined ? [] : [[key, slot] as const]
  })
  const rest = Object.fromEntries(templates.filter(([key]) => !isThere(key)))
  const more = withWritten(await readMore(session, rest, needed), written, definition)
  return { ...Object.fromEntries(shared), ...more }
}

/**
 * The boards on top of a service, with what their scores need of the record.
 *
 * @throws {KnownFailure} When the sign-in has expired.
 */
export async function readBoards(
  session: Session,
  reasoned: Reasoned,
): Promise<readonly BoardAndRecord[]> {
  const { definition, record } = reasoned
  const found = await Promise.all(
    objects(await fetchBoards()).map(async ({ board: json, prefetch }) => {
      const board = fromBoardJson(json, definition)
      if (board === undefined) return []
      const slots = await slotsFor(session, reasoned, board, prefetch)
      return [{ board, record: { ...record, slots } }]
    }),
  )
  return found.flat()
}
