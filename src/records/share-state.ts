import type { Clock } from '../base/time.ts'
import type { ShownCards } from '../hook/shown-cards.ts'
import type { RecordKeeping } from './open-record-keeping.ts'
import { type SharedCallerCounts, shareRateCounts } from './store/shared-rates.ts'
import { shareShownCards, shareSpentTokens } from './store/shared-state.ts'
import type { SpentTokens } from '../base/between-processes.ts'
import { rememberShownCards } from './store/shown-cards.ts'

/** How much is remembered of what was shown: for a working day, and some 10 MB at the most. */
const SHOWN_CARDS = { maxCards: 50_000, forgetAfterMs: 12 * 60 * 60 * 1000 }

/** The memory of what was shown, in this process. */
export const toShownCards = (clock: Clock): ShownCards =>
  rememberShownCards({ clock, ...SHOWN_CARDS })

/** What is remembered from call to call. */
export interface SharedState {
  readonly shown: ShownCards
  readonly tokens: SpentTokens
  readonly callerCounts: SharedCallerCounts | undefined
  readonly close: () => void
}

/**
 * What is remembered from call to call: in memory where one process does all the work, in
 * PostgreSQL where there are several.
 */
export function toSharedState(
  keeping: RecordKeeping | undefined,
  own: SpentTokens,
  clock: Clock,
): SharedState {
  const shown = toShownCards(clock)
  if (keeping?.records.database.kind !== 'postgres')
    return { shown, tokens: own, callerCounts: undefined, close: () => undefined }
  const { records, waitMs } = keeping
  const isAway = () => records.status().database === 'away'
  const options = { database: records.database, clock, waitMs, isAway }
  const callerCounts = shareRateCounts(options)
  return {
    shown: shareShownCards(shown, SHOWN_CARDS.forgetAfterMs, options),
    tokens: shareSpentTokens(own, options),
    callerCounts,
    close: callerCounts.close,
  }
}
