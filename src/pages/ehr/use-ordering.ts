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

export interface Ordering {
  readonly drafts: Drafts
  readonly cards: readonly ShownCard[]
  /** Cards of the hook patient-view. */
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

interface OrderingOptions {
  readonly client: CdsClient
  readonly services: readonly DiscoveredService[]
  readonly patientId: string
  readonly userId: string
  readonly fhirServer: string
  readonly isOpen: boolean
}

/** The performer of dispatched orders; made up. */
const PERFORMER = 'Organization/interventional-radiology'

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Calls every service of a hook. */
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
    cards: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    failures: answers.flatMap((answer) =>
      answer.status === 'rejected' ? [messageOf(answer.reason)] : [],
    ),
  }
}

async function createOrders(
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

/** The state of ordering, and how to change it. */
interface OrderingState {
  readonly options: OrderingOptions
  readonly ordering: Ordering
  readonly change: (next: (before: Ordering) => Partial<Ordering>) => void
}

const newDraftId = () => `draft-${newUuid().slice(0, 8)}`

async function askAbout(
  { options, change }: OrderingState,
  hook: 'order-select' | 'order-sign',
  drafts: Drafts,
  selections: readonly string[],
) {
  change(() => ({ drafts, phase: 'asking', failures: [], signed: [] }))
  const answer = await ask(options, hook, {
    userId: options.userId,
    draftOrders: toBundle(drafts, options.fhirServer),
    ...(hook === 'order-select' ? { selections } : {}),
  })
  const phase = hook === 'order-sign' ? 'ready-to-sign' : 'answered'
  change(() => ({ ...answer, phase }))
  return answer
}

/** Signed orders go out at once. https://cds-hooks.hl7.org/hooks/order-dispatch/ */
async function dispatch(
  { options, change }: OrderingState,
  dispatchedOrders: readonly string[],
): Promise<void> {
  if (dispatchedOrders.length === 0) return
  const context = { dispatchedOrders, performer: PERFORMER }
  const { cards, failures } = await ask(options, 'order-dispatch', context)
  if (cards.length + failures.length > 0)
    change((before) => ({ cards, failures: [...before.failures, ...failures] }))
}

async function signNow(state: OrderingState): Promise<void> {
  const { options, ordering, change } = state
  const { references, ...stored } = await createOrders(options, ordering.drafts)
  const drafts = stored.failures.length === 0 ? [] : ordering.drafts
  change(() => ({ ...stored, drafts, phase: 'signed' }))
  await dispatch(state, references)
}

/** Orders are signed at once when no card comes: then there is nothing to read first. */
async function sign(state: OrderingState): Promise<void> {
  const { cards, failures } = await askAbout(state, 'order-sign', state.ordering.drafts, [])
  if (cards.length === 0 && failures.length === 0) await signNow(state)
}

/** Shows what became of a card, and sends its service feedback. */
async function recordOutcome(
  { options, change }: OrderingState,
  { card, service }: ShownCard,
  outcome: NonNullable<ShownCard['outcome']>,
  feedback: Omit<CardFeedback, 'card' | 'outcomeTimestamp'>,
): Promise<void> {
  const mark = (part: Partial<ShownCard>) => {
    const marked = (shown: ShownCard) => (shown.card === card ? { ...shown, ...part } : shown)
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

function apply(state: OrderingState, shown: ShownCard, suggestion: Suggestion): Promise<void> {
  state.change(({ drafts }) => ({ drafts: applySuggestion(drafts, suggestion, newDraftId) }))
  const acceptedSuggestions = [{ id: suggestion.uuid }]
  const outcome = { kind: 'applied', text: suggestion.label } as const
  return recordOutcome(state, shown, outcome, { outcome: 'accepted', acceptedSuggestions })
}

function add(state: OrderingState, form: OrderForm) {
  const { patientId } = state.options
  const authoredOn = new Date(now()).toISOString()
  const draft = toDraft(form, { patientId, authoredOn, id: newDraftId() })
  return askAbout(state, 'order-select', [...state.ordering.drafts, draft], [referenceTo(draft)])
}

function remove({ change }: OrderingState, reference: string): void {
  change(({ drafts }) => ({
    drafts: drafts.filter((draft) => referenceTo(draft) !== reference),
    cards: [],
    phase: 'idle',
  }))
}

const toActions = (state: OrderingState) => ({
  add: (form: OrderForm) => add(state, form),
  remove: (reference: string) => remove(state, reference),
  sign: () => sign(state),
  signAnyway: () => signNow(state),
  apply: (shown: ShownCard, suggestion: Suggestion) => apply(state, shown, suggestion),
  override: (shown: ShownCard, reason: CardFeedback['overrideReason'], text: string) =>
    recordOutcome(
      state,
      shown,
      { kind: 'overridden', text },
      { outcome: 'overridden', ...(reason === undefined ? {} : { overrideReason: reason }) },
    ),
})

export type OrderingActions = ReturnType<typeof toActions>

/** Calls patient-view when a chart is opened. https://cds-hooks.hl7.org/hooks/patient-view/ */
function useOpening(options: OrderingOptions, change: OrderingState['change']): void {
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
    // Once for a chart, and again for other services or another language.
  }, [isOpen, patientId, client.fhirServer, client.language, services])
}

export function useOrdering(options: OrderingOptions) {
  const [ordering, setOrdering] = useState(NOTHING)
  const { client, patientId } = options
  useEffect(() => setOrdering(NOTHING), [patientId, client.fhirServer])
  const change: OrderingState['change'] = (next) =>
    setOrdering((before) => ({ ...before, ...next(before) }))
  useOpening(options, change)
  return { ordering, actions: toActions({ options, ordering, change }) }
}
