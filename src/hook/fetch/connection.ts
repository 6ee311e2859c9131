import { Agent, type Dispatcher, interceptors } from 'undici'
import type { FetchFailure } from '../../clinical/assessment/slots.ts'
import {
  type BreakerLimits,
  type BreakerState,
  CircuitBreaker,
  type Health,
} from './circuit-breaker.ts'
import { guardedLookup, type Resolve } from './guarded-lookup.ts'
import { largeAnswersApart } from './large-answers.ts'
import type { AddressCheck } from './server-grant.ts'
import { ServerMemory } from './server-memory.ts'

/** What one FHIR server may take of this process. */
export interface ConnectionLimits {
  /** Open sockets; further reads wait for one. */
  readonly sockets: number
  /** Calls under way; further ones are turned away at once. */
  readonly calls: number
  /** Bytes of one answer, before and after decompression. */
  readonly answerBytes: number
  readonly breaker: BreakerLimits
}

interface ConnectionOptions {
  readonly limits: ConnectionLimits
  readonly resolve: Resolve
  readonly mayConnectTo: AddressCheck
}

function newDispatcher({ limits, resolve, mayConnectTo }: ConnectionOptions): Dispatcher {
  const agent = new Agent({
    connections: limits.sockets,
    keepAliveTimeout: 30_000,
    maxResponseSize: limits.answerBytes,
    connect: { lookup: guardedLookup(resolve, mayConnectTo) },
  })
  // fetch itself would decompress without any bound.
  const maxSize = limits.answerBytes
  return agent.compose(
    interceptors.decompress({ maxSize, skipErrorResponses: false }),
    largeAnswersApart,
  )
}

/**
 * What is kept for one FHIR server between calls: sockets, a bound and a circuit breaker of its own
 * (a bulkhead), so that no server waits for another that is slow.
 */
export class Connection {
  readonly dispatcher: Dispatcher
  readonly mayConnectTo: AddressCheck
  readonly memory = new ServerMemory()
  readonly #breaker: CircuitBreaker
  readonly #maxCalls: number
  #calls = 0

  constructor(options: ConnectionOptions) {
    this.dispatcher = newDispatcher(options)
    this.mayConnectTo = options.mayConnectTo
    this.#breaker = new CircuitBreaker(options.limits.breaker)
    this.#maxCalls = options.limits.calls
  }

  /** Why no call may be made now; nothing when one may: it has begun then, and must be ended. */
  begin(now: number): FetchFailure | undefined {
    if (this.#calls >= this.#maxCalls) return 'too-many-requests'
    if (!this.#breaker.admits(now)) return 'suspended'
    this.#calls += 1
    this.memory.refresh(now)
    return undefined
  }

  /** Calls that are under way end by themselves. */
  close(): Promise<void> {
    this.memory.close()
    return this.dispatcher.close()
  }

  state(now: number): { readonly breaker: BreakerState; readonly calls: number } {
    return { breaker: this.#breaker.state(now), calls: this.#calls }
  }

  end(health: Health, now: number): void {
    this.#calls -= 1
    this.#breaker.settle(health, now)
  }
}
