import type { Statement } from '../../clinical/fhir/statements.ts'
import { nameOf } from '../../clinical/fhir/concept.ts'
import { referenceTo } from '../../clinical/fhir/resource.ts'
import type { PrefetchSlots } from '../../clinical/assessment/slots.ts'
import {
  type AuxiliaryInput,
  type PredictorDefinition,
  searchedCodes,
} from '../../clinical/readings/input-definition.ts'
import { codeOf } from './code-of.ts'

/** A value of the record under a code of an input, which the search by that code does not bring. */
export interface Unfound {
  readonly input: string
  readonly code: string
  /** The panel that it is a component of, by code and name; nothing of a value of its own. */
  readonly panel: string | undefined
  readonly count: number
}

type Input = PredictorDefinition | AuxiliaryInput

/** The references of what the searches brought. */
function broughtBy(slots: PrefetchSlots): ReadonlySet<string> {
  const resources = Object.values(slots).flatMap((slot) =>
    slot.kind === 'supplied' ? slot.resources : [],
  )
  return new Set(resources.map(referenceTo))
}

const panelOf = ({ outerCode }: Statement) =>
  outerCode === undefined ? undefined : `${codeOf(outerCode)} ${nameOf(outerCode)}`.trim()

/**
 * What stands in the record under the codes of the inputs, and is not found by them: values in the
 * components of panels, where a server searches by the code of the whole alone; and values that a
 * server does not find though it has them.
 *
 * @param statements - Of the whole record.
 * @param slots - What the searches by code brought.
 */
export function findUnfound(
  statements: readonly Statement[],
  inputs: readonly Input[],
  slots: PrefetchSlots,
): readonly Unfound[] {
  const brought = broughtBy(slots)
  const found = new Map<string, Unfound>()
  for (const statement of statements) {
    if (brought.has(statement.reference)) continue
    const of = inputs.filter((input) =>
      searchedCodes(input).some((valueSet) => statement.code.codings.some(valueSet.has)),
    )
    for (const { id } of of) {
      const [code, panel] = [codeOf(statement.code), panelOf(statement)]
      const key = `${id} ${code} ${panel ?? ''}`
      const count = (found.get(key)?.count ?? 0) + 1
      found.set(key, { input: id, code, panel, count })
    }
  }
  return [...found.values()]
}
