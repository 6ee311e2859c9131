import type { RiskRange } from '../../clinical/models/uncertainty.ts'

/** Beyond these the words tell nothing apart (`riskIn`); neither do the people. */
const LEAST = 0.05
const MOST = 0.95

interface People {
  /** At the low end of the range. */
  readonly certain: number
  /** How many more at its high end. */
  readonly possible: number
}

/** How many of 100 people a range of risk means, no more exact than its words. */
export function peopleOf({ low, high }: RiskRange): People {
  const certain = low < LEAST ? 0 : Math.round(100 * Math.min(low, MOST))
  const most = high > MOST ? 100 : Math.round(100 * Math.max(high, LEAST))
  return { certain, possible: most - certain }
}
