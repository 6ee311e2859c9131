import type { Reading } from '../observations/index.ts'
import type { ReadingContext, RecordStatements } from './context.ts'
import type { AuxiliaryInput, FindingInput, FindingValue } from './definition.ts'
import { derive, type Known, type LookUp } from './derive.ts'
import { readFinding } from './read-finding.ts'
import { readQuantity } from './read-quantity.ts'

/** Reads the inputs that others are derived from, each once. */
export interface AuxiliaryReader {
  readonly lookUp: LookUp
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

/** A reader of the auxiliaries of one record. */
export function toAuxiliaryReader(
  auxiliaries: readonly AuxiliaryInput[],
  record: RecordStatements,
  context: ReadingContext,
): AuxiliaryReader {
  const findings = new Map<string, Reading<FindingValue>>()
  const known = new Map<string, Known | undefined>()

  function finding(input: FindingInput): Reading<FindingValue> {
    const done = findings.get(input.id)
    if (done !== undefined) return done
    const reading = readOrDerive(readFinding(input, record, context), input, lookUp)
    findings.set(input.id, reading)
    return reading
  }

  function read(input: AuxiliaryInput): Known | undefined {
    if (input.kind === 'finding') {
      const reading = finding(input)
      return reading.kind === 'found'
        ? { finding: reading.value.id, from: reading.from }
        : undefined
    }
    const reading = readQuantity(input, record, context)
    return reading.kind === 'found' ? { number: reading.value, from: reading.from } : undefined
  }

  function lookUp(id: string): Known | undefined {
    const input = auxiliaries.find((one) => one.id === id)
    if (input !== undefined && !known.has(id)) known.set(id, read(input))
    return known.get(id)
  }

  return {
    lookUp,
    exclusions: () =>
      auxiliaries.flatMap((input) => {
        if (input.kind !== 'finding') return []
        const reading = finding(input)
        const meaning = reading.kind === 'found' ? reading.value.meaning : undefined
        return meaning?.kind === 'excludes' ? [meaning.because] : []
      }),
  }
}
