import { fill } from '../../base/fill.ts'
import { undecidedText } from '../outcomes/undecided-words.ts'
import type { Speaking } from './monitoring-tables.ts'
import { countText, type DisclosedCount } from './small-cells.ts'

interface Told {
  readonly undecided: Readonly<Record<string, DisclosedCount>>
  readonly ofOtherDefinitions: DisclosedCount
}

/** What does not count among the outcomes, in lines. */
export function describeUndecided(
  { undecided, ofOtherDefinitions }: Told,
  { words, names }: Speaking,
): readonly string[] {
  const reasons = Object.entries(undecided).map(
    ([why, count]) => `${undecidedText(why, names.language)} ${countText(count)}`,
  )
  return [
    ...(reasons.length === 0 ? [] : [fill(words.undecided, { list: reasons.join(words.comma) })]),
    ...(ofOtherDefinitions === 0
      ? []
      : [fill(words.otherDefinitions, { n: countText(ofOtherDefinitions) })]),
  ]
}
