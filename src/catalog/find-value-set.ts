import { toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import type { ValueSets } from './terminology-folder.ts'

/**
 * The value set of an id; an empty one where there is none, for which `checkValueSets` adds a
 * problem.
 */
export function findValueSet(valueSets: ValueSets, id: string): ValueSet {
  return valueSets.get(id) ?? toValueSet(id, id, [])
}
