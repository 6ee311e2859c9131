import { flatMapInTurns } from '../base/in-turns.ts'
import { chooseLanguage } from '../base/language.ts'
import { type AssessmentBasis, toAssessmentBasis } from '../clinical/assessment/assessment-basis.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import { type Call, type CallStages, UNTIMED, type HookPorts } from './call.ts'
import { type AnswerKind } from './answer-kind.ts'
import {
  type AnswerNote,
  EMPTY_NOTE,
  noteOfFound,
  noteOfLimits,
  noteOfOrders,
  noteOfRecord,
} from './answer-note.ts'
import { withRisk } from './answer-with-risk.ts'
import { withScores } from './answer-with-scores.ts'
import type { AnsweredOrder } from './answered-order.ts'
import { boardSpeaking } from './board.ts'
import {
  type CallableService,
  givesWay,
  languagesOf,
  refuseUnlessOpen,
} from './callable-service.ts'
import type { ClientSettings } from './client-settings.ts'
import { claimedRelease, releaseOfOrders } from './call-release.ts'
import { fetchRecord } from './fetch-record.ts'
import { findOrders } from './find-orders.ts'
import { judgeOrders } from './judge-orders.ts'
import { becameOf, limitCards, shownOf } from './limit-cards.ts'
import { sinceByKey } from './look-back.ts'
import type { CdsServiceResponse } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import { serviceSpeaking } from './service.ts'

/** What a service is asked, by whom. */
export interface Question {
  readonly service: CallableService
  readonly request: HookRequest
  readonly client: ClientSettings
  /** The `Accept-Language` header of the request. */
  readonly acceptLanguage?: string | undefined
  /** The `fhirVersion` of the content type of the request. */
  readonly fhirVersion?: string | undefined
  readonly stages?: CallStages
}

/** An answer, what it was made from, and a note of how it came about. */
export interface Answer {
  readonly response: CdsServiceResponse
  readonly answered: readonly AnsweredOrder[]
  readonly note: AnswerNote
}

const withoutCards = (note: Partial<AnswerNote>): Answer => ({
  response: { cards: [] },
  answered: [],
  note: { ...EMPTY_NOTE, ...note },
})

/** The slots as they were read for the orders: one may be cut where another is not. */
const slotsOf = (
  orders: readonly { readonly relevant: RelevantOrder }[],
  basis: AssessmentBasis,
): PrefetchSlots =>
  orders.reduce<PrefetchSlots>(
    (sofar, { relevant }) => ({ ...sofar, ...basis.asOf(relevant).slots }),
    basis.slots,
  )

/**
 * The life of a call, whatever kind of service is called: find the orders that are the service's;
 * only for those fetch the record; read it; judge each order and make its card; leave out what the
 * client is not to be sent; keep what was said.
 */
async function answerWith<Judged>(
  kind: AnswerKind<Judged>,
  call: Call,
  service: CallableService,
): Promise<Answer> {
  const { model, request, client, ports } = call
  const found = await findOrders(call)
  if (found.orders.length === 0) return withoutCards(noteOfFound(found))

  const now = ports.clock.now()
  const release = releaseOfOrders(call.release, found.orders)
  const since = sinceByKey(kind.inputs, found.orders, now)
  const slots = await fetchRecord(call, found.slots, { since, release })
  const { patientId } = request.context
  const circumstances = { source: client.id, moved: ports.movedPlatforms?.(model) }
  const data = { definition: model, slots, patientId, now, circumstances }
  const basis = toAssessmentBasis(data)
  await flatMapInTurns(basis.parts, (read) => [read()])

  const told = release ?? ports.patientData.releaseOf?.(request, client)
  const judgements = await judgeOrders(kind, found.orders, basis, { ...call, release: told })
  const { orders } = judgements

  const limits = { ...call, ...ports, categories: kind.categories }
  const cards = await limitCards(orders, limits)

  const answered = orders.map(({ relevant, judged, card }) =>
    kind.toAnswered({ relevant, ...becameOf(card, cards) }, judged),
  )
  await ports.keep?.({ service, call, answered })

  return {
    response: { cards: shownOf(cards) },
    answered,
    note: {
      ...noteOfRecord(found, slotsOf(orders, basis), basis.record),
      ...noteOfOrders(kind, judgements),
      ...noteOfLimits(cards),
    },
  }
}

/**
 * Answers one hook: no card when no order of the request is the service's, else one card per such
 * order, as far as the client's settings let it be shown.
 *
 * @throws {Fault} `untrusted-client` when the client may not call this service; `data-unavailable`
 *   when there is such an order and no data at all can be obtained; `malformed-request` or
 *   `unsupported-media-type` when it is of several FHIR releases, or of one that is not served.
 */
export async function answer(question: Question, ports: HookPorts): Promise<Answer> {
  const { service, request, client, acceptLanguage, fhirVersion, stages = UNTIMED } = question
  refuseUnlessOpen(service, client)
  if (client.killSwitch) return withoutCards({ stoppedBy: 'kill-switch' })
  if (givesWay(service, client)) return withoutCards({ stoppedBy: 'card-of-another-service' })

  const language = chooseLanguage(acceptLanguage, languagesOf(service)) ?? client.language
  const { entry } = service
  const release = claimedRelease(client, fhirVersion)
  const called = { entry, request, client: { ...client, language }, release, ports, stages }
  if ('board' in service) {
    const board = boardSpeaking(service.board, language)
    return answerWith(withScores(board), { ...called, model: board.base }, service)
  }
  const definition = serviceSpeaking(service.definition, language)
  return answerWith(withRisk(definition), { ...called, model: definition }, service)
}
