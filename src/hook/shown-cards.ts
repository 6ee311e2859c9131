/**
 * Remembers for a while what was shown. It may forget early: then a card is shown once more, which
 * harms nobody.
 */
export interface ShownCards {
  readonly remember: (key: string) => void
  /** Whether a card of this key was shown. */
  readonly has: (key: string) => boolean | Promise<boolean>
}
