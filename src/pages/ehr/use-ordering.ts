import { useEffect, useRef, useState } from 'react'
import { referenceTo } from '../../clinical/fhir/resource.ts'
import {
  CallFailure,
  type CardFeedback,
  type CdsClient,
  type DiscoveredService,
  sendFeedback,
} from '../cds/client.ts'
import { newUuid, now } from '../surroundings.ts'
import type { Address } from './address.ts'
import {
  applyActions,
  type Draft,
  type Drafts,
  type OrderForm,
  toBundle,
  toDraft,
} from './drafts.ts'
import { type Answers, ask, createOrders, type ShownCard } from './ordering.ts'
import type { Milestone } from './settings.ts'

export interface Ordering extends Answers {
  readonly drafts: Drafts
  /** Cards of the hook patient-view. */
  readonly opening: readonly ShownCard[]
  readonly phase: 'idle' | 'asking' | 'answered' | 'ready-to-sign' | 'signed'
  readonly signed: readonly string[]
  /** What has been seen with this patient. */
  readonly milestones: ReadonlySet<Milestone>
}

const NO_ANSWERS: Answers = { cards: [], changes: [], failures: [] }

const NOTHING: Ordering = {
  ...NO_ANSWERS,
  drafts: [],
  opening: [],
  phase: 'idle',
  signed: [],
  milestones: new Set(),
}

interface OrderingOptions {
  readonly client: CdsClient
  readonly services: readonly DiscoveredService[]
  readonly patientId: string
  readonly userId: string
  /** Whether the chart is open and every service is found that will be. */
  readonly isReady: boolean
  /** What was ordered, and asked about it, when the page was sent or left. */
  readonly first: { readonly forms: readonly OrderForm[]; readonly hook: Address['hook'] }
  /** Told of what a URL may say of the orders. */
  readonly onChange: (change: Pick<Address, 'orders' | 'hook'>) => void
}

/** The performer of dispatched orders: the one that the sandbox has. */
const PERFORMER = 'Organization/example-hospital'

type Change = (next: (before: Ordering) => Partial<Ordering>) => void

interface OrderingState {
  readonly options: OrderingOptions
  /** What is now, however long ago the screen was drawn. */
  readonly current: () => Ordering
  readonly change: Change
}

const newDraftId = () => `draft-${newUuid().slice(0, 8)}`

const passed = (before: Ordering, ...seen: readonly Milestone[]) => ({
  milestones: new Set([...before.milestones, ...seen]),
})

const withChanges = (drafts: Drafts, { changes }: Answers) =>
  changes.reduce((sofar, { actions }) => applyActions(sofar, actions, newDraftId), drafts)

async function askAbout(
  { options, change }: OrderingState,
  hook: 'order-select' | 'order-sign',
  drafts: Drafts,
  selections: readonly string[],
): Promise<Answers> {
  change(() => ({ ...NO_ANSWERS, drafts, phase: 'asking', signed: [] }))
  const orders = drafts.flatMap(({ written }) => written ?? [])
  options.onChange({ orders, hook: drafts.length === 0 ? '' : hook })
  const answers = await ask(options, hook, {
    userId: options.userId,
    draftOrders: toBundle(drafts, options.client.fhirServer),
    ...(hook === 'order-select' ? { selections } : {}),
  })
  const phase = hook === 'order-sign' ? 'ready-to-sign' : 'answered'
  const seen: readonly Milestone[] = answers.cards.length > 0 ? ['answered'] : []
  change((before) => ({
    ...answers,
    phase,
    drafts: withChanges(before.drafts, answers),
    ...passed(before, ...seen),
  }))
  return answers
}

/** Signed orders go out at once. https://cds-hooks.hl7.org/hooks/order-dispatch/ */
async function dispatch(
  { options, change }: OrderingState,
  dispatchedOrders: readonly string[],
): Promise<void> {
  if (dispatchedOrders.length === 0) return
  const context = { dispatchedOrders, performer: PERFORMER }
  const { cards, changes, failures } = await ask(options, 'order-dispatch', context)
  if (cards.length + changes.length + failures.length > 0)
    change((before) => ({ cards, changes, failures: [...before.failures, ...failures] }))
}

