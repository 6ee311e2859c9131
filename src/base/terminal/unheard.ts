/**
 * Asks a library that writes to the console, or throws, at what it cannot read: texts of a record
 * stay out of the terminal.
 *
 * @returns The answer; nothing when it threw.
 */
export function unheard<Answer>(ask: () => Answer): Answer | undefined {
  const { console } = globalThis
  const { log } = console
  console.log = () => undefined
  try {
    return ask()
  } catch {
    return undefined
  } finally {
    console.log = log
  }
}
