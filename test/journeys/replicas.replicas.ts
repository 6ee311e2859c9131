import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { freePort, startNginx, type TestProxy } from '../support/nginx.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { type HookBody, prefetched, serviceFor } from '../support/requests.ts'
import { type SpawnedService, spawnService } from '../support/spawned-service.ts'
import { goodHeader, ISSUER, newKey, signToken, toJwk } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const LIMIT = 40

let folder: string
let postgres: TestPostgres
let database: pg.Client
let replicas: SpawnedService[]
/** Where each replica itself listens: what it says is the address of the proxy. */
let sockets: readonly string[]
let proxy: TestProxy
let start: (i: 0 | 1) => Promise<SpawnedService>
const key = newKey('k', 'RS384')
const limitedKey = newKey('limited', 'RS384')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replicas-'))
  postgres = await startPostgres()
  const DATABASE_URL = await postgres.newDatabase()
  const CLIENTS_FILE = join(folder, 'clients.json')
  const clients = [
    { id: 'ward', iss: ISSUER, keys: { jwks: { keys: [toJwk(key)] } }, skipRepeatedOnSign: true },
    {
      id: 'limited',
      iss: 'https://limited.example.org',
      keys: { jwks: { keys: [toJwk(limitedKey)] } },
      limits: { requestsPerMinute: LIMIT },
    },
  ]
  writeFileSync(CLIENTS_FILE, JSON.stringify({ clients }))
  const port = await freePort()
  const ports = [await freePort(), await freePort()] as const
  sockets = ports.map((own) => `http://127.0.0.1:${String(own)}`)
  start = (i) =>
    spawnService({
      SANDBOX: 'false',
      HOST: '127.0.0.1',
      PORT: String(ports[i]),
      PUBLIC_URL: `http://127.0.0.1:${String(port)}`,
      TRUST_PROXY: '1',
      CLIENTS_FILE,
      DATABASE_URL,
      SITE_KEY: 'a key for both of the replicas',
      DATA_DIR: join(folder, `replica-${String(i)}`),
      RATE_PER_MINUTE: '1000000',
      DRAIN_MS: '0',
    })
  replicas = [await start(0), await start(1)]
  proxy = await startNginx(port, ports)
  database = new pg.Client({ connectionString: DATABASE_URL })
  await database.connect()
}, 120_000)

afterAll(async () => {
  await database.end()
  await proxy.stop()
  for (const { process: child } of replicas) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await postgres.stop()
  rmSync(folder, { recursive: true })
}, 60_000)

/** A token for a path, by the clock of the replicas. */
function tokenFor(path: string, by = key, iss = ISSUER): string {
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss, aud: `${proxy.url}${path}`, iat, exp: iat + 300, jti: randomUUID() }
  return signToken(goodHeader(by), claims, by)
}

interface Answered {
  readonly status: number
  readonly cards: readonly { readonly uuid: string }[]
}

async function post(base: string, path: string, body: unknown, token: string): Promise<Answered> {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const cards = response.ok && text !== '' ? (JSON.parse(text) as Answered).cards : []
  return { status: response.status, cards }
}

const call = (base: string, body: HookBody = prefetched('high-risk')) =>
  post(base, serviceFor(body.hook), body, tokenFor(serviceFor(body.hook)))

const FEEDBACK = `${serviceFor()}/feedback`

const feedbackOn = (uuid: string) => ({
  feedback: [{ card: uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() }],
})

async function rows(text: string, values: readonly unknown[]): Promise<readonly { id: string }[]> {
  return (await database.query<{ id: string }>(text, [...values])).rows
}