async function signNow(state: OrderingState): Promise<void> {
  const { options, current, change } = state
  const { client, onChange } = options
  const { references, refused, drafts, signed } = await createOrders(client, current().drafts)
  const failures = refused.map((answer) => ({
    key: newUuid(),
    who: client.fhirServer,
    error: new CallFailure(answer),
  }))
  const seen: readonly Milestone[] = signed.length > 0 ? ['signed'] : []
  change((before) => ({ signed, drafts, failures, phase: 'signed', ...passed(before, ...seen) }))
  onChange({ orders: drafts.flatMap(({ written }) => written ?? []), hook: '' })
  await dispatch(state, references)
}

/** Orders are signed at once when no card comes: then there is nothing to read first. */
async function sign(state: OrderingState): Promise<void> {
  const answers = await askAbout(state, 'order-sign', state.current().drafts, [])
  const { cards, changes, failures } = answers
  if (cards.length + changes.length + failures.length === 0) await signNow(state)
}

const toMark =
  ({ change }: OrderingState, { key }: ShownCard) =>
  (part: Partial<ShownCard>) => {
    const marked = (shown: ShownCard) => (shown.key === key ? { ...shown, ...part } : shown)
    change(({ cards, opening }) => ({ cards: cards.map(marked), opening: opening.map(marked) }))
  }

/** Tells the service what became of its card; one without a uuid cannot be named. */
async function tell(
  state: OrderingState,
  shown: ShownCard,
  feedback: Omit<CardFeedback, 'card' | 'outcomeTimestamp'>,
): Promise<void> {
  const mark = toMark(state, shown)
  const { card, service } = shown
  if (card.uuid === undefined) {
    mark({ feedback: 'no-card-uuid' })
    return
  }
  const outcomeTimestamp = new Date(now()).toISOString()
  const whole = { card: card.uuid, ...feedback, outcomeTimestamp }
  const { status } = await sendFeedback(state.options.client, service, whole)
  mark({ feedback: { status: status === undefined ? '—' : String(status) } })
}

/** Takes the suggestion at a place of a card. https://cds-hooks.hl7.org/2.0/#suggestion */
async function apply(state: OrderingState, shown: ShownCard, place: number): Promise<void> {
  const { suggestions, takesSeveral } = shown.card
  const accepted = [...shown.accepted, place]
  const taken = accepted.flatMap((i) => suggestions[i] ?? [])
  const isAll = !takesSeveral || accepted.length === suggestions.length
  const text = taken.map(({ label }) => label).join(', ')
  const actions = suggestions[place]?.actions ?? []
  state.change((before) => ({
    drafts: applyActions(before.drafts, actions, newDraftId),
    ...passed(before, 'accepted'),
  }))
  const mark = toMark(state, shown)
  mark({ accepted, ...(isAll ? { outcome: { kind: 'applied', text } } : {}) })
  const ids = taken.flatMap(({ uuid }) => (uuid === undefined ? [] : [{ id: uuid }]))
  if (ids.length < taken.length) mark({ feedback: 'no-suggestion-uuid' })
  else await tell(state, shown, { outcome: 'accepted', acceptedSuggestions: ids })
}

async function override(
  state: OrderingState,
  shown: ShownCard,
  overrideReason: CardFeedback['overrideReason'],
  text: string,
): Promise<void> {
  toMark(state, shown)({ outcome: { kind: 'overridden', text } })
  await tell(state, shown, {
    outcome: 'overridden',
    ...(overrideReason === undefined ? {} : { overrideReason }),
  })
}

function newDraft({ options }: OrderingState, form: OrderForm): Draft {
  const { patientId, userId } = options
  const authoredOn = new Date(now()).toISOString()
  return toDraft(form, { patientId, userId, authoredOn, id: newDraftId() })
}

