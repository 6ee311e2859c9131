import { systemNamed } from './code-system.ts'

/** A code in a code system; a code without its system matches nothing. */
export interface Coding {
  readonly system: string
  readonly code: string
  readonly display?: string
  /** What it is called in other languages, by BCP 47 tag. */
  readonly designations?: Readonly<Record<string, string>>
  /** The number that an answer stands for: 3 of grade 3. */
  readonly ordinal?: number | undefined
}

interface CodeAsSent {
  readonly system?: string | undefined
  readonly code?: string | undefined
}

/** A named, frozen list of codings. */
export interface ValueSet {
  readonly id: string
  readonly title: string
  readonly codings: readonly Coding[]
  readonly has: (coding: CodeAsSent) => boolean
}

/** Repeated codings are kept once. */
export function toValueSet(id: string, title: string, codings: readonly Coding[]): ValueSet {
  const byKey = new Map(codings.map((coding) => [`${coding.system}|${coding.code}`, coding]))
  const codes = new Map<string, Set<string>>()
  for (const { system: stated, code } of codings) {
    const system = systemNamed(stated)
    codes.set(system, (codes.get(system) ?? new Set()).add(code))
  }
  return Object.freeze({
    id,
    title,
    codings: Object.freeze([...byKey.values()]),
    has: ({ system, code }: CodeAsSent) =>
      system !== undefined &&
      code !== undefined &&
      codes.get(systemNamed(system))?.has(code) === true,
  })
}

export function hasMember(codings: readonly CodeAsSent[], valueSet: ValueSet): boolean {
  return codings.some((coding) => valueSet.has(coding))
}

/**
 * The number that the codings of an answer stand for; nothing when none of them has one, or when
 * two have different ones.
 */
export function ordinalOf(
  codings: readonly CodeAsSent[],
  { codings: members }: ValueSet,
): number | undefined {
  const ordinals = new Set(
    codings.flatMap((sent) =>
      members
        .filter(({ system, code }) => systemNamed(system) === sent.system && code === sent.code)
        .flatMap(({ ordinal }) => ordinal ?? []),
    ),
  )
  const [ordinal, other] = ordinals
  return other === undefined ? ordinal : undefined
}
