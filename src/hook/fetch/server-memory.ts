import { setTimeout as sleep } from 'node:timers/promises'
import type { FhirRelease } from '../../clinical/fhir/release.ts'
import { ServerHabits } from './reader/server-habits.ts'
import { NO_STATEMENT, type ServerStatement, statementIn } from './reader/server-statement.ts'
import type { Answer } from './reader/fhir-answer.ts'

/** What is known of a server beforehand, from its registration. */
export interface KnownOfServer {
  readonly release?: FhirRelease | undefined
  readonly searchesComponents?: boolean | undefined
}

/** What was learnt is believed for so long: a server may be upgraded. */
const KEPT_MS = 60 * 60_000
/** A look that brought nothing is taken again. */
const FRUITLESS_MS = 5 * 60_000

/**
 * What is learnt of one server: how it takes searches, and what its CapabilityStatement says. It is
 * looked at once, beside the first reads, and only where the registration leaves something open.
 */
export class ServerMemory {
  habits = new ServerHabits()
  statement: ServerStatement = NO_STATEMENT
  #look: Promise<void> | undefined
  #until = -Infinity
  readonly #closing = new AbortController()

  /** Aborted when nobody waits for a look any more. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  close(): void {
    this.#closing.abort()
  }

  /** The FHIR release that the server says it speaks, if it is one that is read. */
  get release(): FhirRelease | undefined {
    const { release } = this.statement
    return release === 'other' ? undefined : release
  }

  /** Forgets what is too old. */
  refresh(now: number): void {
    if (now < this.#until) return
    this.habits = new ServerHabits()
    this.statement = NO_STATEMENT
    this.#look = undefined
    this.#until = now + KEPT_MS
  }

  /**
   * Waits until it is known what the server is, but for `patienceMs` at most: the look goes on
   * then, and the next call has its result.
   *
   * @param ask - Asks for the CapabilityStatement.
   */
  async acquaint(
    known: KnownOfServer,
    ask: () => Promise<Answer>,
    patienceMs: number,
  ): Promise<void> {
    if (known.searchesComponents === true) this.habits.learnComponents()
    const isKnown = known.searchesComponents !== undefined && known.release !== undefined
    if (isKnown) return
    this.#look ??= this.#lookAt(known, ask)
    await Promise.race([this.#look, sleep(patienceMs, undefined, { ref: false })])
  }

  async #lookAt(known: KnownOfServer, ask: () => Promise<Answer>): Promise<void> {
    const statement = statementIn(await ask())
    if (statement === undefined) {
      this.#until -= KEPT_MS - FRUITLESS_MS
      return
    }
    this.statement = statement
    if (known.searchesComponents === undefined && statement.searchesComponents)
      this.habits.learnComponents()
  }
}
