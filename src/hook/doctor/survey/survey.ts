import type { PatientLook } from './look-at-patient.ts'
import type { UnmappedCode } from './unmapped.ts'

type Counts = Readonly<Record<string, number>>

/** An unmapped code with how often it came, and of how many patients. */
export interface SurveyedCode extends UnmappedCode {
  readonly count: number
  readonly patients: number
  readonly withoutUnit: number
}

/** What the records of many patients give. It holds nothing of a single one. */
export interface Survey {
  readonly patients: number
  /** By prefetch key, for how many patients all came (`all`), or why not. */
  readonly keys: Readonly<Record<string, Counts>>
  /** By predictor, for how many it was found, or why there is no number. */
  readonly inputs: Readonly<Record<string, Counts>>
  readonly situations: Counts
  readonly diagnoses: Counts
  /** Orders of the service, by how they were recognised. */
  readonly orders: Counts
  readonly unmapped: readonly SurveyedCode[]
}

const countOf = (words: readonly string[]): Counts => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a))
}

/** The counts of each member of objects that all have the same members. */
function countEach<Value>(
  looks: readonly Readonly<Record<string, Value>>[],
  toWords: (value: Value) => readonly string[],
): Readonly<Record<string, Counts>> {
  const names = [...new Set(looks.flatMap((look) => Object.keys(look)))]
  return Object.fromEntries(
    names.map((name) => {
      const values = looks.flatMap((look) => (name in look ? [look[name] as Value] : []))
      return [name, countOf(values.flatMap(toWords))]
    }),
  )
}

const tokenOf = ({ system, code }: UnmappedCode) => `${system}|${code}`

/** Meanings that all values of a code may have; all of them where they have none together. */
function sharedMeanings(codes: readonly UnmappedCode[]): readonly string[] {
  const all = [...new Set(codes.flatMap(({ mayBe }) => mayBe))]
  const shared = all.filter((id) => codes.every(({ mayBe }) => mayBe.includes(id)))
  return shared.length === 0 ? all : shared
}

function surveyCodes(looks: readonly PatientLook[]): readonly SurveyedCode[] {
  const seen = new Map<string, { codes: UnmappedCode[]; patients: Set<number> }>()
  looks.forEach(({ unmapped }, patient) => {
    for (const code of unmapped) {
      const known = seen.get(tokenOf(code)) ?? { codes: [], patients: new Set() }
      known.codes.push(code)
      known.patients.add(patient)
      seen.set(tokenOf(code), known)
    }
  })
  return [...seen.values()]
    .flatMap(({ codes, patients }): readonly SurveyedCode[] => {
      const [first] = codes
      if (first === undefined) return []
      const { system, code, name } = first
      const withoutUnit = codes.filter(({ isWithoutUnit }) => isWithoutUnit === true).length
      const counts = { count: codes.length, patients: patients.size, withoutUnit }
      return [{ system, code, name, mayBe: sharedMeanings(codes), ...counts }]
    })
    .toSorted((a, b) => b.count - a.count)
}

/** What was seen of many patients, together. */
export function toSurvey(looks: readonly PatientLook[]): Survey {
  return {
    patients: looks.length,
    keys: countEach(
      looks.map(({ keys }) => keys),
      (reasons) => (reasons.length === 0 ? ['all'] : reasons),
    ),
    inputs: countEach(
      looks.map(({ inputs }) => inputs),
      (state) => [state],
    ),
    situations: countOf(looks.map(({ situation }) => situation)),
    diagnoses: countOf(looks.map(({ diagnosis }) => diagnosis)),
    orders: countOf(looks.flatMap(({ orders }) => orders)),
    unmapped: surveyCodes(looks),
  }
}
