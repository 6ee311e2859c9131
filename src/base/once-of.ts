/** A function of an object that computes it once, for as long as the object is kept. */
export function onceOf<Key extends object, Value>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known.value
    const value = compute(key)
    made.set(key, { value })
    return value
  }
}
