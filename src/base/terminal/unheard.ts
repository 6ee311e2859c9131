/**
 * What a library answers, without what it writes to the console meanwhile: it may be a text of a
 * record.
 */
export function unheard<Answer>(ask: () => Answer): Answer {
  const { console } = globalThis
  const { log } = console
  console.log = () => undefined
  try {
    return ask()
  } finally {
    console.log = log
  }
}
