import type { Clock } from '../time.ts'
import type { LogFields, Logger } from './logger.ts'

/** What the log said of late, for the operator's page. */
export interface RecentLines {
  /** The last refusals, the newest first. */
  readonly refusals: () => readonly LogFields[]
  /** Calls that were answered since the start, and what they went without, by input and reason. */
  readonly answers: () => {
    readonly count: number
    readonly gaps: Readonly<Record<string, number>>
  }
}

const MOST_REFUSALS = 50

interface Gap {
  readonly predictor: string
  readonly why: string
}

const gapsOf = ({ gaps }: LogFields): readonly Gap[] =>
  Array.isArray(gaps) ? (gaps as readonly Gap[]) : []

/** A logger that remembers a little of what it wrote: it holds nothing of a patient, as the log. */
export function rememberLines(
  logger: Logger,
  clock: Clock,
): { readonly logger: Logger; readonly recent: RecentLines } {
  const refusals: LogFields[] = []
  const gaps = new Map<string, number>()
  let count = 0
  const answered = (fields: LogFields, message: string) => {
    if (!message.startsWith('answered')) return
    count += 1
    for (const { predictor, why } of gapsOf(fields)) {
      const key = `${predictor}: ${why}`
      gaps.set(key, (gaps.get(key) ?? 0) + 1)
    }
  }
  return {
    logger: {
      ...logger,
      info: (fields, message) => {
        answered(fields, message)
        logger.info(fields, message)
      },
      warn: (fields, message) => {
        answered(fields, message)
        if (message === 'request refused') {
          refusals.unshift({ time: new Date(clock.now()).toISOString(), ...fields })
          refusals.splice(MOST_REFUSALS)
        }
        logger.warn(fields, message)
      },
    },
    recent: {
      refusals: () => refusals,
      answers: () => ({ count, gaps: Object.fromEntries(gaps) }),
    },
  }
}
