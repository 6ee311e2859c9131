import type { Provenance, Reading } from '../observations/index.ts'
import type { Derivation, DerivationCondition, FindingInput, FindingValue } from './definition.ts'

/** What an input is known to be: a number, or a value of a finding. */
export interface Known {
  readonly number?: number
  readonly finding?: string
  readonly from: Provenance
}

/** Looks an input up; nothing when it is not known. */
export type LookUp = (input: string) => Known | undefined

/** An answer, or nothing when it depends on what is not known. */
interface Derived {
  readonly value: string
  readonly used: readonly string[]
}

function isWithinLimits(number: number, condition: DerivationCondition): boolean {
  const { atLeast = -Infinity, above = -Infinity, atMost = Infinity, below = Infinity } = condition
  return number >= atLeast && number > above && number <= atMost && number < below
}

/** Whether a condition holds; nothing when its input is not known. */
function holds(condition: DerivationCondition, lookUp: LookUp): boolean | undefined {
  const known = lookUp(condition.input)
  if (known === undefined) return undefined
  // The catalog gives each condition an input of its kind; the other kind counts as not known.
  if (condition.oneOf !== undefined) return condition.oneOf.includes(known.finding ?? '')
  return known.number === undefined ? undefined : isWithinLimits(known.number, condition)
}

/**
 * The first row whose conditions all hold, if every row before it is known not to: what is not
 * recorded is not taken for absent.
 */
function fromTable(
  { rows }: Extract<Derivation, { readonly kind: 'decision-table' }>,
  lookUp: LookUp,
): Derived | undefined {
  const used: string[] = []
  for (const { when, value } of rows) {
    const answers = when.map((condition) => holds(condition, lookUp))
    used.push(...when.map(({ input }) => input))
    if (answers.includes(false)) continue
    return answers.includes(undefined) ? undefined : { value, used }
  }
  return undefined
}

function fromPoints(
  { items, classes }: Extract<Derivation, { readonly kind: 'points' }>,
  lookUp: LookUp,
): Derived | undefined {
  let sum = 0
  for (const bands of items) {
    const band = bands.find(({ when }) => holds(when, lookUp) === true)
    if (band === undefined) return undefined
    sum += band.points
  }
  // The catalog's last class and bands are open; without them there is no class.
  const value = classes.find(({ atMost }) => sum <= atMost)?.value
  const used = items.flatMap((bands) => bands.map(({ when }) => when.input))
  return value === undefined ? undefined : { value, used }
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
    derivation.kind === 'points' ? fromPoints(derivation, lookUp) : fromTable(derivation, lookUp)
  const value = values.find(({ id }) => id === derived?.value)
  const from = derived === undefined ? undefined : provenanceOf(derived.used, lookUp)
  return value === undefined || from === undefined
    ? { kind: 'missing' }
    : { kind: 'found', value, from }
}