function add(state: OrderingState, form: OrderForm) {
  const draft = newDraft(state, form)
  state.change((before) => passed(before, 'ordered'))
  const drafts = [...state.current().drafts, draft]
  return askAbout(state, 'order-select', drafts, [referenceTo(draft.resource)])
}

/** The record or the services are others now: all that is ordered is asked about anew. */
function askAnew(state: OrderingState) {
  const { drafts } = state.current()
  const selections = drafts.map(({ resource }) => referenceTo(resource))
  return askAbout(state, 'order-select', drafts, selections)
}

async function askAgain(state: OrderingState): Promise<void> {
  const isAgain = state.current().milestones.has('answered')
  await askAnew(state)
  if (isAgain) state.change((before) => passed(before, 'asked-again'))
}

function remove({ options, current, change }: OrderingState, reference: string): void {
  const drafts = current().drafts.filter(({ resource }) => referenceTo(resource) !== reference)
  change(() => ({ ...NO_ANSWERS, drafts, phase: 'idle' }))
  options.onChange({ orders: drafts.flatMap(({ written }) => written ?? []), hook: '' })
}

const toActions = (state: OrderingState) => ({
  add: (form: OrderForm) => add(state, form),
  remove: (reference: string) => remove(state, reference),
  sign: () => sign(state),
  signAnyway: () => signNow(state),
  askAgain: () => askAgain(state),
  apply: (shown: ShownCard, place: number) => apply(state, shown, place),
  override: (shown: ShownCard, reason: CardFeedback['overrideReason'], text: string) =>
    override(state, shown, reason, text),
})

export type OrderingActions = ReturnType<typeof toActions>

/** Calls patient-view when a chart is opened. https://cds-hooks.hl7.org/hooks/patient-view/ */
function useOpening(options: OrderingOptions, change: Change): void {
  const { client, services, patientId, userId, isReady } = options
  useEffect(() => {
    if (!isReady) return
    const current = { isWanted: true }
    void ask(options, 'patient-view', { userId }).then((answers) => {
      if (!current.isWanted) return
      change((before) => ({
        opening: answers.cards,
        changes: [...before.changes, ...answers.changes],
        drafts: withChanges(before.drafts, answers),
        failures: [...before.failures, ...answers.failures],
      }))
    })
    return () => {
      current.isWanted = false
    }
    // Once for a chart, and again for other services or another language.
  }, [isReady, patientId, client.fhirServer, client.language, services])
}

/** Orders once more what the URL says, and asks what was asked. */
function useFirstOrders(state: OrderingState): void {
  const { first, isReady } = state.options
  const isDone = useRef(false)
  useEffect(() => {
    if (!isReady || isDone.current) return
    isDone.current = true
    if (first.forms.length === 0) return
    const drafts = first.forms.map((form) => newDraft(state, form))
    state.change((before) => passed(before, 'ordered'))
    const selections = drafts.map(({ resource }) => referenceTo(resource))
    void askAbout(
      state,
      first.hook === 'order-sign' ? first.hook : 'order-select',
      drafts,
      selections,
    )
  }, [isReady])
}

/** Services that are found or switched on later are asked too. */
function useOtherServices(state: OrderingState): void {
  const { services } = state.options
  const asked = useRef(services)
  useEffect(() => {
    if (asked.current === services) return
    asked.current = services
    const { phase, drafts } = state.current()
    if (phase === 'answered' && drafts.length > 0) void askAnew(state)
  }, [services])
}

/** The orders of one patient; for another it is mounted anew. */
export function useOrdering(options: OrderingOptions) {
  const [ordering, setOrdering] = useState(NOTHING)
  const latest = useRef(ordering)
  const change: Change = (next) => {
    latest.current = { ...latest.current, ...next(latest.current) }
    setOrdering(latest.current)
  }
  const state: OrderingState = { options, current: () => latest.current, change }
  useFirstOrders(state)
  useOpening(options, change)
  useOtherServices(state)
  return { ordering, actions: toActions(state) }
}
