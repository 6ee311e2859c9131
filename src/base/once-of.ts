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
