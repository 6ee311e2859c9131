/**
 * Limits that a busy machine does not reach. A test of a limit sets its own; no other test is about
 * one.
 */
export const UNHURRIED: Readonly<Record<string, string>> = {
  FETCH_BUDGET_MS: '30000',
  RATE_PER_MINUTE: '100000000',
  RECORDS_WAIT_MS: '10000',
  REQUEST_TIMEOUT_MS: '600000',
}
