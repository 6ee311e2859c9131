import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../support/requests.ts'
import { spawnService } from '../support/spawned-service.ts'
import { until } from '../support/until.ts'

interface Answer {
  readonly status: number
  readonly connection: string | undefined
}

/** One request over a kept connection, if there is one. */
function ask(url: string, agent: Agent, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const call = request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' })
    call.once('error', reject)
    call.once('response', (response) => {
      response.resume()
      response.once('error', reject)
      response.once('end', () => {
        const { statusCode: status = 0 } = response
        resolve({ status, connection: response.headers.connection })
      })
    })
    call.end(body)
  })
}

const BODY = JSON.stringify(prefetched('high-risk'))

/** Calls one after another until the load balancer turns away; tells what became of each. */
async function callUntil(
  isOver: () => boolean,
  url: string,
  tell: (end: string) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  while (!isOver()) {
    try {
      const { status, connection } = await ask(`${url}${serviceFor()}`, agent, BODY)
      tell(`${String(status)} ${connection ?? ''}`)
    } catch (error) {
      tell(`failed: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    }
  }
  agent.destroy()
}

/** What a load balancer does: it asks for readiness, and turns away at the first 503. */
async function notReady(url: string): Promise<void> {
  const probe = new Agent({ keepAlive: false })
  await until(async () => (await ask(`${url}/health/ready`, probe)).status === 503)
}

/** The longest that may be set: a test ends it once it has seen what it waits for. */
const DRAIN_MS = '300000'

describe('a service that is stopped under load', () => {
  test('answers every request sent before its listener closes, and ends with 0', async () => {
    const { url, process: child } = await spawnService({ DRAIN_MS })
    const exited = once(child, 'exit')
    const ends: string[] = []
    let isTurnedAway = false
    const callers = Array.from({ length: 20 }, () =>
      callUntil(
        () => isTurnedAway,
        url,
        (end) => ends.push(end),
      ),
    )
    await until(() => ends.length >= 100)
    child.kill('SIGTERM')
    await notReady(url)
    // Once it drains, answers end their connections.
    await until(() => ends.includes('200 close'))
    isTurnedAway = true
    await Promise.all(callers)
    child.kill('SIGTERM')
    const [code] = (await exited) as [number | null]

    expect(ends.filter((end) => !end.startsWith('200 '))).toEqual([])
    expect(code).toBe(0)
  })

  test('ends by itself once it has drained', async () => {
    const { process: child } = await spawnService({ DRAIN_MS: '200' })
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  test('stops at once at the second signal', async () => {
    const { url, process: child } = await spawnService({ DRAIN_MS })
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await notReady(url)
    child.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
  })
})
