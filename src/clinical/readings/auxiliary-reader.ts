import type { Provenance, Reading } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import type { AuxiliaryInput, FindingInput, FindingValue } from './input-definition.ts'
import { derive, type Known, type LookUp } from './derive.ts'
import { readFinding } from './read-finding.ts'
import { readQuantity } from './read-quantity.ts'

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
