import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../support/requests.ts'
import { spawnService } from '../support/spawned-service.ts'

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

/** Calls one after another until the load balancer turns away; what became of each. */
async function callUntil(isOver: () => boolean, url: string): Promise<readonly string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ends: string[] = []
  while (!isOver()) {
    try {
      const { status, connection } = await ask(`${url}${serviceFor()}`, agent, BODY)
      ends.push(`${String(status)} ${connection ?? ''}`)
    } catch (error) {
      ends.push(`failed: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    }
  }
  agent.destroy()
  return ends
}

describe('a service that is stopped under load', () => {
  test('answers every request sent before its listener closes, and ends with 0', async () => {
    const { url, process: child } = await spawnService({ DRAIN_MS: '2500' })
    const exited = once(child, 'exit')
    const probe = new Agent({ keepAlive: false })
    let isTurnedAway = false
    /** What a load balancer does: it asks for readiness, and turns away at the first 503. */
    async function watchReadiness(): Promise<void> {
      while (!isTurnedAway) {
        const { status } = await ask(`${url}/health/ready`, probe)
        isTurnedAway = status === 503
        await sleep(100)
      }
    }
    const callers = Array.from({ length: 20 }, () => callUntil(() => isTurnedAway, url))
    const watching = watchReadiness()
    await sleep(1_500)
    child.kill('SIGTERM')
    await watching
    const ends = (await Promise.all(callers)).flat()
    const [code] = (await exited) as [number | null]

    const failures = ends.filter((end) => !end.startsWith('200 '))
    expect(failures).toEqual([])
    expect(ends.length).toBeGreaterThan(50)
    // Once it drains, answers end their connections.
    expect(ends.filter((end) => end === '200 close').length).toBeGreaterThan(0)
    expect(code).toBe(0)
  })

  test('stops at once at the second signal', async () => {
    const { process: child } = await spawnService({ DRAIN_MS: '300000' })
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await sleep(200)
    child.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
  })
})
