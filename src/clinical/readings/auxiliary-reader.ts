import { originOfAll } from '../fhir/origin.ts'
import type { Provenance, Reading, Unusable } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import type { AuxiliaryInput, FindingInput, FindingValue, Derivation } from './input-definition.ts'
import { knownOf } from './known.ts'
import { readFinding } from './read-finding.ts'
import { readQuantity } from './read-quantity.ts'
import { addPoints, type Decided, decide, type Known } from '../models/decisions.ts'

interface KnownInput extends Known {
  readonly from: Provenance
}

export type LookUpInput = (input: string) => KnownInput | undefined

function fromPoints(
  { items, classes }: Extract<Derivation, { readonly kind: 'points' }>,
  lookUp: LookUpInput,
): Decided<string> | undefined {
  const sum = addPoints(items, lookUp)
  if (sum === undefined) return undefined
  // The catalog's last class and bands are open; without them there is no class.
  const value = classes.find(({ atMost }) => sum.value <= atMost)?.value
  return value === undefined ? undefined : { value, used: sum.used }
}

/** The provenance of a derived value: as old as the oldest of its parts. */
function provenanceOf(used: readonly string[], lookUp: LookUpInput): Provenance | undefined {
  const parts = [...new Set(used)].flatMap((input) => {
    const known = lookUp(input)
    return known === undefined ? [] : [{ input, ...known }]
  })
  const [oldest] = parts.toSorted((a, b) => (b.from.ageDays ?? 0) - (a.from.ageDays ?? 0))
  if (oldest === undefined) return undefined
  return {
    reference: parts.map(({ from }) => from.reference).join(' / '),
    asSent: '',
    written: oldest.from.written,
    ageDays: oldest.from.ageDays,
    codes: parts.flatMap(({ from }) => from.codes ?? []),
    origin: originOfAll(parts.map(({ from }) => from.origin)),
    // Nothing was sent of a part that is derived itself: it stands by what follows.
    parts: parts.map(({ input, from, finding = '' }) => ({
      input,
      asSent: from.asSent === '' ? finding : from.asSent,
    })),
  }
}

/** A finding from the inputs that define it; missing when an input that matters is not known. */
function derive({ derivation, values }: FindingInput, lookUp: LookUpInput): Reading<FindingValue> {
  if (derivation === undefined) return { kind: 'missing' }
  const derived =
    derivation.kind === 'points' ? fromPoints(derivation, lookUp) : decide(derivation.rows, lookUp)
  const value = values.find(({ id }) => id === derived?.value)
  const from = derived === undefined ? undefined : provenanceOf(derived.used, lookUp)
  return value === undefined || from === undefined
    ? { kind: 'missing' }
    : { kind: 'found', value, from }
}

/** An input whose finding puts the patient outside of the model's population. */
export interface Exclusion {
  readonly input: string
  /** Id of the reason. */
  readonly because: string
}

/** The readings of inputs that others are derived from, each made once. */
interface AuxiliaryReader {
  readonly lookUp: LookUpInput
  /** The reading of an input; missing when there is no such input. */
  readonly reading: (input: string) => Reading<number | FindingValue>
  /** Why the patient is outside the model's population, by the auxiliaries alone. */
  readonly exclusions: () => readonly Exclusion[]
  /** The auxiliaries that might put the patient there, and have more values than are compared. */
  readonly tooMany: () => readonly string[]
}

const UNMENDED: readonly Unusable[] = ['contradicting-values', 'too-many-values']

/**
 * A finding as it is recorded, else as it follows from others; unusable when the two contradict
 * each other.
 */
export function readOrDerive(
  recorded: Reading<FindingValue>,
  input: FindingInput,
  lookUp: LookUpInput,
): Reading<FindingValue> {
  if (input.derivation === undefined) return recorded
  // What contradicts itself, or may do so unseen, is not mended by what follows from others.
  if (recorded.kind === 'unusable' && UNMENDED.includes(recorded.why)) return recorded
  const derived = derive(input, lookUp)
  if (recorded.kind !== 'found') return derived.kind === 'found' ? derived : recorded
  return derived.kind === 'found' && derived.value !== recorded.value
    ? { kind: 'unusable', why: 'contradicts-derived', from: recorded.from }
    : recorded
}

/** The ids of inputs of which a value puts the patient outside of the model's population. */
const mayExclude = (inputs: readonly AuxiliaryInput[]): readonly string[] =>
  inputs
    .filter(
      (input) =>
        input.kind === 'finding' && input.values.some(({ meaning }) => meaning.kind === 'excludes'),
    )
    .map(({ id }) => id)

const isOfTooMany = (found: Reading<unknown>) =>
  found.kind === 'unusable' && found.why === 'too-many-values'

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

  function lookUp(id: string): KnownInput | undefined {
    const found = knownOf(reading(id))
    return found && { ...found.known, from: found.from }
  }

  return {
    lookUp,
    reading,
    tooMany: () => mayExclude(auxiliaries).filter((id) => isOfTooMany(reading(id))),
    exclusions: () =>
      auxiliaries.flatMap(({ id, kind }) => {
        const finding = kind === 'finding' ? reading(id) : undefined
        if (finding?.kind !== 'found' || typeof finding.value === 'number') return []
        return finding.value.meaning.kind === 'excludes'
          ? [{ input: id, because: finding.value.meaning.because }]
          : []
      }),
  }
}
