import { Fault } from '../../base/fault.ts'

/** What is thrown in the place of a figure that has no solution, or that the steps did not reach. */
export const notConverged = (text: string): Fault =>
  new Fault('malformed-request', `${text}: nothing is written`)

/** How far the sum of the predicted risks may lie from the observed events, relative to these. */
const BALANCE = 1e-6

/**
 * What every maximum likelihood figure with an intercept keeps: as many events are predicted as
 * were observed. A figure that does not is none, whatever the iterations said.
 *
 * @throws {Fault} When the sums differ.
 */
export function checkBalance(predicted: number, observed: number): void {
  if (Math.abs(predicted - observed) <= BALANCE * observed) return
  throw notConverged(
    `the predicted risks add up to ${predicted.toPrecision(7)}, the observed events to ${observed.toPrecision(7)}`,
  )
}
