import type { HealthProbe } from '../../base/telemetry/health.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import { type Clock, toIsoDate } from '../../base/time.ts'
import type { WatchedModel } from '../drift/watch-drift.ts'
import type { GuidanceRecords } from '../../records/guidance-records.ts'
import { type AnchorProposal, proposeAnchors } from './propose-anchors.ts'

/** Two years of records are read for it: seldom. */
const LOOK_EVERY_MS = 60 * 60 * 1000

interface ProposalWatchOptions {
  readonly models: readonly WatchedModel[]
  /** Nothing where no records are kept. */
  readonly records: Pick<GuidanceRecords, 'records' | 'drift'> | undefined
  readonly logger: Logger
  readonly clock: Clock
}

type FoundProposal = readonly [service: string, proposal: AnchorProposal]

/** Looks from time to time whether a person could sign an anchor, and tells it. */
export interface ProposalWatch {
  readonly probes: readonly HealthProbe[]
  /** What there was to sign at the last look, by service. */
  readonly proposals: () => readonly FoundProposal[]
  readonly close: () => void
}

/** What there is to sign now, each told in the log once whatever process finds it. */
async function findProposals({ models, records, logger, clock }: ProposalWatchOptions) {
  if (records === undefined) return []
  const now = clock.now()
  const found: FoundProposal[] = []
  for (const watched of models) {
    const all = await proposeAnchors(records, watched, toIsoDate(now))
    for (const proposal of all) {
      const { platform, level, patients } = proposal
      if (level === undefined) continue
      const { service } = watched
      found.push([service, proposal])
      const told = { service, platform, patients: level, at: new Date(now).toISOString() }
      if (await records.drift.addProposal(told))
        logger.warn(
          { service, platform, patients },
          'an anchor is proposed, to be signed by a person: npx tace-cds cohort proposals',
        )
    }
  }
  return found
}

/** An anchor is never moved by itself: a proposal changes nothing until somebody signs it. */
export function watchProposals(options: ProposalWatchOptions): ProposalWatch {
  let found: readonly FoundProposal[] = []
  const look = async () => {
    try {
      found = await findProposals(options)
    } catch {
      // That the database is away is told by its own health; the next hour looks again.
    }
  }
  if (options.records === undefined)
    return { probes: [], proposals: () => [], close: () => undefined }
  void look()
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
  const check: HealthProbe['check'] = () =>
    found.length === 0
      ? { status: 'ok' }
      : { status: 'warning', why: `proposed: ${String(found.length)}` }
  return {
    probes: [{ name: 'anchor', check }],
    proposals: () => found,
    close: () => clearInterval(timer),
  }
}
