import { setImmediate as breathe } from 'node:timers/promises'

/** So many at once hold nobody up. */
const A_TURN = 100

/** What `flatMap` makes, with a pause after every so many items in which others get their turn. */
export async function flatMapInTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => readonly Made[],
): Promise<readonly Made[]> {
  const made: Made[] = []
  for (let at = 0; at < items.length; at += A_TURN) {
    if (at > 0) await breathe()
    for (const item of items.slice(at, at + A_TURN)) made.push(...make(item))
  }
  return made
}

let last = Promise.resolve()

/** Waits for a turn of the event loop that nobody else has who waits so, for work that holds it. */
export function ownTurn(): Promise<void> {
  last = last.then(() => breathe())
  return last
}
