import type { JsonPath } from '../base/json-path.ts'
import { type Condition, holds, type Known, type Limits } from '../clinical/models/decisions.ts'
import type { Problems } from './problems.ts'

interface Band {
  readonly when: Condition
}

interface Place {
  readonly file: string
  readonly at: JsonPath
}

const numbersOf = ({ atLeast, above, atMost, below }: Limits) =>
  [atLeast, above, atMost, below].filter((limit) => limit !== undefined)

/** Numbers that tell limits apart: each of them, one between each two, and one beyond the ends. */
function probesOf(limits: readonly number[]): readonly number[] {
  const borders = [...new Set(limits)].toSorted((a, b) => a - b)
  return borders.flatMap((border, i) => {
    const before = borders[i - 1]
    const between = before === undefined ? border - 1 : (before + border) / 2
    return i === borders.length - 1 ? [between, border, border + 1] : [between, border]
  })
}

/** The values of an input that matter to the bands of an item, with what each is called. */
function valuesOf(conditions: readonly Condition[]): readonly (readonly [string, Known])[] {
  const findings = conditions.flatMap(({ oneOf = [] }) => oneOf)
  const twins = conditions.flatMap(({ twins: others = [] }) => others)
  const inUnit = Object.entries(Object.groupBy(twins, ({ unit }) => unit))
  return [
    ...findings.map((finding) => [finding, { finding }] as const),
    ...probesOf(conditions.flatMap(numbersOf)).map(
      (number) => [String(number), { number }] as const,
    ),
    ...inUnit.flatMap(([unit, limits = []]) =>
      probesOf(limits.flatMap(numbersOf)).map(
        (number) => [`${String(number)} ${unit}`, { measured: { unit, number } }] as const,
      ),
    ),
  ]
}

/** Every value of an item has the points of exactly one of its bands: no gap, no overlap. */
export function checkBands(
  items: readonly (readonly Band[])[],
  { file, at }: Place,
  problems: Problems,
): void {
  items.forEach((bands, i) => {
    const conditions = bands.map(({ when }) => when)
    if (new Set(conditions.map(({ input }) => input)).size > 1)
      problems.add(file, [...at, i], 'is not of one input')
    for (const [name, known] of valuesOf(conditions)) {
      const count = conditions.filter((when) => holds(when, () => known) === true).length
      if (count === 0) problems.add(file, [...at, i], `has no points for ${name}`)
      if (count > 1) problems.add(file, [...at, i], `has points for ${name} twice`)
    }
  })
}
