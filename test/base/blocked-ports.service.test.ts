import { describe, expect, test } from '@jest/globals'
import { Agent, fetch } from 'undici'
import { hasBlockedPort, isBlockedPort } from '../../src/base/blocked-ports.ts'

/** Connects nowhere: what gets as far as that was not blocked. */
const nowhere = new Agent({ connect: (_options, done) => done(new Error('not connected'), null) })

async function isCalled(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${String(port)}/`, { dispatcher: nowhere })
  } catch (error) {
    const { cause } = error as Error
    return (cause as Error).message !== 'bad port'
  }
  return true
}

const PORTS = Array.from({ length: 11_000 }, (_, i) => i + 1)

describe('a port is known to be blocked', () => {
  test('when fetch does not call it, and only then', async () => {
    const wrong = []
    for (const port of PORTS) if ((await isCalled(port)) === isBlockedPort(port)) wrong.push(port)
    expect(wrong).toEqual([])
  })

  test.each([
    ['http://localhost:6000/fhir', true],
    ['https://ehr.example:10080', true],
    ['https://ehr.example:22/jwks.json', true],
    ['https://ehr.example', false],
    ['https://ehr.example:8443', false],
    ['http://localhost:80', false],
    ['no url', false],
  ])('of a URL: %s', (url, isBlocked) => {
    expect(hasBlockedPort(url)).toBe(isBlocked)
  })
})
