import { useEffect, useState } from 'react'
import type { Card, Suggestion } from '../../hook/protocol/card.ts'
import { referenceTo } from '../../clinical/fhir/resource.ts'
import { isJsonObject } from '../../base/json.ts'
import {
  callService,
  type CardFeedback,
  type CdsClient,
  type DiscoveredService,
  fhirHeaders,
  sendFeedback,
  whyOf,
} from '../cds/client.ts'
import { isSuccess } from '../cds/exchange.ts'
import { newUuid, now } from '../surroundings.ts'
import {
  applySuggestion,
  type Drafts,
  nameOfOrder,
  type OrderForm,
  toBundle,
  toDraft,
} from './drafts.ts'

/** A card on the screen, and the service it came from. */
export interface ShownCard {
  readonly service: DiscoveredService
  readonly card: Card
  /** What the person did with it. */
  readonly outcome?: { readonly kind: 'applied' | 'overridden'; readonly text: string }
  /** How the service took the feedback. */
  readonly feedbackStatus?: string
}

/** Everything about orders that is on the screen. */
export interface Ordering {
  readonly drafts: Drafts
  readonly cards: readonly ShownCard[]
  /** What was said when the chart was opened. */
  readonly opening: readonly ShownCard[]
  readonly phase: 'idle' | 'asking' | 'answered' | 'ready-to-sign' | 'signed'
  /** Why a service did not answer, or an order was not signed. */
  readonly failures: readonly string[]
  readonly signed: readonly string[]
}

const NOTHING: Ordering = {
  drafts: [],
  cards: [],
  opening: [],
  phase: 'idle',
  failures: [],
  signed: [],
}

/** What ordering needs. */
export interface OrderingOptions {
  readonly client: CdsClient
  readonly services: readonly DiscoveredService[]
  readonly patientId: string
  readonly userId: string
  /** Whether the chart is on the screen. */
  readonly isOpen: boolean
}

/** To whom signed orders go: nobody real. */
const PERFORMER = 'Organization/interventional-radiology'

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Asks every service that listens to a hook. */
async function ask(
  { client, services, patientId }: OrderingOptions,
  hook: string,
  context: Readonly<Record<string, unknown>>,
): Promise<Pick<Ordering, 'cards' | 'failures'>> {
  const whole = { patientId, ...context }
  const answers = await Promise.allSettled(
    services
      .filter((service) => service.hook === hook)
      .map(async (service) =>
        (await callService(client, service, whole)).map((card): ShownCard => ({ service, card })),
      ),
  )
  return {
    cards: answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
    failures: answers.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : [])),
  }
}

async function store(
  { client }: OrderingOptions,
  drafts: Drafts,
): Promise<Pick<Ordering, 'signed' | 'failures'> & { readonly references: readonly string[] }> {
  const answers = await Promise.all(
    drafts.map(async (draft) => {
      const answer = await client.send({
        what: 'sign',
        method: 'POST',
        url: `${client.fhirServer}/${draft.resourceType}`,
        headers: fhirHeaders(client),
        body: { ...draft, status: 'active' },
      })
      return { draft, answer }
    }),
  )
  const stored = answers
    .filter(({ answer }) => isSuccess(answer))
    .map(({ draft, answer: { body } }) => {
      const id = isJsonObject(body) ? String(body['id']) : ''
      return { draft, reference: `${draft.resourceType}/${id}` }
    })
  return {
    references: stored.map(({ reference }) => reference),
    signed: stored.map(({ draft, reference }) => `${nameOfOrder(draft)} (${reference})`),
    failures: answers.filter(({ answer }) => !isSuccess(answer)).map(({ answer }) => whyOf(answer)),
  }
}

/** Ordering as it stands, and how to change it. */
interface Desk {
  readonly options: OrderingOptions
  readonly ordering: Ordering
  readonly change: (next: (before: Ordering) => Partial<Ordering>) => void
}

const newDraftId = () => `draft-${newUuid().slice(0, 8)}`

async function askAbout(
  { options, change }: Desk,
  hook: 'order-select' | 'order-sign',
  drafts: Drafts,
  selections: readonly string[],
) {
  change(() => ({ drafts, phase: 'asking', failures: [], signed: [] }))
  const answer = await ask(options, hook, {
    userId: options.userId,
    draftOrders: toBundle(drafts),
    ...(hook === 'order-select' ? { selections } : {}),
  })
  const phase = hook === 'order-sign' ? 'ready-to-sign' : 'answered'
  change(() => ({ ...answer, phase }))
  return answer
}

