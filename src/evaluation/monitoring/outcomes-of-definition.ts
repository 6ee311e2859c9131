import type { Horizon } from '../outcomes/outcome-in-time.ts'
import type { RecordedOutcome } from './recorded-case.ts'
import { groupBy } from './periods.ts'
import { disclosed, type DisclosedCount } from './small-cells.ts'

/** An outcome definition: by what id its outcomes are kept, and how they count in time. */
export interface DefinedOutcome {
  readonly id: string
  readonly horizon: Horizon
}

/** Outcomes of one definition: those of two are two outcomes, and never one figure. */
export interface OutcomesOfDefinition {
  /** Nothing where there are no outcomes and none was asked for. */
  readonly definition: string | undefined
  readonly outcomes: readonly RecordedOutcome[]
  /** Outcomes by other definitions, which do not count. */
  readonly ofOthers: DisclosedCount
}

/** The definition by which most outcomes are; of as many the one that was judged last. */
function mostUsed(outcomes: readonly RecordedOutcome[]): string | undefined {
  const used = [...groupBy(outcomes, ({ definition }) => definition)].map(([id, own]) => ({
    id,
    count: own.length,
    last: own.reduce((last, { at }) => Math.max(last, at), 0),
  }))
  return used.toSorted((a, b) => b.count - a.count || b.last - a.last)[0]?.id
}

/** The outcomes of a definition, else of the one by which most are. */
export function outcomesOfDefinition(
  outcomes: readonly RecordedOutcome[],
  asked: DefinedOutcome | undefined,
): OutcomesOfDefinition {
  const definition = asked?.id ?? mostUsed(outcomes)
  const own = outcomes.filter((outcome) => outcome.definition === definition)
  return { definition, outcomes: own, ofOthers: disclosed(outcomes.length - own.length) }
}
