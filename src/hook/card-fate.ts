/** Whether the card reached the client, and if not, why. */
export type CardFate =
  | 'shown'
  /** The client is served silently. */
  | 'silent'
  | 'below-lowest-category'
  /** The same user overrode the same card and said why. */
  | 'overridden'
  /** It repeats what was shown, and the client wants no repeats. */
  | 'repeat'
  /** The client takes no more cards at once. */
  | 'maximum-cards'
  /** There was nothing to tell at this hook. */
  | 'no-card'
