/** A function of an object that computes it once, for as long as the object is kept. */
export function onceOf<Key extends object, Value>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const made = new WeakMap<Key, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined || made.has(key)) return known as Value
    const value = compute(key)
    made.set(key, value)
    return value
  }
}

/** Makes an instance of the object that it is given: what a subclass declares becomes part of it. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- it is there to be extended
class Given {
  constructor(object: object) {
    return object
  }
}

/** What was computed of an object, as a private field of the object itself. */
class Carrier extends Given {
  readonly #made = new Map<unknown, unknown>()

  static madeOf(key: object): Map<unknown, unknown> {
    return #made in key ? key.#made : new Carrier(key).#made
  }
}

/**
 * {@link onceOf} for objects that live no longer than a call, which carry what was computed of them.
 * A `WeakMap` that outlives them costs twenty times as much: every entry keeps its object from the
 * collector's quick pass. To be made once, not a call: an object that stays would keep each.
 */
export function onceCarried<Key extends object, Value>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  return function once(key) {
    const made = Carrier.madeOf(key)
    const known = made.get(once)
    if (known !== undefined || made.has(once)) return known as Value
    const value = compute(key)
    made.set(once, value)
    return value
  }
}
