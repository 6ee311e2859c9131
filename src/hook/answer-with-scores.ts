import { renderBoardCard } from './cards/board-card.ts'
import type { Card } from './protocol/card.ts'
import type { HookRequest } from './protocol/hook-request.ts'
import type { PrefetchSlots } from '../clinical/assessment/slots.ts'
import type { ComputedBoard } from './answered-order.ts'
import type { BoardDefinition, BoardService } from './board.ts'
import { verdictOn } from '../clinical/scores/board-verdict.ts'
import { boardTexts, toBoardView } from './cards/board-view.ts'
import type { ClientSettings } from './client-settings.ts'
import { computeScores, type ScoreOutcome } from '../clinical/scores/compute-scores.ts'
import {
  type RelevantOrder,
  type AssessmentBasis,
  toAsOfOrder,
} from '../clinical/assessment/relevant-order.ts'
import type { Call } from './find-orders.ts'
import { fateOf, FINGERPRINT, type Answer, noCards, withNote } from './answer-with-risk.ts'
import { trackAskedFacts, toScoreFacts } from '../clinical/scores/score-facts.ts'
import { readPatientRecord } from '../clinical/assessment/patient-record.ts'
import type { HookPorts } from './ports.ts'
import { prepareCall, refuseUnlessOpen } from './prepare-call.ts'
import { withheldBecause } from './what-is-shown.ts'

/** A board that is asked, and with what. */
type BoardCall = Call & { readonly board: BoardDefinition }

/** Equal for the same order, scores, versions and values. */
function fingerprintOf(
  { board, request: { fhirServer, context } }: BoardCall,
  { order }: RelevantOrder,
  outcomes: readonly ScoreOutcome[],
): string {
  const said = outcomes.map((one) => [
    one.score.definition.id,
    one.score.definition.version,
    one.kind,
    one.kind === 'computed' ? [one.result, one.used.map(({ from }) => from.reference)] : null,
  ])
  const what = [fhirServer ?? '', context.patientId, order.reference, order.codes]
  return JSON.stringify([board.id, what, said])
}

/** What the scores say of an order. */
function compute(
  board: BoardDefinition,
  relevant: RelevantOrder,
  material: AssessmentBasis,
): ComputedBoard {
  const reading = toAsOfOrder(relevant, material)
  const facts = trackAskedFacts(toScoreFacts(board.readings, material, reading))
  const outcomes = computeScores(board.scores, facts)
  return { board, outcomes, facts, slots: material.slots, indexDay: reading.indexDay }
}

function toCard(
  call: BoardCall,
  relevant: RelevantOrder,
  computed: ComputedBoard,
): Card | undefined {
  const { board, ports, request } = call
  const { outcomes } = computed
  const isEmpty = outcomes.every(({ kind }) => kind !== 'computed')
  // Who only opens a record is told nothing but what is there.
  if (isEmpty && request.hook === 'patient-view') return undefined
  const texts = boardTexts(board)
  return renderBoardCard({
    uuid: ports.newUuid(),
    summary: isEmpty ? texts.summaries.none : texts.summaries.computed,
    detail: texts.detail,
    view: toBoardView(computed),
    source: {
      label: texts.source,
      url: ports.pageUrl(`cds-services/${board.id}/model-card`),
      topic: { ...board.topic, display: texts.topic },
    },
    overrideReasons: board.base.cards.overrideReasons,
    extension: { [FINGERPRINT]: ports.digest(fingerprintOf(call, relevant, outcomes)) },
  })
}

/** The cards for the orders, once the record is there; none where no score is for the patient. */
function answer(call: BoardCall, orders: readonly RelevantOrder[], slots: PrefetchSlots) {
  const { board, request, ports } = call
  const record = readPatientRecord(slots, board.base, request.context.patientId)
  const material = { definition: board.base, slots, record, now: ports.clock.now() }
  const told = orders.map((relevant) => {
    const judged = verdictOn(relevant, board.exclusions, material)
    const isComputed = judged.verdict === 'scores'
    const computed = isComputed ? compute(board, relevant, material) : undefined
    const card = computed && toCard(call, relevant, computed)
    return { board: board.id, relevant, judged, computed, card }
  })
  return {
    told,
    cards: told.flatMap(({ card }) => (card === undefined ? [] : [card])),
    situations: told.map(({ judged }) => judged.verdict),
    counts: record.counts,
  }
}

/**
 * Whether another service gives the card for the same order, to a client that wants one at the
 * most. Decided by what is open to the client, not by who answers first: two calls of one hook run
 * at once.
 */
function givesWay({ entry, givesWayTo }: BoardService, client: ClientSettings): boolean {
  if (!client.oneCardPerOrder || entry.hook === 'patient-view') return false
  return givesWayTo.some((id) => client.services?.includes(id) ?? true)
}

/**
 * Answers one hook with one card per order that concerns the board's base service: what every score
 * says that can be computed, and what the others lack. No card where the diagnosis is not known,
 * where a rule of the base excludes the patient, or where a client wants one card an order and
 * another service gives it.
 *
 * @throws {Fault} `untrusted-client` when the client may not call this service; `data-unavailable`
 *   when there is such an order and no data at all can be obtained.
 */
export async function answerWithScores(
  service: BoardService,
  request: HookRequest,
  ports: HookPorts,
  client: ClientSettings,
): Promise<Answer> {
  refuseUnlessOpen(service, client)
  if (client.killSwitch) return noCards({ stoppedBy: 'kill-switch' })
  if (givesWay(service, client)) return noCards({ stoppedBy: 'card-of-another-service' })
  const { entry, board } = service
  const call = { service: { entry, definition: board.base }, board, request, ports, client }
  const found = await prepareCall(call)
  if (found.orders.length === 0) return noCards({ passedOver: found.passedOver })
  const { told, cards, situations, counts } = answer(call, found.orders, found.slots)
  const shown = client.silent
    ? { cards: [], withheld: withheldBecause('silent', cards.length) }
    : { cards, withheld: {} }
  const answered = told.map((one) => ({ ...one, fate: fateOf(one.card, shown.cards, client) }))
  return withNote(shown, found, { situations, counts, answered })
}
