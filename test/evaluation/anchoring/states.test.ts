import { describe, expect, test } from '@jest/globals'
import { STATES, tryState, wrongShares } from '../../support/states/try-state.ts'

/** Enough to see 5 % of the firm statements, and little enough for every run. */
const SIZE = { sites: 4, patients: 150, seed: 20261130 }

describe('of the firm statements of a state, at most 5 % are wrong by more than 5 points', () => {
  const worlds = ['declared', 'scanner x1.6', 'share 60 %'] as const
  const cells = worlds.flatMap((world) => STATES.map((state) => [world, state] as const))
  test.each(cells)('%s, state %s', (world, state) => {
    const tried = tryState(world, state, SIZE)
    const { category, border } = wrongShares(tried)
    expect(tried.firmBorder).toBeGreaterThan(0.45 * tried.patients)
    expect(category).toBeLessThanOrEqual(0.05)
    expect(border).toBeLessThanOrEqual(0.05)
  })
})
