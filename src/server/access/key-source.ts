import type { KeyObject } from 'node:crypto'
import { type Clock, hasPassed, type Instant } from '../../base/time.ts'
import type { Logger } from '../../base/telemetry/logger.ts'
import type { Algorithm } from './algorithms.ts'
import { fetchJson } from './fetch-json.ts'
import { keysFor, type KeySet, readKeySet } from './key-set.ts'

/** Where the keys of a client come from. */
export interface KeySource {
  /** The keys of an id that may verify an algorithm: more than one where its owner names it twice. */
  readonly find: (id: string, algorithm: Algorithm) => Promise<readonly KeyObject[]>
}

/** A key source that may fail. */
interface FetchedKeySource extends KeySource {
  /** Whether the last request for the keys failed; the keys from before it are still used. */
  readonly isFailing: boolean
}

/** Keys that the operator pinned. */
export const pinnedKeys = (keys: KeySet): KeySource => ({
  find: (id, algorithm) => Promise.resolve(keysFor(keys, id, algorithm)),
})

/** Keys of several sets: the first that knows an id is believed. */
export const firstOf = (sources: readonly KeySource[]): KeySource => ({
  find: async (id, algorithm) => {
    for (const source of sources) {
      const keys = await source.find(id, algorithm)
      if (keys.length > 0) return keys
    }
    return []
  },
})

/** How long keys are used before their URL is asked again, while callers go on with what is there. */
const FRESH_MS = 10 * 60_000

/** How long they are used before callers wait for the answer: a key may have been withdrawn. */
const AGED_MS = 60 * 60_000

/**
 * The least time between two requests to one URL, whether for an unknown key id or after a failure:
 * a stranger's tokens must not make this service call a client's server again and again.
 */
const PAUSE_MS = 30_000

/**
 * The keys of one JWK Set URL: fetched when first needed, kept as KeyObjects, asked for again when
 * they have aged or a key id is unknown, and kept in use while the URL does not answer.
 */
export class RemoteKeys implements FetchedKeySource {
  readonly #url: string
  readonly #clock: Clock
  readonly #logger: Logger
  #keys: KeySet | undefined
  #fetchedAt = -Infinity
  #askedAt = -Infinity
  #asking: Promise<void> | undefined
  #isFailing = false

  constructor(url: string, clock: Clock, logger: Logger) {
    this.#url = url
    this.#clock = clock
    this.#logger = logger
  }

  get isFailing(): boolean {
    return this.#isFailing
  }

  async find(id: string, algorithm: Algorithm): Promise<readonly KeyObject[]> {
    const now = this.#clock.now()
    const isOlderThan = (ms: number) => hasPassed(ms, this.#fetchedAt, now)
    const isKnown = this.#keys?.has(id) === true
    const refreshing = isKnown && !isOlderThan(FRESH_MS) ? undefined : this.#refresh(now)
    if (!isKnown || isOlderThan(AGED_MS)) await refreshing
    return this.#keys === undefined ? [] : keysFor(this.#keys, id, algorithm)
  }

  /** Callers that come while a request is under way wait for the same one. */
  async #refresh(now: Instant): Promise<void> {
    if (this.#asking === undefined && hasPassed(PAUSE_MS, this.#askedAt, now)) {
      this.#askedAt = now
      this.#asking = this.#fetch(now).finally(() => (this.#asking = undefined))
    }
    await this.#asking
  }

  async #fetch(now: Instant): Promise<void> {
    const answer = await fetchJson(this.#url)
    const keys = answer.kind === 'json' ? readKeySet(answer.value) : undefined
    this.#isFailing = keys === undefined
    if (keys === undefined) {
      const { why, detail } =
        answer.kind === 'failed' ? answer : { why: 'not-a-key-set', detail: undefined }
      const kept = this.#keys?.size ?? 0
      this.#logger.warn({ url: this.#url, why, detail, kept }, 'keys not fetched')
      return
    }
    this.#keys = keys
    this.#fetchedAt = now
  }
}
