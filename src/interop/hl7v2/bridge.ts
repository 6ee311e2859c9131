import type { Clock } from '../../base/time.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { toCardLines } from '../client/card-text.ts'
import type { Collected } from './collected.ts'
import type { ResourceWithId } from './collected.ts'
import type { Frame } from './frames.ts'
import type { Hl7Map } from './hl7-map.ts'
import { type Header, type Message, readMessage } from './message.ts'
import { toPatient } from './patient.ts'
import { answerTemplates } from './prefetch-answers.ts'
import { MessageProblem } from './problem.ts'
import { type ReplyContent, toReply } from './reply.ts'
import { type CdsServiceCall, type DiscoveredService, ORDER_SIGN } from './service-call.ts'
import { toEntries } from '../client/to-entries.ts'
import { toTimestamp } from './timestamp.ts'
import { type ObservationRemark, toObservations } from './to-observations.ts'
import { type OrderRemark, toOrders } from './to-order.ts'
import { toLookup } from '../../base/lookup.ts'

export interface BridgeOptions {
  readonly map: Hl7Map
  readonly collected: Collected
  readonly service: CdsServiceCall
  readonly clock: Clock
  readonly newUuid: () => string
  /** Takes a line on what was done, with nothing of a patient in it. */
  readonly report: (line: string) => void
}

/** Turns a frame into the bytes of its reply; it always replies. */
export type Bridge = (frame: Frame) => Promise<Uint8Array>

const REMARKS: Readonly<Record<ObservationRemark | OrderRemark, string>> = {
  'code-not-in-map': 'passed over: the map has no such observation',
  'no-value': 'passed over: it has no value that can be read',
  'corrected-to-no-value':
    'taken without a value: it replaces one, and has none that can be read itself',
  'no-status': 'taken with an unknown status: OBX-11 is none of HL7 table 0085',
  'no-time': 'taken without a time: neither OBX-14 nor OBR-7 has one',
  'unit-not-in-map': 'taken with its unit as written: the map does not have it',
  'answer-not-in-map': 'taken with its answer as written: the map does not have it',
  repeated:
    'taken beside another of this message: without an OBX-4 of its own it is the same result twice',
  'not-a-new-order': 'nothing is asked: ORC-1 is not that of a new order',
  'order-not-in-map': 'nothing is asked: the map has no such order',
  'diagnosis-not-in-map': 'the diagnosis is passed on in words only: the map has no such code',
}

