import { addPoints, type Decided, decide } from '../models/decide.ts'
import type { Known as Fact } from '../models/condition.ts'
import type { Provenance, Reading } from './reading.ts'
import type { Derivation, FindingInput, FindingValue } from './input-definition.ts'

/** What an input is known to be: a number, or a value of a finding. */
export interface Known extends Fact {
  readonly from: Provenance
}

/** Looks an input up; nothing when it is not known. */
export type LookUp = (input: string) => Known | undefined

function fromPoints(
  { items, classes }: Extract<Derivation, { readonly kind: 'points' }>,
  lookUp: LookUp,
): Decided<string> | undefined {
  const sum = addPoints(items, lookUp)
  if (sum === undefined) return undefined
  // The catalog's last class and bands are open; without them there is no class.
  const value = classes.find(({ atMost }) => sum.value <= atMost)?.value
  return value === undefined ? undefined : { value, used: sum.used }
}

/** The provenance of what was derived: as old as the oldest of its parts. */
function provenanceOf(used: readonly string[], lookUp: LookUp): Provenance | undefined {
  const parts = [...new Set(used)].flatMap((input) => {
    const known = lookUp(input)
    return known === undefined ? [] : [{ input, from: known.from }]
  })
  const [oldest] = parts.toSorted((a, b) => (b.from.ageDays ?? 0) - (a.from.ageDays ?? 0))
  if (oldest === undefined) return undefined
  return {
    reference: parts.map(({ from }) => from.reference).join(' / '),
    asSent: '',
    written: oldest.from.written,
    ageDays: oldest.from.ageDays,
    codes: parts.flatMap(({ from }) => from.codes ?? []),
    parts: parts.map(({ input, from }) => ({ input, asSent: from.asSent })),
  }
}

/** A finding from the inputs that define it; missing when one that matters is not known. */
export function derive(
  { derivation, values }: FindingInput,
  lookUp: LookUp,
): Reading<FindingValue> {
  if (derivation === undefined) return { kind: 'missing' }
  const derived =
    derivation.kind === 'points' ? fromPoints(derivation, lookUp) : decide(derivation.rows, lookUp)
  const value = values.find(({ id }) => id === derived?.value)
  const from = derived === undefined ? undefined : provenanceOf(derived.used, lookUp)
  return value === undefined || from === undefined
    ? { kind: 'missing' }
    : { kind: 'found', value, from }
}
