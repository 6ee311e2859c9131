import type { Config } from '../../base/config/config.ts'
import type { AdmissionOptions } from './app.ts'

/** How long a request may wait until it is its turn. */
const QUEUE_WAIT_MS = 2_000

/** Who may call and how much, as the configuration says. */
export const toAdmissionOptions = (
  config: Config,
  { authenticate }: Pick<AdmissionOptions, 'authenticate'>,
  publicUrls: readonly string[],
  { callerCounts }: Pick<AdmissionOptions, 'callerCounts'>,
): AdmissionOptions => ({
  authenticate,
  publicUrls,
  tellsTesters: config.authMode === 'sandbox',
  requestsPerMinute: config.ratePerMinute,
  callerCounts,
  bodyLimitBytes: config.bodyLimitBytes,
  capacity: {
    atOnce: config.concurrentRequests,
    waiting: config.queuedRequests,
    waitMs: QUEUE_WAIT_MS,
  },
})
