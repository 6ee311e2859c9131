import { setImmediate as breathe } from 'node:timers/promises'

/** So long one turn may take: nobody waits for longer than that and the last item. */
const TURN_MS = 10

/** What `flatMap` makes, with a pause as often as a turn is over in which others get theirs. */
export async function flatMapInTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => readonly Made[],
): Promise<readonly Made[]> {
  const made: Made[] = []
  let began = performance.now()
  for (const item of items) {
    if (performance.now() - began > TURN_MS) {
      await breathe()
      began = performance.now()
    }
    made.push(...make(item))
  }
  return made
}

let last = Promise.resolve()

/** Waits for a turn of the event loop that nobody else has who waits so, for work that holds it. */
export function ownTurn(): Promise<void> {
  last = last.then(() => breathe())
  return last
}
