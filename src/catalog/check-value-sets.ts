import type { JsonPath } from './json-path.ts'
import type { Problems } from './problems.ts'
import type { ValueSets } from './terminology-folder.ts'

/** Members that name a value set, in predictors.json and in orders.json. */
const NAMING: readonly string[] = [
  'codes',
  'reported',
  'meanCodes',
  'otherCodes',
  'unspecificSites',
  'specificCodes',
  'genericCodes',
  'hintCodes',
]

interface Named {
  readonly path: JsonPath
  readonly id: string
}

function namedIn(value: unknown, at: JsonPath): readonly Named[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, one]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key]
    return NAMING.includes(key) && typeof one === 'string'
      ? [{ path, id: one }]
      : namedIn(one, path)
  })
}

/** Tells every name of a value set that does not exist, wherever it stands in a file. */
export function checkValueSets(
  valueSets: ValueSets,
  file: string,
  content: unknown,
  problems: Problems,
): void {
  for (const { path, id } of namedIn(content, []))
    if (!valueSets.has(id))
      problems.add(
        file,
        path,
        `there is no such value set: ${id}`,
        `It would be _value-sets/${id}.json`,
      )
}
