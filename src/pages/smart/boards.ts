import type { PrefetchSlots } from '../../clinical/assessment/slots.ts'
import type { BoardDefinition } from '../../hook/board.ts'
import type { RecordToAssess } from '../../clinical/assessment/assess-record.ts'
import { isJsonObject, objects } from '../../base/json.ts'
import { fromBoardJson } from '../../hook/service-json.ts'
import type { Reasoned } from './reading-reason.ts'
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

/** The slots of a board's prefetch templates: those that were read already, and the rest. */
async function slotsFor(
  session: Session,
  have: PrefetchSlots,
  prefetch: unknown,
): Promise<PrefetchSlots> {
  const templates = templatesOf(prefetch)
  // A key that board and service share has one template: the catalog sees to it.
  const shared = templates.flatMap(([key]) => {
    const slot = have[key]
    return slot === undefined ? [] : [[key, slot] as const]
  })
  const rest = templates.filter(([key]) => have[key] === undefined)
  return {
    ...Object.fromEntries(shared),
    ...(await readMore(session, Object.fromEntries(rest))),
  }
}

/**
 * The boards on top of a service, with what their scores need of the record.
 *
 * @throws {KnownFailure} When the sign-in has expired.
 */
export async function readBoards(
  session: Session,
  { definition, record }: Reasoned,
): Promise<readonly BoardAndRecord[]> {
  const found = await Promise.all(
    objects(await fetchBoards()).map(async ({ board: json, prefetch }) => {
      const board = fromBoardJson(json, definition)
      if (board === undefined) return []
      const slots = await slotsFor(session, record.slots, prefetch)
      return [{ board, record: { ...record, slots } }]
    }),
  )
  return found.flat()
}
