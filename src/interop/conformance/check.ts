import type { Probe } from './probe.ts'

/** How strongly the specification asks for something. */
type Level = 'SHALL' | 'SHOULD'

/** What a check found out. */
export type Finding =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'fail'; readonly why: string }
  | { readonly outcome: 'skip'; readonly why: string }

/** One thing that is asked of a service, and how to find out from outside. */
export interface Check {
  /** The clause of the conformance list (docs/conformance.md). */
  readonly clause: string
  readonly level: Level
  readonly title: string
  readonly run: (probe: Probe) => Promise<Finding>
}

/** A check that was run. */
export type Result = Pick<Check, 'clause' | 'level' | 'title'> & Finding

export const pass: Finding = { outcome: 'pass' }

export const fail = (why: string): Finding => ({ outcome: 'fail', why })

export const skip = (why: string): Finding => ({ outcome: 'skip', why })

/** Passes when there is nothing to complain of. */
export function noneOf(complaints: readonly string[]): Finding {
  return complaints.length === 0 ? pass : fail([...new Set(complaints)].join('; '))
}