/** Local codes are shown when they look like codes; what else stands there may be of a patient. */
const printableCode = (code: string) =>
  /^[\p{L}\p{N}#%.*+/_-]{1,24}$/u.test(code) ? code : '(no code)'

const toLine = (what: ObservationRemark | OrderRemark, code: string) =>
  `  ${printableCode(code)}: ${REMARKS[what]}`

const DISCOVERY_MS = 10 * 60 * 1000

/** The discovered service; asked for again when the answer is older than {@link DISCOVERY_MS}. */
function rememberDiscovery({ service, clock }: BridgeOptions): () => Promise<DiscoveredService> {
  let known: { readonly at: number; readonly discovered: DiscoveredService } | undefined
  return async () => {
    if (known !== undefined && clock.now() - known.at < DISCOVERY_MS) return known.discovered
    const discovered = await service.discover()
    known = { at: clock.now(), discovered }
    return discovered
  }
}

async function takeResults(
  message: Message,
  { map, collected, report }: BridgeOptions,
): Promise<ReplyContent> {
  const patient = toPatient(message, map)
  const { observations, remarks } = toObservations(message, patient.id, map)
  await collected.add(patient, observations)
  const taken = String(observations.length)
  report(
    `${message.header.type}: ${taken} observation(s) taken, ${String(remarks.length)} remark(s)`,
  )
  for (const { what, code } of remarks) report(toLine(what, code))
  const passedOver = remarks.filter(({ what }) => what === 'code-not-in-map').length
  return { acknowledgment: 'AA', text: `${taken} taken, ${String(passedOver)} not in the map` }
}

function toRequest(
  hookInstance: string,
  context: JsonObject,
  { prefetch }: DiscoveredService,
  resources: readonly ResourceWithId[],
): JsonObject {
  return {
    hook: ORDER_SIGN,
    hookInstance,
    context,
    prefetch: answerTemplates(prefetch, context, resources),
  }
}

/** Asks the service about the orders of a message, and keeps the results that it carries. */
async function takeOrders(
  message: Message,
  options: BridgeOptions,
  discover: () => Promise<DiscoveredService>,
): Promise<ReplyContent> {
  const { map, collected, service, newUuid, report } = options
  const patient = toPatient(message, map)
  const { orders, conditions, userId, remarks } = toOrders(message, patient.id, map)
  const beside = toObservations(message, patient.id, map)
  await collected.add(patient, beside.observations)
  for (const { what, code } of [...remarks, ...beside.remarks]) report(toLine(what, code))
  if (orders.length === 0) return { acknowledgment: 'AA', text: 'no order that the map names' }
  const file = collected.of(patient.id)
  const discovered = await discover()
  const draftOrders = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: toEntries(orders),
  }
  const context = { userId, patientId: patient.id, draftOrders }
  const resources = [file?.patient ?? patient, ...(file?.observations ?? []), ...conditions]
  const request = toRequest(newUuid(), context, discovered, resources)
  const cards = await service.ask(discovered.id, request)
  const keys = Object.keys(isJsonObject(request['prefetch']) ? request['prefetch'] : {})
  report(
    `${message.header.type}: ${String(orders.length)} order(s), prefetched ${keys.join(', ') || 'nothing'}, ${String(cards.length)} card(s)`,
  )
  return {
    acknowledgment: 'AA',
    text: `${String(cards.length)} card(s)`,
    notes: cards.flatMap(toCardLines),
  }
}

const EVENTS = toLookup<string>({ ORU: 'R01', ORM: 'O01' })

/** @throws {MessageProblem} When messages of this type are not taken here. */
function checkType({ type, event, controlId }: Header): void {
  if (controlId === '') throw new MessageProblem('AR', '101', 'MSH-10 is empty')
  if (!Object.hasOwn(EVENTS, type))
    throw new MessageProblem('AR', '200', 'only ORU and ORM messages are taken')
  // HL7 2.1 and 2.2 senders leave the event out.
  if (event !== '' && event !== EVENTS[type])
    throw new MessageProblem('AR', '201', 'only ORU^R01 and ORM^O01 messages are taken')
}

/** A bug must be answered too. */
const asProblem = (error: unknown) =>
  error instanceof MessageProblem
    ? error
    : new MessageProblem('AE', '207', 'the message could not be dealt with', { cause: error })

const BROKEN = {
  'too-long': 'the message is longer than is taken here',
  'not-ended': 'a new message began before this one ended',
  'too-slow': 'the message did not end in time',
} as const

function messageIn(frame: Frame, { characterSet }: Hl7Map): Message {
  if (frame.kind === 'broken') throw new MessageProblem('AR', '102', BROKEN[frame.why])
  return readMessage(frame.bytes, characterSet)
}

export function toBridge(options: BridgeOptions): Bridge {
  const { map, clock, newUuid, report } = options
  const discover = rememberDiscovery(options)

  const answer = (message: Message) => {
    checkType(message.header)
    return message.header.type === 'ORU'
      ? takeResults(message, options)
      : takeOrders(message, options, discover)
  }

  return async (frame) => {
    let header: Header | undefined
    let content: ReplyContent
    try {
      const message = messageIn(frame, map)
      header = message.header
      content = await answer(message)
    } catch (error) {
      const problem = asProblem(error)
      report(`${problem.acknowledgment}: ${problem.message}`)
      content = { acknowledgment: problem.acknowledgment, text: problem.message, problem }
    }
    const stamp = {
      timestamp: toTimestamp(clock.now(), map.timeZone),
      // MSH-10 has 20 characters.
      controlId: newUuid().replaceAll('-', '').slice(0, 20),
    }
    return toReply(header, content, stamp, map.characterSet)
  }
}
