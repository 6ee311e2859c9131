import { CARD_CLAUSES } from '../../hook/protocol/card-clauses.ts'
import { emptyElements, repeatedUuids, violations } from '../../hook/protocol/invariants.ts'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../base/json.ts'
import { toLookup } from '../../base/lookup.ts'
import {
  cardsOf,
  fail,
  failWithStatus,
  type Finding,
  isRefusal,
  noneOf,
  pass,
  type ServiceCheck,
  skip,
} from './check.ts'
import type { ServiceProbe } from './probe.ts'

const noCard = ({ isOwnRequest }: ServiceProbe) =>
  skip(
    isOwnRequest
      ? 'the request was answered without a card'
      : 'no card was shown: give a request that gets one',
  )

const suggestionsOf = (cards: readonly JsonObject[]) =>
  cards.flatMap(({ suggestions }) => objects(suggestions))

/** What of a card the violations of a kind are about: without any of it nothing is shown. */
const PARTS = toLookup<(card: JsonObject) => number>({
  suggestion: (card) => suggestionsOf([card]).length,
  action: (card) => suggestionsOf([card]).flatMap(({ actions }) => objects(actions)).length,
  link: ({ links }) => objects(links).length,
})

/** By violation that names no part: the part that it is about. */
const PART_OF = toLookup<string>({
  'cds-resp-1': 'suggestion',
  'cds-resp-3': 'link',
  'cds-resp-5': 'action',
  'cds-resp-7': 'suggestion',
})

function hasPart(card: JsonObject, id: string): boolean {
  const part = PARTS[PART_OF[id] ?? id.split('.')[0] ?? '']
  return part === undefined || part(card) > 0
}

const LONGEST_VALUE = 80

/** The value that a violation is about, where its name is a path in the card. */
function valueOf(card: JsonObject, id: string): unknown {
  const [part, member = ''] = id.split('.')
  const holder = part === 'card' ? card : card[part ?? '']
  return isJsonObject(holder) ? holder[member] : undefined
}

/** Whether it breaks nothing but that nothing is null or empty, which is a clause of its own. */
const isEmptyAlone = (card: JsonObject, id: string) =>
  emptyElements({ value: valueOf(card, id) }).includes('value')

function shown(value: unknown): string {
  if (value === undefined) return ''
  const text = JSON.stringify(value)
  return `: ${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text}`
}

/** Which card breaks it, by its place, and with what. */
function faultsOf(card: JsonObject, i: number, ids: readonly string[]): readonly string[] {
  // As 3.0 says, the most that a service may send: what a client reads is agreed elsewhere.
  const broken = violations({ cards: [card] }, '3.0').filter(
    (id) => ids.includes(id) && !isEmptyAlone(card, id),
  )
  return broken.map((id) => `cards[${String(i)}] ${id}${shown(valueOf(card, id))}`)
}

const invariantChecks: readonly ServiceCheck[] = CARD_CLAUSES.map(([clause, title, ids]) => ({
  clause,
  level: 'SHALL',
  title,
  run: async (probe) => {
    const answer = await probe.answer()
    if (cardsOf(answer).length === 0) return noCard(probe)
    const cards = cardsOf(answer)
    if (!ids.some((id) => cards.some((card) => hasPart(card, id))))
      return skip('no card has what it is about')
    return noneOf(cards.flatMap((card, i) => faultsOf(card, i, ids)))
  },
}))

async function checkDeletes(probe: ServiceProbe): Promise<Finding> {
  const answer = await probe.answer()
  const actions = cardsOf(answer)
    .flatMap(({ suggestions }) => objects(suggestions))
    .flatMap((suggestion) => objects(suggestion['actions']))
  if (!actions.some(({ type }) => type === 'delete')) return skip('no delete action was shown')
  return violations(answer.json, '3.0').includes('cds-resp-2')
    ? fail('a delete names its resource otherwise, or also otherwise, than by resourceId')
    : pass
}

/** Empty system actions are a clause of their own. */
async function checkEmpties(probe: ServiceProbe): Promise<Finding> {
  const { json } = await probe.answer()
  if (json === undefined) return skip('no JSON')
  return noneOf(emptyElements(json).filter((path) => path !== 'systemActions'))
}

async function checkSystemActions(probe: ServiceProbe): Promise<Finding> {
  const { json } = await probe.answer()
  const actions = isJsonObject(json) ? json['systemActions'] : undefined
  if (actions === undefined) return pass
  return Array.isArray(actions) && actions.length > 0
    ? pass
    : fail('systemActions are no array with elements')
}

async function checkUuids(probe: ServiceProbe): Promise<Finding> {
  const [first, second] = [await probe.answer(), await probe.call(probe.request())]
  const uuids = [first, second].map((answer) =>
    cardsOf(answer).flatMap(({ uuid }) => nonBlank(uuid) ?? []),
  )
  if (uuids[0]?.length === 0) return noCard(probe)
  const repeated = repeatedUuids(first.json)
  if (repeated.length > 0) return fail(`one uuid stands for several: ${repeated.join(', ')}`)
  const shared = uuids[0]?.filter((uuid) => uuids[1]?.includes(uuid)) ?? []
  return shared.length === 0
    ? pass
    : fail('two calls gave a card of the same uuid: feedback could not tell them apart')
}

/** https://cds-hooks.hl7.org/2.0/#cds-service-response */
export const cardChecks: readonly ServiceCheck[] = [
  {
    clause: 'H2',
    level: 'SHALL',
    title: 'a call is answered with 200 and an array of cards',
    run: async (probe) => {
      const { status, json } = await probe.answer()
      if (isRefusal({ status }) && !probe.isOwnRequest)
        return skip(`the sample request is refused with ${String(status)}: give one`)
      if (status !== 200) return failWithStatus({ status })
      return isJsonObject(json) && Array.isArray(json['cards']) ? pass : fail('no array of cards')
    },
  },
  {
    clause: 'N2',
    level: 'SHALL',
    title: 'nothing in an answer is null or empty',
    run: checkEmpties,
  },
  {
    clause: 'N4',
    level: 'SHALL',
    title: 'system actions are left out when there are none',
    run: checkSystemActions,
  },
  ...invariantChecks,
  {
    clause: 'cds-resp-2',
    level: 'SHOULD',
    title: 'a delete names its resource by resourceId alone',
    run: checkDeletes,
  },
  {
    clause: 'I@81',
    level: 'SHOULD',
    title: 'each card has a uuid of its own',
    run: checkUuids,
  },
]
