import type { JsonPath } from '../base/json-path.ts'
import type { Problems } from './problems.ts'
import type { ValueSets } from './terminology-folder.ts'

/** Members that name a value set, in predictors.json and in orders.json. */
const NAMING: readonly string[] = [
  'codes',
  'reported',
  'plus',
  'modalityCodes',
  'siteCodes',
  'generalStageTypes',
  'otherSchemeCodes',
  'meanCodes',
  'otherCodes',
  'admittedCodes',
  'diseaseCodes',
  'backgroundCodes',
  'regionCodes',
  'labelCodes',
  'derivationCodes',
  'techniqueCodes',
  'otherMethodCodes',
  'answerCodes',
  'unspecificSites',
  'specificCodes',
  'codesOfAnySite',
  'broaderCodes',
  'genericCodes',
  'hintCodes',
]

interface ValueSetName {
  readonly path: JsonPath
  readonly id: string
}

function namesIn(value: unknown, at: JsonPath): readonly ValueSetName[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, inner]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key]
    return NAMING.includes(key) && typeof inner === 'string'
      ? [{ path, id: inner }]
      : namesIn(inner, path)
  })
}

/** Adds a problem for every name of a value set that does not exist, wherever it stands in a file. */
export function checkValueSets(
  valueSets: ValueSets,
  file: string,
  content: unknown,
  problems: Problems,
): void {
  for (const { path, id } of namesIn(content, []))
    if (!valueSets.has(id))
      problems.add(
        file,
        path,
        `there is no such value set: ${id}`,
        `It would be terminology/value-sets/${id}.json`,
      )
}
