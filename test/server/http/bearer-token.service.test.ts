import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../../support/service.ts'

const TOKEN = 'a-token-of-the-operator'

/** Wrong tokens that an address may send in a minute. */
const GUESSES = 20

describe.each([
  ['/admin/report', { ADMIN_TOKEN: TOKEN }],
  ['/metrics', { METRICS_TOKEN: TOKEN }],
])('the token of %s', (path, environment) => {
  let service: TestService
  beforeEach(async () => {
    service = await startTestService({ ...environment, RECORDS_FILE: ':memory:' })
  })
  afterEach(() => service.stop())

  const get = (token: string) => service.http.get(path).set('Authorization', `Bearer ${token}`)

  async function guess(times: number): Promise<ReadonlySet<number>> {
    const statuses = new Set<number>()
    for (let i = 0; i < times; i += 1) statuses.add((await get(`guess-${String(i)}`)).status)
    return statuses
  }

  test('is guessed so often in a minute; then every guess is refused, a right one among them', async () => {
    expect(await guess(GUESSES)).toEqual(new Set([401]))
    const refused = await get('one-guess-more').expect(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.body).toMatchObject({ resourceType: 'OperationOutcome' })
    await get(TOKEN).expect(429)
    await service.http.get(path).expect(429)
  })

  test('is never counted when it is right', async () => {
    for (let i = 0; i < GUESSES + 5; i += 1) await get(TOKEN).expect(200)
    expect(await guess(GUESSES - 1)).toEqual(new Set([401]))
    await get(TOKEN).expect(200)
    expect(await guess(1)).toEqual(new Set([401]))
    expect(await guess(1)).toEqual(new Set([429]))
  })

  test('neither it nor a guess of it is logged, but whose token was wrong is', async () => {
    await get('guess-of-the-token').expect(401)
    const log = service.log.join('')
    expect(log).not.toMatch(new RegExp(`${TOKEN}|guess-of`))
    expect(log).toMatch(/"why":"(admin|metrics) token"/)
  })
})

test('metrics without a token are never refused', async () => {
  const service = await startTestService()
  for (let i = 0; i < GUESSES + 5; i += 1)
    await service.http.get('/metrics').set('Authorization', 'Bearer x').expect(200)
  await service.stop()
})