/** Signed orders go out at once. https://cds-hooks.hl7.org/hooks/order-dispatch/ */
async function dispatch(
  { options, change }: Desk,
  dispatchedOrders: readonly string[],
): Promise<void> {
  if (dispatchedOrders.length === 0) return
  const context = { dispatchedOrders, performer: PERFORMER }
  const { cards, failures } = await ask(options, 'order-dispatch', context)
  if (cards.length + failures.length > 0)
    change((before) => ({ cards, failures: [...before.failures, ...failures] }))
}

async function storeAll(desk: Desk): Promise<void> {
  const { options, ordering, change } = desk
  const { references, ...stored } = await store(options, ordering.drafts)
  const drafts = stored.failures.length === 0 ? [] : ordering.drafts
  change(() => ({ ...stored, drafts, phase: 'signed' }))
  await dispatch(desk, references)
}

/** Nothing to say means nothing to read: the orders are signed at once. */
async function sign(desk: Desk): Promise<void> {
  const { cards, failures } = await askAbout(desk, 'order-sign', desk.ordering.drafts, [])
  if (cards.length === 0 && failures.length === 0) await storeAll(desk)
}

/** Marks a card as dealt with, and tells its service. */
async function settle(
  { options, change }: Desk,
  { card, service }: ShownCard,
  outcome: NonNullable<ShownCard['outcome']>,
  feedback: Omit<CardFeedback, 'card' | 'outcomeTimestamp'>,
): Promise<void> {
  const mark = (part: Partial<ShownCard>) => {
    const marked = (one: ShownCard) => (one.card === card ? { ...one, ...part } : one)
    change(({ cards, opening }) => ({ cards: cards.map(marked), opening: opening.map(marked) }))
  }
  mark({ outcome })
  const { status } = await sendFeedback(options.client, service.id, {
    card: card.uuid,
    ...feedback,
    outcomeTimestamp: new Date(now()).toISOString(),
  })
  mark({ feedbackStatus: status === undefined ? '—' : String(status) })
}

function apply(desk: Desk, shown: ShownCard, suggestion: Suggestion): Promise<void> {
  desk.change(({ drafts }) => ({ drafts: applySuggestion(drafts, suggestion, newDraftId) }))
  const acceptedSuggestions = [{ id: suggestion.uuid }]
  const outcome = { kind: 'applied', text: suggestion.label } as const
  return settle(desk, shown, outcome, { outcome: 'accepted', acceptedSuggestions })
}

function add(desk: Desk, form: OrderForm) {
  const { patientId } = desk.options
  const authoredOn = new Date(now()).toISOString()
  const draft = toDraft(form, { patientId, authoredOn, id: newDraftId() })
  return askAbout(desk, 'order-select', [...desk.ordering.drafts, draft], [referenceTo(draft)])
}

function remove({ change }: Desk, reference: string): void {
  change(({ drafts }) => ({
    drafts: drafts.filter((one) => referenceTo(one) !== reference),
    cards: [],
    phase: 'idle',
  }))
}

/** What the screen can ask ordering to do. */
const toActions = (desk: Desk) => ({
  add: (form: OrderForm) => add(desk, form),
  remove: (reference: string) => remove(desk, reference),
  sign: () => sign(desk),
  signAnyway: () => storeAll(desk),
  apply: (shown: ShownCard, suggestion: Suggestion) => apply(desk, shown, suggestion),
  override: (shown: ShownCard, reason: CardFeedback['overrideReason'], text: string) =>
    settle(
      desk,
      shown,
      { kind: 'overridden', text },
      { outcome: 'overridden', ...(reason === undefined ? {} : { overrideReason: reason }) },
    ),
})

export type OrderingActions = ReturnType<typeof toActions>

/** Asks what is to be said of a chart that is opened. https://cds-hooks.hl7.org/hooks/patient-view/ */
function useOpening(options: OrderingOptions, change: Desk['change']): void {
  const { client, services, patientId, userId, isOpen } = options
  useEffect(() => {
    if (!isOpen) return
    const current = { isWanted: true }
    void ask(options, 'patient-view', { userId }).then(({ cards, failures }) => {
      if (current.isWanted)
        change((before) => ({ opening: cards, failures: [...before.failures, ...failures] }))
    })
    return () => {
      current.isWanted = false
    }
    // Asked once a chart, and anew where other services are connected or another language is spoken.
  }, [isOpen, patientId, client.fhirServer, client.language, services])
}

/** Ordering for one patient: drafts, hooks, cards, signature. */
export function useOrdering(options: OrderingOptions) {
  const [ordering, setOrdering] = useState(NOTHING)
  const { client, patientId } = options
  useEffect(() => setOrdering(NOTHING), [patientId, client.fhirServer])
  const change: Desk['change'] = (next) => setOrdering((before) => ({ ...before, ...next(before) }))
  useOpening(options, change)
  return { ordering, actions: toActions({ options, ordering, change }) }
}
