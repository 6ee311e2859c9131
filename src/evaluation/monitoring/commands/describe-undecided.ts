import { countText, type DisclosedCount } from '../small-cells.ts'

interface Told {
  readonly undecided: Readonly<Record<string, DisclosedCount>>
  readonly ofOtherDefinitions: DisclosedCount
}

/** What does not count among the outcomes, in lines. */
export function describeUndecided({ undecided, ofOtherDefinitions }: Told): readonly string[] {
  const reasons = Object.entries(undecided).map(([why, count]) => `${why} ${countText(count)}`)
  return [
    ...(reasons.length === 0 ? [] : [`outcome neither yes nor no: ${reasons.join(', ')}`]),
    ...(ofOtherDefinitions === 0
      ? []
      : [`outcomes by other definitions, not counted: ${countText(ofOtherDefinitions)}`]),
  ]
}