describe('two replicas behind nginx, with one database', () => {
  test('both answer, and the proxy sends calls to both', async () => {
    for (const base of [proxy.url, ...sockets]) expect((await call(base)).status).toBe(200)
  })

  test('a token that one took is refused by the other', async () => {
    const token = tokenFor(serviceFor())
    const body = prefetched('high-risk')
    expect((await post(sockets[0] ?? '', serviceFor(), body, token)).status).toBe(200)
    expect((await post(sockets[1] ?? '', serviceFor(), body, token)).status).toBe(401)
    expect((await post(proxy.url, serviceFor(), body, token)).status).toBe(401)
  })

  test('feedback on a card of one is kept by the other', async () => {
    const { cards } = await call(sockets[0] ?? '')
    const uuid = cards[0]?.uuid ?? ''
    const told = await post(sockets[1] ?? '', FEEDBACK, feedbackOn(uuid), tokenFor(FEEDBACK))
    expect(told.status).toBe(200)
    expect(await rows('select card as id from feedback where card = $1', [uuid])).toHaveLength(1)
  })

  test('a card that one showed at order-select is not repeated by the other at order-sign', async () => {
    const body = prefetched('intermediate-risk')
    const before = await call(sockets[0] ?? '', body)
    expect(before.cards.length).toBe(1)
    const sign = prefetched('intermediate-risk', 'order-sign')
    sign.context['userId'] = prefetched('intermediate-risk').context['userId']
    const signed = await call(sockets[1] ?? '', sign)
    expect(signed).toEqual({ status: 200, cards: [] })
  })

  test('a client has its requests a minute once, however they are spread', async () => {
    const spread = async (count: number): Promise<number> => {
      let taken = 0
      for (let i = 0; i < count; i += 1) {
        const token = tokenFor(serviceFor(), limitedKey, 'https://limited.example.org')
        const base = sockets[i % 2] ?? ''
        const { status } = await post(base, serviceFor(), prefetched('high-risk'), token)
        if (status === 200) taken += 1
        else expect(status).toBe(429)
      }
      return taken
    }
    // A count is of a minute of the clock: this one is not to end meanwhile.
    const inMinute = Date.now() % 60_000
    if (inMinute > 40_000) await new Promise((resolve) => setTimeout(resolve, 60_500 - inMinute))
    const nearly = await spread(LIMIT - 10)
    expect(nearly).toBe(LIMIT - 10)
    // Counts are told each other now and then: within that time each counts what it knows.
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    expect(nearly + (await spread(LIMIT))).toBeLessThanOrEqual(LIMIT + 12)
  })

  test('one killed under load loses no card and no feedback that was acknowledged', async () => {
    const acknowledged = { cards: new Set<string>(), feedback: new Set<string>() }
    let isOver = false
    let failures = 0
    async function work(): Promise<void> {
      while (!isOver) {
        try {
          const { status, cards } = await call(proxy.url)
          for (const { uuid } of cards) acknowledged.cards.add(uuid)
          const uuid = cards[0]?.uuid
          if (status !== 200 || uuid === undefined) failures += 1
          else if (
            (await post(proxy.url, FEEDBACK, feedbackOn(uuid), tokenFor(FEEDBACK))).status === 200
          )
            acknowledged.feedback.add(uuid)
        } catch {
          failures += 1
        }
      }
    }
    const workers = Array.from({ length: 8 }, work)
    await until(() => acknowledged.feedback.size >= 40)
    replicas[0]?.process.kill('SIGKILL')
    const atKill = acknowledged.feedback.size
    await until(() => acknowledged.feedback.size >= atKill + 40)
    isOver = true
    await Promise.all(workers)

    // What the killed one had answered and not yet stored lies in its spool, till it is back.
    replicas[0] = await start(0)
    const ids = [...acknowledged.cards]
    const inDatabase = 'select id from guidance_record where id = any($1)'
    await until(async () => (await rows(inDatabase, [ids])).length >= ids.length)
    const kept = await rows(inDatabase, [ids])
    expect(ids.filter((id) => !kept.some((row) => row.id === id))).toEqual([])
    const told = [...acknowledged.feedback]
    const noted = await rows('select card as id from feedback where card = any($1)', [told])
    expect(told.filter((id) => !noted.some((row) => row.id === id))).toEqual([])
    // What was under way at the killed one failed, and nothing else.
    expect(failures).toBeLessThan(30)
    expect((await call(proxy.url)).status).toBe(200)
  })
})
