/** The items of which each key is there once: in the order of the first of a key, the last of it. */
export function uniqueBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}
