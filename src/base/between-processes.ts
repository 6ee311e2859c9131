import type { Instant } from './time.ts'

/**
 * Remembers which tokens were used. Several processes need one that they share, or a token works
 * once at each of them.
 */
export interface SpentTokens {
  /**
   * Marks a token as used, in one step.
   *
   * @param until - When the token has expired and may be forgotten.
   */
  readonly spend: (
    token: string,
    until: Instant,
  ) => Promise<'first-use' | 'used-before' | 'no-room'>
}

/** Counts requests by caller and minute. */
export interface CallerCounts {
  /**
   * Counts a request of a caller.
   *
   * @returns The caller's requests of this minute, and when the next one begins.
   */
  readonly count: (caller: string) => { readonly hits: number; readonly resetAt: Instant }
}
