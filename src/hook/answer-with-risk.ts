import { describeSlot } from './describe-slot.ts'
import {
  situationOf,
  assess,
  type Assessment,
  type MissingInput,
  missingInputsOf,
  afterReview,
} from '../clinical/assessment/assess.ts'
import { renderCard } from './cards/render-card.ts'
import type { Card, CdsServiceResponse } from './protocol/card.ts'
import type { HookName } from './protocol/hooks.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { AnsweredOrder, AssessedOrder } from './answered-order.ts'
import { appLinks } from './cards/app-link.ts'
import { toCardView } from './cards/card-view.ts'
import type { ClientSettings } from './client-settings.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { CardFate } from './card-fate.ts'
import type { Call, Found } from './find-orders.ts'
import { readPatientRecord, type RecordCounts } from '../clinical/assessment/patient-record.ts'
import type { HookPorts } from './ports.ts'
import { prepareCall, refuseUnlessOpen } from './prepare-call.ts'
import { reviewView } from './cards/review-view.ts'
import type { CdsService } from './service.ts'
import { makeSuggestions } from './cards/suggestions.ts'
import { type Shown, whatIsShown } from './what-is-shown.ts'

/** What guidance did, in words and numbers that hold nothing of the patient. For the log. */
export interface AnswerNote {
  readonly orders: number
  readonly situations: readonly string[]
  readonly passedOver: number
  readonly ofOthers: number
  /** What became of each prefetch key. */
  readonly slots: Readonly<Record<string, string>>
  /** Inputs that the assessments went without. */
  readonly gaps?: readonly MissingInput[]
  /** Cards that the client's limits spared it. */
  readonly spared?: number
  /** How many cards were computed and not sent, by reason. */
  readonly withheld: Shown['withheld']
  /** Why nothing was computed at all, if so. */
  readonly stoppedBy?: 'kill-switch' | 'card-of-another-service'
}

/** An answer, what it was made from, and a note of how it came about. */
export interface Answer {
  readonly response: CdsServiceResponse
  readonly answered: readonly AnsweredOrder[]
  readonly note: AnswerNote
}

/**
 * The key under which a card carries its fingerprint: equal for the same client, order, inputs and
 * model.
 */
export const FINGERPRINT = 'example.cds-guidance.fingerprint'

function fingerprintOf(
  { service: { definition }, request: { fhirServer, context } }: Call,
  { order }: RelevantOrder,
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
  relevant: RelevantOrder,
  assessment: Exclude<Assessment, { kind: 'not-relevant' }>,
): Card {
  const { request, ports } = call
  const { definition } = call.service
  const situation = situationOf(assessment)
  const isQuiet = request.hook === 'patient-view'
  const ids = isQuiet ? [] : (definition.cards.situations[situation]?.suggestions ?? [])
  const uuid = ports.newUuid()
  const card = renderCard(definition.cards, {
    uuid,
    situation,
    view: {
      ...toCardView(definition, assessment),
      ...reviewView(definition.review, ports.clock.now()),
    },
    sourceUrl: ports.pageUrl(`cds-services/${definition.id}/model-card`),
    suggestions: makeSuggestions(definition, ids, assessment, {
      patientId: request.context.patientId,
      order: relevant.order,
      newUuid: ports.newUuid,
    }),
    links: appLinks(definition, relevant, { uuid, situation, assessment }, ports),
    extension: {
      [FINGERPRINT]: ports.digest(fingerprintOf(call, relevant, assessment)),
    },
  })
  return isQuiet ? { ...card, indicator: 'info' } : card
}

/**
 * Whether an assessment gets a card. Who only opens a record is told nothing but what is there:
 * gaps and exclusions matter once the procedure is ordered.
 */
const isTold = (assessment: AssessedOrder['assessment'], hook: HookName) =>
  hook !== 'patient-view' || assessment.kind === 'estimated'

type ComputedOrder = Omit<AssessedOrder, 'fate'> & { readonly category: string | undefined }

/** The cards for the orders, once the record is there. */
function answer(call: Call, orders: readonly RelevantOrder[], slots: PrefetchSlots) {
  const { definition } = call.service
  const record = readPatientRecord(slots, definition, call.request.context.patientId)
  const material = { definition, slots, record, now: call.ports.clock.now() }
  const computed = orders.flatMap((relevant): readonly ComputedOrder[] => {
    const assessment = afterReview(definition.review, material.now, assess(relevant, material))
    if (assessment.kind === 'not-relevant') return []
    const isSaid = isTold(assessment, call.request.hook)
    const card = isSaid ? toCard(call, relevant, assessment) : undefined
    const category = assessment.kind === 'estimated' ? assessment.estimate.category : undefined
    return [{ definition, relevant, assessment, card, category }]
  })
  return { computed, counts: record.counts }
}

const NOTHING: AnswerNote = {
  orders: 0,
  situations: [],
  passedOver: 0,
  ofOthers: 0,
  slots: {},
  withheld: {},
}

/** An answer without cards. */
export const noCards = (note: Partial<AnswerNote>): Answer => ({
  response: { cards: [] },
  answered: [],
  note: { ...NOTHING, ...note },
})

/** What was made of the orders of a call. */
interface Made {
  readonly situations: readonly string[]
  readonly gaps?: readonly MissingInput[]
  readonly counts: RecordCounts
  readonly answered: readonly AnsweredOrder[]
}

/** An answer with the note of how it came about. */
export function withNote(
  { cards, withheld }: Shown,
  { orders, passedOver, slots }: Found,
  { situations, gaps, counts, answered }: Made,
): Answer {
  return {
    response: { cards },
    answered,
    note: {
      orders: orders.length,
      situations,
      ...(gaps && { gaps }),
      passedOver: passedOver + counts.passedOver,
      ofOthers: counts.ofOthers,
      slots: Object.fromEntries(
        Object.entries(slots).map(([key, one]) => [key, describeSlot(one)]),
      ),
      withheld,
    },
  }
}

/** What became of a card, before the client is spared any. */
export function fateOf(
  card: Card | undefined,
  shown: readonly Card[],
  { silent }: ClientSettings,
): CardFate {
  if (card === undefined) return 'no-card'
  if (shown.includes(card)) return 'shown'
  return silent ? 'silent' : 'below-lowest-category'
}

/**
 * Answers one hook: no card when no order of the request is the one that the service is for, else
 * one card per such order, as far as the client's settings let it be shown. Only for such an order
 * is anything fetched.
 *
 * @throws {Fault} `untrusted-client` when the client may not call this service; `data-unavailable`
 *   when there is such an order and no data at all can be obtained.
 */
export async function answerWithRisk(
  service: CdsService,
  request: HookRequest,
  ports: HookPorts,
  client: ClientSettings,
): Promise<Answer> {
  refuseUnlessOpen(service, client)
  if (client.killSwitch) return noCards({ stoppedBy: 'kill-switch' })
  const call = { service, request, ports, client }
  const found = await prepareCall(call)
  if (found.orders.length === 0) return noCards({ passedOver: found.passedOver })
  const { computed, counts } = answer(call, found.orders, found.slots)
  const told = computed.flatMap(({ card, assessment, category }) =>
    card === undefined ? [] : [{ card, assessment, category }],
  )
  const shown = whatIsShown(told, service.definition, client)
  return withNote(shown, found, {
    situations: told.map(({ assessment }) => situationOf(assessment)),
    gaps: told.flatMap(({ assessment }) => missingInputsOf(assessment)),
    counts,
    answered: computed.map((one) => ({ ...one, fate: fateOf(one.card, shown.cards, client) })),
  })
}
