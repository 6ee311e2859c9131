import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../../support/requests.ts'
import type { TestService } from '../../support/service.ts'
import { goodToken, ISSUER, newKey, type TestKey, toJwk } from '../../support/tokens.ts'
import { addMinutes, movableClock } from './clock.ts'
import {
  type KeyServer,
  lastLine,
  PUBLIC_URL,
  registryFile,
  type RegistryFile,
  startGuardedService,
  startKeyServer,
} from './support.ts'

const AUDIENCE = `${PUBLIC_URL}${serviceFor()}`
const key = newKey('first', 'ES256')

const clock = movableClock()
const start = clock.now()
let keyServer: KeyServer
let registry: RegistryFile
let service: TestService
beforeAll(async () => {
  keyServer = await startKeyServer([toJwk(key)])
  registry = registryFile({
    clients: [{ id: 'main', iss: ISSUER, keys: { jwksUrl: keyServer.url } }],
  })
  service = await startGuardedService(registry.path, {}, clock)
})
afterEach(() => clock.move(start - clock.now()))
afterAll(async () => {
  await service.stop()
  await keyServer.close()
  registry.remove()
})

/** A token of this moment by the service's clock. */
function tokenOfNow(by: TestKey = key): string {
  const iat = Math.floor(clock.now() / 1_000)
  return goodToken(by, AUDIENCE, { iat, exp: iat + 300 })
}

const call = (token: string) =>
  service.http
    .post(serviceFor())
    .set('Authorization', `Bearer ${token}`)
    .send(prefetched('high-risk'))

describe('a clock of a live service that is set back', () => {
  test.each([2, 30, 61, 480, 840, 1_439])(
    'to the time of a token that was spent %d minutes ago does not re-open it',
    async (minutes) => {
      const spent = tokenOfNow()
      await call(spent).expect(200)
      addMinutes(clock, minutes)
      await call(tokenOfNow()).expect(200)
      addMinutes(clock, -minutes)
      await call(spent).expect(401)
      expect(lastLine(service)).toMatchObject({ why: 'used-before' })
    },
  )

  test.each([1, 60, 480, 100_000])(
    'by %d minutes refuses nobody who comes with a new token',
    async (minutes) => {
      await call(tokenOfNow()).expect(200)
      addMinutes(clock, -minutes)
      await call(tokenOfNow()).expect(200)
      addMinutes(clock, minutes)
      await call(tokenOfNow()).expect(200)
    },
  )

  test.each([1, 120, 100_000])(
    'by %d minutes fetches a key that is new then, and no more often than before',
    async (minutes) => {
      await call(tokenOfNow()).expect(200)
      addMinutes(clock, -minutes)
      const next = newKey(`new-${String(minutes)}`, 'ES256')
      keyServer.answer = { status: 200, body: JSON.stringify({ keys: [toJwk(key), toJwk(next)] }) }
      const before = keyServer.asked()
      await call(tokenOfNow(next)).expect(200)
      const unknown = newKey('nobody', 'ES256')
      for (let i = 0; i < 10; i += 1) await call(tokenOfNow(unknown)).expect(401)
      expect(keyServer.asked() - before).toBeLessThanOrEqual(2)
    },
  )
})
