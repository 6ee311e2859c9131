import type { RiskModelDefinition } from '../definition.ts'
import {
  type EvidenceState,
  type Fallback,
  type KeyedPlatform,
  type SiteEvidence,
  validEvidence,
} from '../site-evidence.ts'
import type { Ensemble } from './ensemble.ts'
import {
  anchoredEnsemble,
  platformEnsemble,
  provisionalEnsemble,
  type SitePlatform,
  updatedEnsemble,
  type VersionedTerms,
} from './state-ensembles.ts'

/** When and on what a patient's answer is given. */
export interface Circumstances {
  /** The day, `YYYY-MM-DD`; nothing where no expiry is looked at. */
  readonly day?: string | undefined
  /** The key of the platform that measured the centred predictor. */
  readonly platform?: string | undefined
  /** The system whose values they are: those that name no platform are told apart by it. */
  readonly source?: string | undefined
  /**
   * Keys of platforms whose values have moved since they were anchored; `unread` where it cannot be
   * known, so that any may have.
   */
  readonly moved?: ReadonlySet<string> | 'unread' | undefined
}

/** The versions that answer for a patient, and how far they have come. */
export interface AnsweringVersions {
  readonly ensemble: Ensemble
  readonly state: EvidenceState
  /** The share of the versions that must agree. */
  readonly gamma: number
  readonly fallbacks: readonly Fallback[]
  /** The patient's own platform, where it was anchored and has not moved. */
  readonly platform: KeyedPlatform | undefined
  /** Those as published, where they were only anchored here: what the anchor changed. */
  readonly asPublished?: Ensemble | undefined
}

/** The figures as published are the only version of a model of which no doubt is documented. */
function publishedAlone({ intercept, terms }: RiskModelDefinition): Ensemble {
  return {
    intercepts: Float64Array.of(intercept.value),
    terms: terms.map(({ predictor, coefficient }) => ({
      predictor,
      origin: 0,
      coefficients: Float64Array.of(coefficient),
    })),
  }
}

/** The centre and spread of all of a site's platforms together, each by its patients. */
function pooled(platforms: readonly KeyedPlatform[]) {
  const patients = platforms.reduce((sum, platform) => sum + platform.patients, 0)
  const weighted = (of: (platform: KeyedPlatform) => number) =>
    platforms.reduce((sum, platform) => sum + platform.patients * of(platform), 0) / patients
  return { mean: weighted(({ mean }) => mean), sd: Math.sqrt(weighted(({ sd }) => sd ** 2)) }
}

/**
 * The key of values that say neither device nor method: whoever signs an anchor of them answers for
 * that one of each makes them all.
 */
export const NOT_STATED = 'not stated'

/** The key of a value, also of one that names no platform. */
export const keyOf = ({ platform, source }: Pick<Circumstances, 'platform' | 'source'>): string =>
  platform ?? (source === undefined ? NOT_STATED : `${NOT_STATED} (${source})`)

/** Where a patient's value was measured, as the site's evidence has it. */
interface Measured {
  readonly site: SitePlatform
  readonly own: KeyedPlatform | undefined
  readonly fallbacks: readonly Fallback[]
}

/**
 * The anchored platform of a value: by its key; of a value that names none, also the one of all
 * such values, whatever system they come from.
 */
export function platformFor(
  platforms: readonly KeyedPlatform[],
  circumstances: Pick<Circumstances, 'platform' | 'source'>,
): KeyedPlatform | undefined {
  const own = platforms.find(({ key }) => key === keyOf(circumstances))
  const ofAll = () => platforms.find(({ key }) => key === NOT_STATED)
  return own ?? (circumstances.platform === undefined ? ofAll() : undefined)
}

function measuredOn(platforms: readonly KeyedPlatform[], circumstances: Circumstances): Measured {
  const own = platformFor(platforms, circumstances)
  const { moved } = circumstances
  if (own === undefined)
    return {
      site: { kind: 'unknown', around: pooled(platforms) },
      own: undefined,
      fallbacks: ['platform-unknown'],
    }
  const unsure = { site: { kind: 'unknown', around: own }, own: undefined } as const
  if (moved === 'unread') return { ...unsure, fallbacks: ['platform-unchecked'] }
  return moved?.has(own.key) === true
    ? { ...unsure, fallbacks: ['platform-moved'] }
    : { site: { kind: 'anchored', platform: own }, own, fallbacks: [] }
}

