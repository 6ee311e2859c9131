import { isJsonObject, type JsonObject, objects } from '../../base/json.ts'
import {
  cardsOf,
  fail,
  failWithStatus,
  type Finding,
  isRefusal,
  pass,
  type ServiceCheck,
  skip,
} from './check.ts'
import type { HttpResponse } from '../client/exchange.ts'
import type { ServiceProbe } from './probe.ts'

const refused = (answer: HttpResponse): Finding =>
  isRefusal(answer) ? pass : failWithStatus(answer)

const without = (request: JsonObject, ...members: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(request).filter(([name]) => !members.includes(name)))

/** A request that is wrong in one way must not be answered as if it were right. */
function refusal(
  clause: string,
  title: string,
  toBody: (request: JsonObject) => unknown,
): ServiceCheck {
  return {
    clause,
    level: 'SHOULD',
    title,
    run: async (probe) => refused(await probe.call(toBody(probe.request()))),
  }
}

async function checkUnknownService({ send, discoveryUrl, request }: ServiceProbe) {
  return refused(await send(`${discoveryUrl}/no-such-service-of-this-id`, { body: request() }))
}

async function checkUnknownMembers(probe: ServiceProbe): Promise<Finding> {
  const request = probe.request()
  const context = isJsonObject(request['context']) ? request['context'] : {}
  const more = { 'org.example.unknown': { x: 1 } }
  const plain = await probe.answer()
  const answer = await probe.call({ ...request, ...more, context: { ...context, ...more } })
  return answer.status === plain.status ? pass : failWithStatus(answer)
}

async function checkOutcome(probe: ServiceProbe): Promise<Finding> {
  const { status, json } = await probe.call('{')
  if (status < 400) return skip('broken JSON was not refused')
  const { resourceType, issue } = isJsonObject(json) ? json : {}
  return resourceType === 'OperationOutcome' && objects(issue).length > 0
    ? pass
    : fail('a refusal carries no OperationOutcome')
}

async function checkSilence(probe: ServiceProbe): Promise<Finding> {
  const bodies = ['{', [], without(probe.request(), 'context')]
  for (const body of bodies) {
    const { text } = await probe.call(body)
    if (/\bat .+:\d+:\d+|Traceback|\.java:\d+\)/.test(text)) return fail('an error shows a stack')
  }
  return pass
}

async function checkMissingData(probe: ServiceProbe): Promise<Finding> {
  if (!isJsonObject(probe.service.entry['prefetch'])) return skip('the service prefetches nothing')
  if (!probe.isOwnRequest) return skip('give a request that gets a card')
  const bare = without(probe.request(), 'prefetch', 'fhirServer', 'fhirAuthorization')
  const answer = await probe.call(bare)
  if (answer.status === 412) return pass
  if (answer.status !== 200) return failWithStatus(answer)
  return cardsOf(answer).length > 0
    ? skip('the service gives a card without prefetched data')
    : fail('200 without a card, although the data that it needs cannot be had')
}

function withAllPrefetch(probe: ServiceProbe, value: unknown): JsonObject {
  const { prefetch } = probe.service.entry
  const keys = isJsonObject(prefetch) ? Object.keys(prefetch) : []
  return { ...probe.request(), prefetch: Object.fromEntries(keys.map((key) => [key, value])) }
}

const OUTCOME = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
}

async function checkPrefetchState(probe: ServiceProbe, value: unknown): Promise<Finding> {
  if (!isJsonObject(probe.service.entry['prefetch'])) return skip('the service prefetches nothing')
  const answer = await probe.call(withAllPrefetch(probe, value))
  if (isRefusal(answer) && isRefusal(await probe.answer()))
    return skip('the request itself is refused: give one that gets a card')
  const isKnown = answer.status === 200 || answer.status === 412
  return isKnown ? pass : failWithStatus(answer)
}

async function checkSpeed(probe: ServiceProbe): Promise<Finding> {
  const { status } = await probe.answer()
  if (status !== 200) return skip(`the answer is ${String(status)}, and says nothing of speed`)
  const times: number[] = []
  for (let i = 0; i < 5; i += 1) times.push((await probe.call(probe.request())).ms)
  const median = times.toSorted((a, b) => a - b)[2] ?? Infinity
  return median <= 500 ? pass : fail(`half of 5 calls took more than ${median.toFixed(0)} ms`)
}

/** https://cds-hooks.hl7.org/2.0/#calling-a-cds-service */
export const requestChecks: readonly ServiceCheck[] = [
  refusal('H5', 'a body that is no JSON is refused', () => '{'),
  refusal('I@18', 'a call without a hook is refused', (body) => without(body, 'hook')),
  refusal('I@16', 'a call of another hook is refused', (body) => ({
    ...body,
    hook: 'org.example.other',
  })),
  refusal('I@19', 'a call without a hookInstance is refused', (body) =>
    without(body, 'hookInstance'),
  ),
  refusal('I@22', 'a call without a context is refused', (body) => without(body, 'context')),
  refusal('cds-r-1', 'a token without a FHIR server is refused', (body) => ({
    ...without(body, 'fhirServer'),
    fhirAuthorization: {
      access_token: 'synthetic',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 'conformance',
    },
  })),
  {
    clause: 'D8',
    level: 'SHALL',
    title: 'a service that does not exist is refused',
    run: checkUnknownService,
  },
  {
    clause: 'N7',
    level: 'SHOULD',
    title: 'members that no specification names change nothing',
    run: checkUnknownMembers,
  },
  {
    clause: 'H4',
    level: 'SHALL',
    title: 'missing data is answered with 412',
    run: checkMissingData,
  },
  {
    clause: 'I@53',
    level: 'SHALL',
    title: 'null for a prefetch key is taken as no data',
    run: (probe) => checkPrefetchState(probe, null),
  },
  {
    clause: 'P7',
    level: 'SHOULD',
    title: 'an OperationOutcome for a prefetch key is taken as an error of the client',
    run: (probe) => checkPrefetchState(probe, OUTCOME),
  },
  {
    clause: 'H6',
    level: 'SHOULD',
    title: 'a refusal says why in an OperationOutcome',
    run: checkOutcome,
  },
  {
    clause: 'H10',
    level: 'SHOULD',
    title: 'no error shows the inside of the service',
    run: checkSilence,
  },
  {
    clause: 'H7',
    level: 'SHOULD',
    title: 'a call is answered within 500 ms',
    run: checkSpeed,
  },
]
