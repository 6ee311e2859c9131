import { isJsonObject } from '../../base/json.ts'
import { callService, type CdsClient, type DiscoveredService, fhirHeaders } from '../cds/client.ts'
import { type Answer, isSuccess } from '../cds/exchange.ts'
import type { ReadCard, ReadResponse } from '../cds/read-response.ts'
import { type Drafts, nameOfOrder, toSigned } from './drafts.ts'

/** A card on the screen, and the service it came from. */
export interface ShownCard {
  /** Its own, whatever uuid the service gave it. */
  readonly key: string
  readonly service: DiscoveredService
  readonly card: ReadCard
  /** The suggestions that were taken, by their place. */
  readonly accepted: readonly number[]
  /** What the person did with the card, when nothing more can be done. */
  readonly outcome?: { readonly kind: 'applied' | 'overridden'; readonly text: string }
  /** How the service took the feedback, or why none was sent. */
  readonly feedback?: { readonly status: string } | 'no-card-uuid' | 'no-suggestion-uuid'
}

/** A service or server that failed. */
export interface Failure {
  readonly key: string
  readonly who: string
  readonly error: unknown
}

/** What a service had done without asking. */
export interface SystemChange {
  readonly key: string
  readonly who: string
  readonly actions: ReadResponse['systemActions']
}

export interface Answers {
  readonly cards: readonly ShownCard[]
  readonly changes: readonly SystemChange[]
  readonly failures: readonly Failure[]
}

interface Asking {
  readonly client: CdsClient
  readonly services: readonly DiscoveredService[]
  readonly patientId: string
}

function answersOf(
  service: DiscoveredService,
  { cards, systemActions }: ReadResponse,
  newId: () => string,
): Answers {
  const who = service.title
  return {
    cards: cards.map((card) => ({ key: newId(), service, card, accepted: [] })),
    changes: systemActions.length === 0 ? [] : [{ key: newId(), who, actions: systemActions }],
    failures: [],
  }
}

/** Calls every service of a hook. */
export async function ask(
  { client, services, patientId }: Asking,
  hook: string,
  context: Readonly<Record<string, unknown>>,
): Promise<Answers> {
  const { newId } = client
  const answers = await Promise.all(
    services
      .filter((service) => service.hook === hook)
      .map(async (service): Promise<Answers> => {
        try {
          const response = await callService(client, service, { patientId, ...context })
          return answersOf(service, response, newId)
        } catch (error) {
          const failure = { key: newId(), who: service.title, error }
          return { cards: [], changes: [], failures: [failure] }
        }
      }),
  )
  return {
    cards: answers.flatMap(({ cards }) => cards),
    changes: answers.flatMap(({ changes }) => changes),
    failures: answers.flatMap(({ failures }) => failures),
  }
}

export interface Signed {
  readonly drafts: Drafts
  readonly signed: readonly string[]
  readonly references: readonly string[]
  /** The answers of the FHIR server that took an order not. */
  readonly refused: readonly Answer[]
}

/** Stores every order; those that the server does not take stay drafts. */
export async function createOrders(client: CdsClient, drafts: Drafts): Promise<Signed> {
  const answers = await Promise.all(
    drafts.map(async (draft) => {
      const { resourceType: type } = draft.resource
      const answer = await client.send({
        what: 'sign',
        method: 'POST',
        url: `${client.fhirServer}/${type}`,
        headers: { ...fhirHeaders(client), 'content-type': 'application/fhir+json' },
        body: toSigned(draft.resource),
      })
      const id = isJsonObject(answer.body) ? String(answer.body['id']) : ''
      return { draft, answer, reference: `${type}/${id}` }
    }),
  )
  const stored = answers.filter(({ answer }) => isSuccess(answer))
  const refused = answers.filter(({ answer }) => !isSuccess(answer))
  return {
    references: stored.map(({ reference }) => reference),
    signed: stored.map(({ draft, reference }) => `${nameOfOrder(draft.resource)} (${reference})`),
    drafts: refused.map(({ draft }) => draft),
    refused: refused.map(({ answer }) => answer),
  }
}
