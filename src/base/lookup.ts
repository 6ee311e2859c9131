/**
 * A table that words from outside are looked up in. It has no member but its own: `constructor` or
 * `__proto__` in a request must find nothing.
 */
export function toLookup<Value>(
  entries: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(emptyLookup<Value>(), entries))
}

/** An empty table, to be filled with words from outside as keys. */
export function emptyLookup<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>
}
