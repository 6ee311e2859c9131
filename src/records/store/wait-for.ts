type WaitResult<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' }

/**
 * Waits for work no longer than `ms`. Where the event loop itself was late, what has arrived
 * meanwhile still counts: the timer looks once more after it.
 */
export function waitFor<Value>(work: Promise<Value>, ms: number): Promise<WaitResult<Value>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      setImmediate(() => resolve({ kind: 'late' }))
    }, ms)
    const settle = (waited: WaitResult<Value>) => {
      clearTimeout(timer)
      resolve(waited)
    }
    work.then(
      (value) => settle({ kind: 'done', value }),
      (error: unknown) => settle({ kind: 'failed', error }),
    )
  })
}
