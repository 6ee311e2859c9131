/** What was waited for: its value, that it failed, or that it did not come in time. */
type Waited<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' }

/**
 * Waits for work no longer than a bound. Where the event loop itself was late, what has arrived in
 * the meantime still counts: it is looked at before the time is called up.
 */
export function waitFor<Value>(work: Promise<Value>, ms: number): Promise<Waited<Value>> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => {
      setImmediate(() => resolve({ kind: 'late' }))
    }, ms)
    const settle = (waited: Waited<Value>) => {
      clearTimeout(impatience)
      resolve(waited)
    }
    work.then(
      (value) => settle({ kind: 'done', value }),
      (error: unknown) => settle({ kind: 'failed', error }),
    )
  })
}
