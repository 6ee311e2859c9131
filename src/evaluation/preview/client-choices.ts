import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from '../../hook/client-settings.ts'
import type { HookName } from '../../hook/protocol/hooks.ts'

/** A way in which a site may let its clients be served. */
export interface Choice {
  /** As the registry has them; none where nothing is said. */
  readonly settings: Partial<ClientSettings>
  /** The hooks that are called; all that were called where not said. */
  readonly hooks?: readonly HookName[]
  readonly withBoard?: true
}

/** What was called, and what could be said. */
interface Called {
  readonly hooks: readonly HookName[]
  /** The model's categories, the lowest first. */
  readonly categories: readonly string[]
  readonly hasBoard: boolean
}

/** The defaults first, then each choice alone. */
export function choicesOver({ hooks, categories, hasBoard }: Called): readonly Choice[] {
  return [
    { settings: {} },
    { settings: { silent: true } },
    { settings: { skipRepeatedOnSign: !DEFAULT_CLIENT_SETTINGS.skipRepeatedOnSign } },
    ...categories.slice(1).map((lowestCategory) => ({ settings: { lowestCategory } })),
    ...(hooks.length < 2 ? [] : hooks.map((hook) => ({ settings: {}, hooks: [hook] }))),
    ...(hasBoard
      ? [{}, { oneCardPerOrder: true }].map((settings) => ({ settings, withBoard: true as const }))
      : []),
  ]
}
