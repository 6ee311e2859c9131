/**
 * What a call costs with everything prefetched, `npm run bench:requests`: processor time of the
 * server's process, bytes that it allocates, and requests a second, beside a bare node:http server
 * and bare express that read and parse the same body and answer as many bytes; and the same of a
 * registered client with a token per request, beside bare express that verifies it with the same
 * library. `npm run bench:requests -- latency` tells how long one, ten and two hundred callers wait
 * for the same servers. All in one run, round by round; a ratio is taken within each round, then
 * its median, since the machine's speed drifts. The load comes from this machine too: requests a
 * second are a lower bound, processor time is the server's own.
 */
import { requestOf, requestWithoutOrder } from './bodies.ts'
import { ALGORITHMS, type BenchAlgorithm, newClient, stockOf } from './clients.ts'
import {
  answerSizeOf,
  type Called,
  type Kind,
  load,
  type Load,
  type Measured,
  sizeOf,
  type Stock,
  withServers,
} from './load.ts'
import { median } from './process-usage.ts'

const ROUNDS = 5
const CONNECTIONS = 10

/** After fewer calls the compiler still makes them cheaper. */
const WARM_UP_CALLS = 8_000

const ROUND: Load = { connections: CONNECTIONS, amount: 2_000 }

/** One row of the table. */
interface Situation {
  readonly label: string
  readonly body: string
  /** The first is the service. */
  readonly kinds: readonly Kind[]
  readonly stockFor: (server: Called, calls: number) => Stock
}

/** Each server under the same load in turn, round by round. */
async function rounds(
  servers: readonly Called[],
  { body, stockFor }: Pick<Situation, 'body' | 'stockFor'>,
  how: Load = ROUND,
): Promise<Measured[][]> {
  // Of the last calls some are prepared, and not sent.
  const loaded = (server: Called, one: Load) =>
    load(server, body, one, stockFor(server, one.amount + one.connections))
  for (const server of servers)
    await loaded(server, { connections: CONNECTIONS, amount: WARM_UP_CALLS })
  const measured: Measured[][] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const ofRound: Measured[] = []
    for (const server of servers) ofRound.push(await loaded(server, how))
    measured.push(ofRound)
  }
  return measured
}

/** KiB a call. */
async function allocated(server: Called, { body, stockFor }: Situation): Promise<number> {
  const stock = stockFor(server, ROUND.amount + CONNECTIONS)
  const bytes = await server.allocatedDuring(() => load(server, body, ROUND, stock))
  return bytes / ROUND.amount / 1024
}

const figureOf = (measured: Measured[][], i: number, of: (one: Measured) => number) =>
  median(measured.map((round) => of(round[i]!)))

const compare = (situation: Situation): Promise<string[]> =>
  withServers(situation.kinds, async (...servers) => {
    const measured = await rounds(servers, situation)
    const ratio = (i: number, of: (one: Measured) => number) =>
      median(measured.map((round) => of(round[0]!) / of(round[i]!))).toFixed(2)
    const rows: string[] = []
    for (const [i, server] of servers.entries()) {
      const cells = [
        figureOf(measured, i, ({ usPerCall }) => usPerCall).toFixed(0),
        (await allocated(server, situation)).toFixed(0),
        figureOf(measured, i, ({ perSecond }) => perSecond).toFixed(0),
        ratio(i, ({ usPerCall }) => usPerCall),
        ratio(i, ({ perSecond }) => perSecond),
      ]
      rows.push(
        `| ${[sizeOf(situation.body), situation.label, server.kind, ...cells].join(' | ')} |`,
      )
    }
    return [...rows, '']
  })

const bareKinds = async (body: string): Promise<readonly Kind[]> => {
  const size = await answerSizeOf(body)
  return [['service'], ['express', size], ['node', size]]
}

const stockFor = () => undefined

const open = async (body: string, label: string) =>
  compare({ body, label, kinds: await bareKinds(body), stockFor })

/** What it costs that every answer is on the disk before it leaves: SQLite on this machine's disk. */
const recorded = async (body: string) =>
  compare({
    body,
    label: 'a card, recorded',
    kinds: [['service-records'], ['service'], ['express', await answerSizeOf(body)]],
    stockFor,
  })

async function registered(body: string, algorithm: BenchAlgorithm): Promise<string[]> {
  const client = newClient(algorithm)
  const size = await answerSizeOf(body)
  try {
    return await compare({
      body,
      label: `a card, ${algorithm}`,
      kinds: [
        ['service-jwt', '0', client.registry],
        ['express-jwt', size, client.registry],
      ],
      stockFor: ({ endpoint }, calls) => stockOf(client, endpoint, calls),
    })
  } finally {
    client.remove()
  }
}

async function costs(): Promise<string[]> {
  const [small, large] = [requestOf(15 * 1024), requestOf(60 * 1024)]
  const lines = [
    `Node ${process.version}, ${String(CONNECTIONS)} callers, median of ${String(ROUNDS)} rounds of ${String(ROUND.amount)} calls`,
    '',
    '| body | answer | server | processor us/call | allocated KB/call | requests/s | service: processor time of it | service: requests/s of it |',
    '|---|---|---|---|---|---|---|---|',
    ...(await open(small, 'a card')),
    ...(await open(large, 'a card')),
    ...(await open(requestWithoutOrder(15 * 1024), 'no card')),
    ...(await recorded(small)),
  ]
  for (const algorithm of ALGORITHMS) lines.push(...(await registered(small, algorithm)))
  return lines
}

async function latency(): Promise<string[]> {
  const body = requestOf(15 * 1024)
  const lines = [
    `Node ${process.version}, a card, ${sizeOf(body)}, median of ${String(ROUNDS)} rounds`,
    '',
    '| callers at once | server | p50 ms | p99 ms | sent away with 503 |',
    '|---|---|---|---|---|',
  ]
  await withServers(await bareKinds(body), async (...servers) => {
    for (const connections of [1, 10, 200]) {
      const how = { connections, amount: 5_000 }
      const measured = await rounds(servers, { body, stockFor }, how)
      const ms = (i: number, of: (one: Measured) => number) => figureOf(measured, i, of).toFixed(2)
      for (const [i, { kind }] of servers.entries()) {
        const [p50, p99] = [ms(i, (one) => one.p50), ms(i, (one) => one.p99)]
        const refused = (figureOf(measured, i, (one) => one.refused) * 100).toFixed(0)
        lines.push(`| ${String(connections)} | ${kind} | ${p50} | ${p99} | ${refused} % |`)
      }
    }
  })
  return lines
}

const lines = process.argv[2] === 'latency' ? await latency() : await costs()
process.stdout.write(`${lines.join('\n')}\n`)
