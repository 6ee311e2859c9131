import type { Clock, Instant } from '../base/time.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { Circumstances } from '../clinical/models/versions/versioned-model.ts'
import type { FhirRelease } from '../clinical/fhir/release.ts'
import type { AnsweredOrder } from './answered-order.ts'
import type { CallableService } from './callable-service.ts'
import type { ClientSettings } from './client-settings.ts'
import type { DiscoveryEntry } from './protocol/discovery.ts'
import type { ServerHabit } from './fetch/reader/server-habits.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { Service } from './service.ts'
import type { ShownCards } from './shown-cards.ts'

/**
 * The record of the patient, by prefetch key: what the client prefetched is taken, what it omitted
 * is fetched. It never throws for what a server does: that is a slot.
 */
export interface PatientData {
  readonly acquire: (
    request: HookRequest,
    templates: Readonly<Record<string, string>>,
    client: ClientSettings,
    need?: Need,
  ) => Promise<PrefetchSlots>
  /** The FHIR release that the server of a request is known to speak. */
  readonly releaseOf?: (request: HookRequest, client: ClientSettings) => FhirRelease | undefined
  /** What was learnt of the server of a request. */
  readonly habitsOf?: (request: HookRequest, client: ClientSettings) => readonly ServerHabit[]
}

/** By prefetch key, before when nothing is of use; no key of which everything is. */
export type SinceByKey = Readonly<Record<string, Instant | undefined>>

/** What a call needs of a record. */
export interface Need {
  readonly since?: SinceByKey
  /** The FHIR release that the call speaks, where it says so. */
  readonly release?: FhirRelease | undefined
}

/** A call that was answered, as its records are made from it. */
export interface AnsweredCall {
  readonly service: CallableService
  readonly call: Call
  readonly answered: readonly AnsweredOrder[]
}

/** What a call needs from outside. */
export interface HookPorts {
  readonly patientData: PatientData
  /** Remembers which cards a client was shown. */
  readonly shown: ShownCards
  /** Keeps what was answered, before it is answered. */
  readonly keep?: ((answered: AnsweredCall) => Promise<void>) | undefined
  /** The most orders of one call that are answered. */
  readonly ordersPerCall: number
  /** Which platforms of a model have moved since they were anchored, where that is watched. */
  readonly movedPlatforms?: ((service: Service) => Circumstances['moved']) | undefined
  readonly clock: Clock
  readonly newUuid: () => string
  /** A short digest of a text, the same for the same text. */
  readonly digest: (text: string) => string
  /** The absolute URL of a page of this service. */
  readonly pageUrl: (path: string) => string
  /** The launch URL of the SMART app, when this process serves it. */
  readonly appUrl?: string | undefined
}

/** Where the time of a call is noted. */
export interface CallStages {
  readonly during: <Value>(stage: 'fetch' | 'record', work: Promise<Value>) => Promise<Value>
  /** Milliseconds by stage, as far as they are over. */
  readonly took: ReadonlyMap<string, number>
  /** Milliseconds since the request came. */
  readonly elapsedMs: number
}

/** Of a call of which nobody asks how long it took. */
export const UNTIMED: CallStages = {
  during: (_stage, work) => work,
  took: new Map(),
  elapsedMs: 0,
}

/** One invocation of a service and what it is answered with. */
export interface Call {
  readonly entry: DiscoveryEntry
  readonly model: Service
  readonly request: HookRequest
  /** How the client is served, in the language of this call. */
  readonly client: ClientSettings
  /** The FHIR release that the call says it speaks. */
  readonly release: FhirRelease | undefined
  readonly ports: HookPorts
  readonly stages: CallStages
}
