/** Edits (a letter more, less or another) that make one word of the other. Levenshtein 1966. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Short names are near to many others that mean something else, such as HOST to HOME. */
const tolerance = (name: string) => (name.length < 8 ? 1 : 2)

/** The known name that somebody most likely meant; nothing when no known name is near. */
export function meantBy(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((other) => ({ other, distance: editDistance(letters(name), letters(other)) }))
    .filter(({ other, distance }) => other !== name && distance <= tolerance(other))
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.other
}
