import type { Provenance, Reading } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import type { AuxiliaryInput, FindingInput, FindingValue, Derivation } from './input-definition.ts'
import { readFinding } from './read-finding.ts'
import { readQuantity } from './read-quantity.ts'
import { addPoints, type Decided, decide, type Known as Fact } from '../models/decisions.ts'

/** What an input is known to be: a number, or a value of a finding. */
interface Known extends Fact {
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
function derive({ derivation, values }: FindingInput, lookUp: LookUp): Reading<FindingValue> {
  if (derivation === undefined) return { kind: 'missing' }
  const derived =
    derivation.kind === 'points' ? fromPoints(derivation, lookUp) : decide(derivation.rows, lookUp)
  const value = values.find(({ id }) => id === derived?.value)
  const from = derived === undefined ? undefined : provenanceOf(derived.used, lookUp)
  return value === undefined || from === undefined
    ? { kind: 'missing' }
    : { kind: 'found', value, from }
}

/** Reads the inputs that others are derived from, each once. */
interface AuxiliaryReader {
  readonly lookUp: LookUp
  /** The reading of an input; missing when there is no such input. */
  readonly reading: (input: string) => Reading<number | FindingValue>
  /** Why the patient is outside the model's population, by the auxiliaries alone. */
  readonly exclusions: () => readonly string[]
}

/** A finding as it is recorded, and as it follows from others where that can be told. */
export function readOrDerive(
  recorded: Reading<FindingValue>,
  input: FindingInput,
  lookUp: LookUp,
): Reading<FindingValue> {
  if (input.derivation === undefined) return recorded
  const derived = derive(input, lookUp)
  if (recorded.kind !== 'found') return derived.kind === 'found' ? derived : recorded
  return derived.kind === 'found' && derived.value !== recorded.value
    ? { kind: 'unusable', why: 'contradicts-derived', from: recorded.from }
    : recorded
}

const toKnown = (value: number | FindingValue, from: Provenance): Known =>
  typeof value === 'number' ? { number: value, from } : { finding: value.id, from }

/** A reader of the auxiliaries of one record. */
export function toAuxiliaryReader(
  auxiliaries: readonly AuxiliaryInput[],
  record: RecordStatements,
  context: ReadingContext,
): AuxiliaryReader {
  const readings = new Map<string, Reading<number | FindingValue>>()

  function read(input: AuxiliaryInput): Reading<number | FindingValue> {
    return input.kind === 'finding'
      ? readOrDerive(readFinding(input, record, context), input, lookUp)
      : readQuantity(input, record, context)
  }

  function reading(id: string): Reading<number | FindingValue> {
    const done = readings.get(id)
    if (done !== undefined) return done
    const input = auxiliaries.find((auxiliary) => auxiliary.id === id)
    const fresh = input === undefined ? { kind: 'missing' as const } : read(input)
    readings.set(id, fresh)
    return fresh
  }

  function lookUp(id: string): Known | undefined {
    const found = reading(id)
    return found.kind === 'found' ? toKnown(found.value, found.from) : undefined
  }

  return {
    lookUp,
    reading,
    exclusions: () =>
      auxiliaries.flatMap(({ id, kind }) => {
        const finding = kind === 'finding' ? reading(id) : undefined
        if (finding?.kind !== 'found' || typeof finding.value === 'number') return []
        return finding.value.meaning.kind === 'excludes' ? [finding.value.meaning.because] : []
      }),
  }
}