const KNOWN_SHARE: readonly EvidenceState[] = [
  'share-counted',
  'outcome-updated',
  'outcome-calibrated',
]

/** The states that rest on an anchor and on no outcome of a patient. */
const ANCHOR_ALONE: readonly EvidenceState[] = [
  'platform-centred',
  'site-anchored',
  'share-counted',
]

/** The versions of a model, each ensemble drawn once, when it is first needed. */
class Drawn {
  readonly #ensembles = new Map<string, Ensemble>()
  readonly #model: VersionedTerms
  readonly #intercepts: readonly number[]

  constructor(model: VersionedTerms, intercepts: readonly number[]) {
    this.#model = model
    this.#intercepts = intercepts
  }

  #once(key: string, draw: () => Ensemble): Ensemble {
    const ensemble = this.#ensembles.get(key) ?? draw()
    this.#ensembles.set(key, ensemble)
    return ensemble
  }

  provisional(fallbacks: readonly Fallback[]): AnsweringVersions {
    const draw = () => provisionalEnsemble(this.#model, Float64Array.from(this.#intercepts))
    return {
      ensemble: this.#once('', draw),
      state: 'provisional',
      gamma: this.#model.versions.gamma.unknownShare,
      fallbacks,
      platform: undefined,
    }
  }

  #drawOnSite(
    { anchor, update }: SiteEvidence,
    state: EvidenceState,
    { site, own }: Measured,
  ): Ensemble {
    const intercepts = Float64Array.from(anchor.intercepts)
    if (state === 'platform-centred' && own !== undefined)
      return platformEnsemble(this.#model, intercepts, own)
    const [reference] = anchor.platforms
    const isUpdated = state === 'outcome-updated' || state === 'outcome-calibrated'
    return isUpdated && update !== undefined && reference !== undefined
      ? updatedEnsemble(this.#model, update.posterior, site, reference)
      : anchoredEnsemble(this.#model, intercepts, site)
  }

  onSite(evidence: SiteEvidence, state: EvidenceState, measured: Measured): AnsweringVersions {
    const { gamma } = this.#model.versions
    const key = `${state} ${JSON.stringify(measured.site)}`
    return {
      ensemble: this.#once(key, () => this.#drawOnSite(evidence, state, measured)),
      state,
      gamma: KNOWN_SHARE.includes(state) ? gamma.knownShare : gamma.unknownShare,
      fallbacks: measured.fallbacks,
      platform: measured.own,
    }
  }
}

type VersionChooser = (circumstances: Circumstances) => AnsweringVersions

function publishedOnly(definition: RiskModelDefinition): VersionChooser {
  const ensemble = publishedAlone(definition)
  const rest = { gamma: 1, fallbacks: [], platform: undefined } as const
  return () => ({ ensemble, state: 'provisional', ...rest })
}

/**
 * Chooses the versions that answer for a patient.
 *
 * @throws {TypeError} When a model has versions whose intercepts were not solved.
 */
export function toVersionChooser(definition: RiskModelDefinition): VersionChooser {
  const { terms, versions, versionIntercepts, site } = definition
  if (versions === undefined) return publishedOnly(definition)
  if (versionIntercepts === undefined) throw new TypeError('the versions have no intercepts')
  const drawn = new Drawn({ terms, versions }, versionIntercepts)
  return (circumstances) => {
    const { state, fallbacks } = validEvidence(site, circumstances.day)
    if (site === undefined || state === 'provisional') return drawn.provisional(fallbacks)
    const on = measuredOn(site.anchor.platforms, circumstances)
    const why = [...fallbacks, ...on.fallbacks]
    // One scanner's values tell nothing of another's, and nothing once they have moved.
    if (state === 'platform-centred' && on.own === undefined) return drawn.provisional(why)
    const onSite = drawn.onSite(site, state, { ...on, fallbacks: why })
    const isAnchorAlone = ANCHOR_ALONE.includes(state) && why.length === 0
    return isAnchorAlone ? { ...onSite, asPublished: drawn.provisional([]).ensemble } : onSite
  }
}
