import { renderCard } from '../cards/index.ts'
import type {
  Card,
  HookRequest,
  PrefetchSlot,
  PrefetchSlots,
  ServiceResponse,
} from '../cds-hooks/index.ts'
import { Fault } from '../kernel/index.ts'
import { assess, type Assessment } from './assess.ts'
import { toCardView } from './card-view.ts'
import type { ClientSettings } from './client-settings.ts'
import { type ConcernedOrder, concernedOrders } from './concerned-orders.ts'
import { readPatientRecord } from './patient-record.ts'
import type { GuidancePorts } from './ports.ts'
import type { CdsService } from './service-definition.ts'
import { makeSuggestions } from './suggestions.ts'
import { type Shown, whatIsShown } from './what-is-shown.ts'

/** What guidance did, in words and numbers that hold nothing of the patient. For the log. */
export interface GuidanceNote {
  readonly orders: number
  readonly situations: readonly string[]
  readonly passedOver: number
  readonly ofOthers: number
  /** What became of each prefetch key. */
  readonly slots: Readonly<Record<string, string>>
  /** How many cards were computed and not sent, by reason. */
  readonly withheld: Shown['withheld']
  /** Why nothing was computed at all, if so. */
  readonly stoppedBy?: 'kill-switch'
}

/** An answer and a note of how it came about. */
export interface Guidance {
  readonly response: ServiceResponse
  readonly note: GuidanceNote
}

/**
 * The key under which a card carries its fingerprint: equal for the same client, order, inputs and
 * model.
 */
export const FINGERPRINT = 'example.cds-guidance.fingerprint'

/**
 * The name of the situation that an assessment puts the clinician in; cards.json has a card for
 * each.
 */
export function situationOf(assessment: Exclude<Assessment, { kind: 'not-concerned' }>): string {
  if (assessment.kind !== 'estimated') return assessment.kind
  const { category } = assessment.estimate
  return category === undefined ? 'not-classifiable' : `category-${category}`
}

/** One invocation and what it is answered with. */
interface Call {
  readonly service: CdsService
  readonly request: HookRequest
  readonly ports: GuidancePorts
}

function fingerprintOf(
  { service: { definition }, request: { fhirServer, context } }: Call,
  { order }: ConcernedOrder,
  assessment: Assessment,
): string {
  const { id, version, intercept } = definition.model.definition
  const inputs =
    'inputs' in assessment
      ? Object.entries(assessment.inputs).map(([name, reading]) => [
          name,
          reading.kind,
          reading.kind === 'found' ? [reading.value.number, reading.from.reference] : null,
        ])
      : []
  const what = [fhirServer ?? '', context.patientId, order.reference, order.codes]
  return JSON.stringify([what, assessment.kind, inputs, id, version, intercept.value])
}

function toCard(
  call: Call,
  concerned: ConcernedOrder,
  assessment: Exclude<Assessment, { kind: 'not-concerned' }>,
): Card {
  const { request, ports } = call
  const { definition } = call.service
  const situation = situationOf(assessment)
  const ids = definition.cards.situations[situation]?.suggestions ?? []
  return renderCard(definition.cards, {
    uuid: ports.newUuid(),
    situation,
    view: toCardView(definition, assessment),
    sourceUrl: ports.pageUrl(`cds-services/${definition.id}/model-card`),
    suggestions: makeSuggestions(definition, ids, assessment, {
      patientId: request.context.patientId,
      order: concerned.order,
      newUuid: ports.newUuid,
    }),
    links: [],
    extension: {
      [FINGERPRINT]: ports.digest(fingerprintOf(call, concerned, assessment)),
    },
  })
}

function describeSlot(slot: PrefetchSlot): string {
  if (slot.kind === 'failed') return slot.why
  if (slot.kind === 'unavailable') return slot.kind
  return `${slot.by}:${String(slot.resources.length)}${slot.isPartial ? '+' : ''}`
}

function refuseWithoutData(slots: PrefetchSlots): void {
  if (Object.values(slots).some(({ kind }) => kind === 'supplied')) return
  const keys = Object.keys(slots).join(', ')
  throw new Fault(
    'data-unavailable',
    `Nothing that is needed was prefetched or could be read from the FHIR server. Needed: ${keys}.`,
  )
}

/** The cards for the orders, once the record is there. */
function answer(call: Call, orders: readonly ConcernedOrder[], slots: PrefetchSlots) {
  const { definition } = call.service
  const record = readPatientRecord(slots, definition, call.request.context.patientId)
  const material = { definition, slots, record, now: call.ports.clock.now() }
  const told = orders.flatMap((concerned) => {
    const assessment = assess(concerned, material)
    return assessment.kind === 'not-concerned' ? [] : [{ concerned, assessment }]
  })
  return {
    computed: told.map(({ concerned, assessment }) => ({
      card: toCard(call, concerned, assessment),
      category: assessment.kind === 'estimated' ? assessment.estimate.category : undefined,
    })),
    situations: told.map(({ assessment }) => situationOf(assessment)),
    counts: record.counts,
  }
}

const NOTHING: GuidanceNote = {
  orders: 0,
  situations: [],
  passedOver: 0,
  ofOthers: 0,
  slots: {},
  withheld: {},
}

const noCards = (note: Partial<GuidanceNote>): Guidance => ({
  response: { cards: [] },
  note: { ...NOTHING, ...note },
})

function refuseOtherServices({ entry }: CdsService, { services }: ClientSettings): void {
  if (services !== undefined && !services.includes(entry.id))
    throw new Fault('untrusted-client', 'This service is not open to the calling client.')
}

/**
 * Answers one hook: no card when no order of the request is the one that the service is for, else
 * one card per such order, as far as the client's settings let it be shown. Only for such an order
 * is anything fetched.
 *
 * @throws {Fault} `untrusted-client` when the client may not call this service; `data-unavailable`
 *   when there is such an order and no data at all can be obtained.
 */
export async function giveGuidance(
  service: CdsService,
  request: HookRequest,
  ports: GuidancePorts,
  client: ClientSettings,
): Promise<Guidance> {
  refuseOtherServices(service, client)
  if (client.killSwitch) return noCards({ stoppedBy: 'kill-switch' })
  const { orders, passedOver } = concernedOrders(request, service.definition.order)
  if (orders.length === 0) return noCards({ passedOver })
  const slots = await ports.records.acquire(request, service.entry.prefetch, client)
  refuseWithoutData(slots)
  const { computed, situations, counts } = answer({ service, request, ports }, orders, slots)
  const { cards, withheld } = whatIsShown(computed, service.definition, client)
  return {
    response: { cards },
    note: {
      orders: orders.length,
      situations,
      passedOver: passedOver + counts.passedOver,
      ofOthers: counts.ofOthers,
      slots: Object.fromEntries(
        Object.entries(slots).map(([key, one]) => [key, describeSlot(one)]),
      ),
      withheld,
    },
  }
}
