import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { en } from '../../src/pages/language/en.ts'
import { fill } from '../../src/base/fill.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import { openApp, order, type ServiceInBrowser, startBrowser } from './support.ts'

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

const STRANGER = 'https://stranger.example/fhir'
const TEXTS = { en, 'zh-CN': zhCn }
const LOCALES = ['en', 'zh-CN'] as const

/** A launch URL, opened where the back end knows this server alone. */
async function launch(query: string, locale: keyof typeof TEXTS = 'en') {
  const visitor = await browser.visit({ locale })
  await visitor.context.route(/\/smart\/issuer/, (route) =>
    new URL(route.request().url()).searchParams.get('iss') === `${browser.url}/sandbox/fhir`
      ? route.continue()
      : route.fulfill({ status: 404, json: { error: 'unknown_issuer' } }),
  )
  await visitor.page.goto(`${browser.url}/smart/launch?${query}`)
  return visitor
}

const own = () => `iss=${encodeURIComponent(`${browser.url}/sandbox/fhir`)}`

/** What the server says of itself, changed. */
const saying = (change: object) => async (visitor: Awaited<ReturnType<typeof browser.visit>>) => {
  await visitor.context.route(/smart-configuration/, async (route) => {
    const answer = await route.fetch()
    const json = (await answer.json()) as object
    await route.fulfill({ response: answer, json: { ...json, ...change } })
  })
}

