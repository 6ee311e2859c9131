/** A two-sided cumulative sum: how far values have gone up, and down, from their centre. */
export interface Cusum {
  readonly up: number
  readonly down: number
}

export const AT_REST: Cusum = { up: 0, down: 0 }

/**
 * The reference value in standard deviations: half of the shift that is found soonest (Page,
 * Biometrika 1954;41:100-115; NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.3).
 */
const REFERENCE = 0.5

/** The sums after one more value, as its distance from the centre in standard deviations. */
export const afterValue = ({ up, down }: Cusum, z: number): Cusum => ({
  up: Math.max(0, up + z - REFERENCE),
  down: Math.max(0, down - z - REFERENCE),
})

/**
 * The sum at which one of several charts that go side by side alarms: such that half of all sites
 * whose values never move have their first false alarm after 500 patients. A centre that was
 * estimated from few patients is off by itself, so that it takes more. Fitted to simulated run
 * lengths (1 to 3 charts, 30 patients and more, within 0.15); a test simulates them again.
 */
export function alarmLimit(charts: number, patients: number): number {
  const more = Math.log(charts)
  return 5.4 + more + (41 + 43 * more) / patients
}
