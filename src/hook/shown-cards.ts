/**
 * Remembers for a while what was shown, and what became of it. It may forget early: then a card is
 * shown once more, which harms nobody.
 */
export interface ShownCards {
  readonly remember: (key: string) => void
  readonly has: (key: string) => boolean | Promise<boolean>
}

/** Where it is remembered that what a card told was overridden with a reason. */
export const overriddenKey = (told: string) => `${told} overridden`

/** Where it is remembered that a suggestion of such a card was accepted. */
export const acceptedKey = (told: string, label: string) => `${told} accepted ${label}`
