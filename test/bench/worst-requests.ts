/** The worst single request of each kind that one caller can send. All made of synthetic fixtures. */
import { createServer, type Server } from 'node:http'
import { type HookBody, prefetched, serviceFor } from '../support/requests.ts'

/** What is sent, and where. */
export interface WorstRequest {
  readonly kind: string
  readonly path: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Entry {
  readonly resource: Readonly<Record<string, unknown>>
}

type Bundle = Readonly<Record<string, unknown>> & { readonly entry: readonly Entry[] }

const repeated = (text: string, count: number) => Array<string>(count).fill(text).join(',')

/** The entries of a Bundle and copies of its first, each under an id of its own. */
function grown(bundle: unknown, count: number, change: object = {}): Bundle {
  const { entry, ...rest } = bundle as Bundle
  const copies = Array.from({ length: count }, (_, i) => ({
    resource: { ...entry[0]?.resource, ...change, id: `copy-${String(i)}` },
  }))
  return { ...rest, entry: [...entry, ...copies] }
}

/** A call with so many more orders and Observations. */
function callWith(orders: number, observations: number, hook = 'order-sign'): HookBody {
  const body = prefetched('high-risk', hook)
  const { draftOrders } = body.context
  const { bloodCounts } = body.prefetch ?? {}
  return {
    ...body,
    context: { ...body.context, draftOrders: grown(draftOrders, orders) },
    prefetch: { ...body.prefetch, bloodCounts: grown(bloodCounts, observations) },
  }
}

/** The text of a call with something else in place of the blood counts. */
function withBloodCounts(json: string): string {
  const body = prefetched('high-risk', 'order-sign')
  const marked = JSON.stringify({ ...body, prefetch: { ...body.prefetch, bloodCounts: '@' } })
  return marked.replace('"@"', json)
}

/** The text of a call with other selections. */
function withSelections(json: string): string {
  const body = prefetched('high-risk')
  return JSON.stringify({ ...body, context: { ...body.context, selections: '@' } }).replace(
    '"@"',
    json,
  )
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

const feedbackItem = (members: string) =>
  `{"card":"c","outcome":"accepted","outcomeTimestamp":"2026-11-20T09:00:00Z",${members}}`

const suggestions = (count: number) => `"acceptedSuggestions":[${repeated('{"id":"s"}', count)}]`

const feedback = (...items: readonly string[]) => `{"feedback":[${items.join(',')}]}`

/** A segment of a JSON Web Token with this many characters. */
const segment = (head: object, length: number) =>
  Buffer.from(JSON.stringify({ ...head, pad: 'x'.repeat((length * 3) / 4) })).toString('base64url')

const TOKEN = `Bearer ${segment({ alg: 'RS384', typ: 'JWT', kid: 'k' }, 3_000)}.${segment({ iss: 'x' }, 3_000)}.${'A'.repeat(512)}`

const sign = serviceFor('order-sign')
const select = serviceFor('order-select')
const json = (value: unknown) => JSON.stringify(value)

const wrongEntries = (count: number) =>
  `{"resourceType":"Bundle","type":"searchset","entry":[${repeated('{"resource":{"resourceType":7,"id":[]}}', count)}]}`

const components = (count: number) => ({
  component: Array<object>(count).fill({
    code: { coding: [{ system: 'http://loinc.org', code: '751-8' }] },
    valueQuantity: {
      value: 4,
      unit: '10^9/L',
      system: 'http://unitsofmeasure.org',
      code: '10*9/L',
    },
  }),
})

const codings = (count: number) => ({
  code: { coding: Array<object>(count).fill({ system: 'http://loinc.org', code: 'x' }) },
})

export const WORST_REQUESTS: readonly WorstRequest[] = [
  { kind: 'an ordinary call', path: sign, body: json(callWith(0, 0)) },
  { kind: '5 000 orders x 1 200 Observations', path: sign, body: json(callWith(5_000, 1_200)) },
  { kind: '1 200 orders', path: sign, body: json(callWith(1_200, 0)) },
  { kind: '8 000 Observations', path: sign, body: json(callWith(0, 8_000)) },
  {
    kind: '1 000 Observations with 20 components each',
    path: sign,
    body: withBloodCounts(
      json(grown(prefetched('high-risk').prefetch?.['bloodCounts'], 1_000, components(20))),
    ),
  },
  {
    kind: 'one Observation with 11 999 components',
    path: sign,
    body: withBloodCounts(
      json(grown(prefetched('high-risk').prefetch?.['bloodCounts'], 1, components(11_999))),
    ),
  },
  {
    kind: '6 Observations with 11 999 codings each',
    path: sign,
    body: withBloodCounts(
      json(grown(prefetched('high-risk').prefetch?.['bloodCounts'], 6, codings(11_999))),
    ),
  },
  { kind: 'nested 1 000 000 deep', path: sign, body: withBloodCounts(nested(1_000_000)) },
  {
    kind: 'nested 60 deep, 80 000 times',
    path: sign,
    body: withBloodCounts(`[${repeated(nested(29), 80_000)}]`),
  },
  {
    kind: 'a list of 2 400 000 numbers',
    path: sign,
    body: withBloodCounts(`[${repeated('0', 2_400_000)}]`),
  },
  {
    kind: '200 lists of 11 999 numbers',
    path: sign,
    body: withBloodCounts(`[${repeated(`[${repeated('0', 11_999)}]`, 200)}]`),
  },
  {
    kind: '5 MB of short objects',
    path: sign,
    body: withBloodCounts(`[${repeated(`[${repeated('{}', 11_999)}]`, 130)}]`),
  },
  {
    kind: '500 000 members of one object',
    path: sign,
    body: withBloodCounts(
      `{${Array.from({ length: 400_000 }, (_, i) => `"${String(i)}":0`).join(',')}}`,
    ),
  },
  { kind: '11 900 wrong Bundle entries', path: sign, body: withBloodCounts(wrongEntries(11_900)) },
  {
    kind: '1 500 000 selections of 0',
    path: select,
    body: withSelections(`[${repeated('0', 1_500_000)}]`),
  },
  {
    kind: '11 999 selections of 0',
    path: select,
    body: withSelections(`[${repeated('0', 11_999)}]`),
  },
  {
    kind: '11 999 selections x 5 000 orders',
    path: select,
    body: json({
      ...callWith(5_000, 0, 'order-select'),
      context: {
        ...callWith(5_000, 0, 'order-select').context,
        selections: Array.from({ length: 11_999 }, (_, i) => `ServiceRequest/none-${String(i)}`),
      },
    }),
  },
  {
    kind: 'feedback: 150 001 numbers for suggestions',
    path: `${sign}/feedback`,
    body: feedback(feedbackItem(`"acceptedSuggestions":[${repeated('0', 150_001)}]`)),
  },
  {
    kind: 'feedback: 1 000 items, each wrong',
    path: `${sign}/feedback`,
    body: feedback(...Array<string>(1_000).fill('{"card":7,"outcome":7,"overrideReason":7}')),
  },
  {
    kind: 'feedback: 100 items with 50 suggestions',
    path: `${sign}/feedback`,
    body: feedback(...Array<string>(100).fill(feedbackItem(suggestions(50)))),
  },
  {
    kind: 'a token of 8 KB that nobody signed',
    path: sign,
    body: '{}',
    headers: { authorization: TOKEN },
  },
  {
    kind: 'a token of many dots',
    path: sign,
    body: '{}',
    headers: { authorization: `Bearer ${'a.'.repeat(4_000)}` },
  },
  {
    kind: 'a text of 4 MB in a value',
    path: sign,
    body: withBloodCounts(
      json(
        grown(prefetched('high-risk').prefetch?.['bloodCounts'], 1, {
          valueString: '1.5 x10^9/L '.repeat(350_000),
        }),
      ),
    ),
  },
  {
    kind: 'an order named by 4 MB of words',
    path: sign,
    body: json({
      ...callWith(0, 0),
      context: {
        ...callWith(0, 0).context,
        draftOrders: grown(callWith(0, 0).context['draftOrders'], 1, {
          code: { text: 'liver chemo (TACE) '.repeat(220_000) },
        }),
      },
    }),
  },
]

/** Pages of a FHIR server, each as large as may be, of Observations. */
export function pagesOfFhirServer(pages: number, pageBytes: number): Server {
  const { entry } = prefetched('high-risk').prefetch?.['bloodCounts'] as Bundle
  const one = JSON.stringify({ resource: entry[0]?.resource })
  const entries = repeated(one, Math.floor(pageBytes / (one.length + 1)))
  return createServer(({ url = '', headers: { host = '' } }, response) => {
    const page = Number(/page=(\d+)/.exec(url)?.[1] ?? 1)
    const next = `http://${host}/fhir/Observation?page=${String(page + 1)}`
    const link = page < pages ? `"link":[{"relation":"next","url":"${next}"}],` : ''
    const isObservation = url.includes('/Observation')
    const body = `{"resourceType":"Bundle","type":"searchset",${link}"entry":[${isObservation ? entries : ''}]}`
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(body)
  })
}

/** HL7 v2 messages that are hard to read. */
export const WORST_FRAMES: readonly {
  readonly kind: string
  readonly text: (message: string) => string
}[] = [
  { kind: 'HL7: an ordinary message', text: (message) => message },
  {
    kind: 'HL7: 240 KB of [ in OBX-6',
    text: (message) =>
      message.replace(/\r(OBX(?:\|[^|\r]*){5}\|)[^|\r]*/, `\r$1${'['.repeat(240_000)}`),
  },
  {
    kind: 'HL7: 3 000 results',
    text: (message) => message + (/\rOBX[^\r]*/.exec(message)?.[0] ?? '').repeat(3_000),
  },
  {
    kind: 'HL7: 240 KB of escapes in a comment',
    text: (message) => `${message}NTE|1||${'\\.br\\'.repeat(48_000)}\r`,
  },
  {
    kind: 'HL7: 100 000 repetitions of a field',
    text: (message) =>
      message.replace(/\r(PID\|[^|\r]*\|[^|\r]*\|)/, `\r$1${'1~'.repeat(100_000)}`),
  },
]