describe('a launch from a server that nobody registered', () => {
  test.each(LOCALES)(
    'is a page that says so, in %s, and no redirect',
    async (locale) => {
      const { page, origins } = await launch(`iss=${STRANGER}&launch=x`, locale)
      const words = fill(TEXTS[locale].errors.unknownIssuer, { what: STRANGER })
      await page.getByText(words).waitFor()
      expect(new URL(page.url()).origin).toBe(browser.url)
      expect([...origins]).toEqual([browser.url])
    },
    30_000,
  )

  test('is none by any other name in the URL', async () => {
    for (const query of [
      `iss=${STRANGER}&${own()}`,
      `fhirServiceUrl=${STRANGER}`,
      `${own()}&fhirServiceUrl=${STRANGER}&iss=${STRANGER}&clientId=thief&patientId=high-risk`,
    ]) {
      const { page, origins } = await launch(query)
      await page.locator('section[role=alert], form, h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      expect([query, [...origins]]).toEqual([query, [browser.url]])
    }
  }, 30_000)

  test('takes neither the client nor the patient from the URL', async () => {
    const { page } = await launch(`${own()}&clientId=thief&patientId=high-risk`)
    await page.getByRole('link', { name: 'Zhang Fusheng' }).waitFor()
    expect(new URL(page.url()).searchParams.get('client_id')).not.toBe('thief')
    const stored = await page.evaluate<string>('JSON.stringify(sessionStorage)')
    expect(stored).not.toContain('high-risk')
  }, 30_000)
})

describe('a server that is known', () => {
  test.each([
    ['authorization_endpoint', 'http://auth.example/authorize'],
    ['token_endpoint', 'http://auth.example/token'],
    ['jwks_uri', 'http://auth.example/jwks'],
    ['authorization_endpoint', 'javascript:alert(1)'],
    ['token_endpoint', 'data:text/plain,x'],
  ])(
    'is not signed in to where its %s is %s',
    async (name, value) => {
      const visitor = await browser.visit()
      await saying({ [name]: value })(visitor)
      await visitor.page.goto(`${browser.url}/smart/launch?${own()}`)
      const words = fill(en.errors.unsafeEndpoint, { what: `${name} ${value}` })
      await visitor.page.getByText(words).waitFor()
      expect([...visitor.origins]).toEqual([browser.url])
    },
    30_000,
  )

  test('is not followed to another place', async () => {
    const visitor = await browser.visit()
    await visitor.context.route(/smart-configuration/, (route) =>
      route.fulfill({ status: 302, headers: { location: `${browser.url}/elsewhere` } }),
    )
    const asked: string[] = []
    visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await visitor.page.goto(`${browser.url}/smart/launch?${own()}`)
    const words = fill(en.errors.redirected, { what: `${browser.url}/sandbox/fhir` })
    await visitor.page.getByText(words).waitFor()
    expect(asked).not.toContain('/elsewhere')
  }, 30_000)
})

describe('a sign-in that goes wrong', () => {
  test.each(LOCALES)(
    'is told as the server told it, in %s',
    async (locale) => {
      const visitor = await browser.visit({ locale })
      const said = { error: 'invalid_scope', error_description: 'The launch is not for this user' }
      const query = new URLSearchParams(said).toString()
      await visitor.page.goto(`${browser.url}/smart/app?${query}&state=x`)
      const what = `${said.error}: ${said.error_description}`
      await visitor.page.getByText(fill(TEXTS[locale].errors.signInRefused, { what })).waitFor()
    },
    30_000,
  )

  test.each([
    [401, { error: 'invalid_client', error_description: 'unknown app' }],
    [400, { error: 'invalid_grant', error_description: 'The code has expired' }],
    [502, { error: 'temporarily_unavailable' }],
  ])(
    'at the token endpoint with %s is told with its reason, and did not expire',
    async (status, json) => {
      const visitor = await browser.visit()
      await visitor.page.goto(browser.url)
      await order(visitor.page, 'high-risk')
      await visitor.context.route(/auth\/token/, (route) => route.fulfill({ status, json }))
      const opened = visitor.context.waitForEvent('page')
      await visitor.page.locator('.card a.button').first().click()
      const what = `${Object.values(json).join(': ')} (${String(status)})`
      await (await opened).getByText(fill(en.errors.signInRefused, { what })).waitFor()
    },
    30_000,
  )

  test('that ended while a draft is open says so, and sends nothing more', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    const app = await openApp(visitor)
    let sent = 0
    await visitor.context.route(/fhir\/ServiceRequest$/, (route) => {
      sent += 1
      return route.fulfill({ status: 401, json: { resourceType: 'OperationOutcome' } })
    })
    await app.locator('.deeds .actions button').first().click()
    await app.locator('dialog dl.summary').getByText('Patient/high-risk').waitFor()
    await app.getByRole('button', { name: en.app.send }).click()
    await app.locator('dialog').getByText(en.errors.expired).waitFor()
    expect(await app.getByRole('button', { name: en.app.send }).count()).toBe(0)
    expect(await app.locator('dialog').innerText()).not.toMatch(/[{}]/)
    expect(sent).toBe(1)
  }, 30_000)
})

describe('a page that cannot be drawn', () => {
  test.each(LOCALES)(
    'of the mock EHR says so in %s and shows nothing else',
    async (locale) => {
      const { page } = await browser.visit({ locale })
      // Whatever the data: a part of the chart fails while it is drawn.
      await page.addInitScript(
        'Object.defineProperty(Intl.DateTimeFormat.prototype, "format", { get() { throw new Error("broken") } })',
      )
      await page.goto(`${browser.url}/?patient=high-risk`)
      await page.getByText(TEXTS[locale].errors.broken).waitFor()
      expect(await page.locator('.chart, .banner, .orders, .card').count()).toBe(0)
    },
    30_000,
  )

  test.each(LOCALES)(
    'of the app says so in %s and shows no figure',
    async (locale) => {
      const visitor = await browser.visit({ locale })
      await visitor.page.goto(browser.url)
      await order(visitor.page, 'high-risk')
      await visitor.context.route(/assets\/reasoning[^/]*\.js/, (route) => route.abort())
      const opened = visitor.context.waitForEvent('page')
      await visitor.page.locator('.card a.button').first().click()
      const app = await opened
      await app.getByText(TEXTS[locale].errors.broken).waitFor()
      expect(await app.locator('.headline, .column, .deeds').count()).toBe(0)
    },
    30_000,
  )
})
