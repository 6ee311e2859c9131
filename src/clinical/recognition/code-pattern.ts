/** Codes by how they begin, in the systems whose name has a part in it. */
export interface CodePattern {
  /** Parts of URIs or OIDs, in lower case. */
  readonly systems: readonly string[]
  /** Beginnings of codes, without dots and in capitals. */
  readonly codes: readonly string[]
}

interface CodeAsSent {
  readonly system?: string | undefined
  readonly code?: string | undefined
}

/** Whether the name of a system has one of the parts in it. */
export function isSystem(system: string | undefined, parts: readonly string[]): boolean {
  const name = system?.toLowerCase() ?? ''
  return name !== '' && parts.some((part) => name.includes(part))
}

/** Whether a code falls under one of the patterns, with or without its dots. */
export function isUnder({ system, code }: CodeAsSent, patterns: readonly CodePattern[]): boolean {
  if (code === undefined) return false
  const bare = code.replaceAll('.', '').trim().toUpperCase()
  return patterns.some(
    ({ systems, codes }) =>
      isSystem(system, systems) && codes.some((beginning) => bare.startsWith(beginning)),
  )
}
