import type { HookRequest } from '../hook/protocol/hook-request.ts'
import type { Instant } from '../base/time.ts'
import type { Provenance } from '../clinical/readings/reading.ts'
import type { AnsweredOrder } from '../hook/answered-order.ts'
import type { ClientSettings } from '../hook/client-settings.ts'
import type { RecordedAnswer, RecordedCard, RecordedReading } from './guidance-record.ts'

/** By what an answer was computed, beside the service's definition. */
export interface RecordOrigin {
  readonly softwareVersion: string
  readonly configHash: string
  /** Of a board: digest of the digests of its scores. */
  readonly modelHash: string
  /** Of a board: the digest of each score, by its id. */
  readonly scoreHashes?: ReadonlyMap<string, string>
}

/** What the records of a call are made with, beside what was answered. */
export interface RecordedCall {
  /** Id of the service that answered. */
  readonly service: string
  readonly request: HookRequest
  readonly client: ClientSettings
  readonly origin: RecordOrigin
  readonly now: Instant
  readonly timings: Readonly<Record<string, number>>
  readonly newUuid: () => string
  /** A name for what the parts name, from which nobody without the site's key gets back to them. */
  readonly pseudonym: (kind: 'patient' | 'order' | 'resource', ...parts: string[]) => string
}

/** References with the patient's id in them are pseudonyms. */
function toReference(reference: string, { request, client, pseudonym }: RecordedCall): string {
  const { patientId } = request.context
  return reference
    .split(' / ')
    .map((part) => {
      const [type = '', id = ''] = part.split('/')
      if (!part.includes(patientId)) return part
      return `${type}/${pseudonym('resource', client.id, type, id)}`
    })
    .join(' / ')
}

/** Where a reading is from, if it is from anywhere. */
export function fromOf(
  reading: { readonly kind: string } | { readonly from: Provenance },
  call: RecordedCall,
): Pick<RecordedReading, 'codes' | 'written' | 'ageDays' | 'reference' | 'unsaid'> {
  if (!('from' in reading)) return {}
  const { reference, codes, written, ageDays, origin } = reading.from
  const unsaid = (['by', 'of'] as const).filter((part) => origin?.[part] === undefined)
  return {
    ...{ codes, written, ageDays, reference: toReference(reference, call) },
    ...(unsaid.length === 0 ? {} : { unsaid }),
  }
}

function cardOf({ card, fate, told }: AnsweredOrder): RecordedCard {
  return {
    fate,
    summary: card?.summary,
    indicator: card?.indicator,
    suggestions: card?.suggestions?.map(({ uuid }) => uuid) ?? [],
    suggestionLabels: card?.suggestions?.map(({ label }) => label),
    told,
  }
}

/** What an order came to, in the words of any service. */
export type AnswerFound = Pick<RecordedAnswer, 'orderDay' | 'situation' | 'exclusions' | 'cautions'>

/** What is kept of an order whatever service answered it. */
export function toRecordedAnswer(
  order: AnsweredOrder,
  call: RecordedCall,
  found: AnswerFound,
): RecordedAnswer {
  const { service, request, client, origin, now, timings, newUuid, pseudonym } = call
  const { patientId } = request.context
  const { reference } = order.relevant.order
  const isOrdered = reference !== ''
  return {
    id: order.card?.uuid ?? newUuid(),
    at: new Date(now).toISOString(),
    service,
    softwareVersion: origin.softwareVersion,
    configHash: origin.configHash,
    client: client.id,
    hook: request.hook,
    hookInstance: request.hookInstance,
    patient: pseudonym('patient', client.id, patientId),
    // A draft's id may be given again: it means one order of one patient.
    order: isOrdered ? pseudonym('order', client.id, patientId, reference) : undefined,
    language: client.language,
    ...found,
    card: cardOf(order),
    timings,
  }
}
