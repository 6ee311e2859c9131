import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { en as words } from '../../src/pages/ehr/words/en.ts'
import { zhCn as zhWords } from '../../src/pages/ehr/words/zh-cn.ts'
import { en } from '../../src/pages/language/en.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import { readRepositoryJson } from '../support/paths.ts'
import { startTestService, type TestService } from '../support/service.ts'
import {
  findAccessibilityFaults,
  openApp,
  openChart,
  order,
  overflowOf,
  type ServiceInBrowser,
  startBrowser,
} from './support.ts'

let browser: ServiceInBrowser
/** Another hospital: a FHIR server with a sign-in of its own. */
let elsewhere: TestService
beforeAll(async () => {
  browser = await startBrowser()
  elsewhere = await startTestService()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await elsewhere.stop()
}, 30_000)

interface Story {
  readonly id: string
  readonly patient: string
  readonly title: Readonly<Record<string, string>>
  readonly steps: readonly { readonly text: Readonly<Record<string, string>> }[]
}
const { stories } = readRepositoryJson('fixtures/stories.json') as {
  readonly stories: readonly Story[]
}

/** The number of the step that comes next; nothing when the story is told. */
const nextStep = async (page: Page) => {
  const steps = page.locator('.story-steps li')
  for (let i = 0; i < (await steps.count()); i += 1)
    if ((await steps.nth(i).getAttribute('aria-current')) === 'step') return i
  return undefined
}

const start = async (page: Page, id: string) => {
  const place = stories.findIndex((story) => story.id === id)
  await page.locator('.stories li button').nth(place).click()
  await page.locator('.order-form').waitFor()
}

const ordering = async (page: Page, orderable: string) => {
  await page.locator('.order-form select').first().selectOption(orderable)
  await page.locator('.order-form button[type=submit]').click()
  await page.locator('.card').first().waitFor()
}

describe.each([
  { locale: 'en', texts: en, own: words },
  { locale: 'zh-CN', texts: zhCn, own: zhWords },
])('the mock EHR in $locale', ({ locale, texts, own }) => {
  test('opens on three stories, and shows no chart while nobody is chosen', async () => {
    const { page } = await browser.visit({ locale })
    const charts: string[] = []
    page.on('request', (request) => {
      if (/\/fhir\/(?:Condition|Observation|Procedure|Patient\/)/.test(request.url()))
        charts.push(request.url())
    })
    await page.goto(browser.url)
    await page.locator('.stories').waitFor()
    const titles = await page.locator('.stories h3').allTextContents()
    expect(titles).toEqual(stories.map(({ title }) => title[locale]))
    await page.locator('nav.patients li button').first().waitFor()
    expect(await page.locator('.chart').count()).toBe(0)
    expect(charts).toEqual([])
    expect(await findAccessibilityFaults(page)).toEqual([])
  }, 30_000)

  test('tells the first to its end: order, card, suggestion, signature', async () => {
    const { page, errors } = await browser.visit({ locale })
    await page.goto(browser.url)
    await start(page, 'high-risk')
    expect(await nextStep(page)).toBe(0)
    await ordering(page, 'tace')
    expect(await nextStep(page)).toBe(2)
    await page.locator('.card button.primary').first().click()
    await page.locator('.card .outcome').waitFor()
    expect(await nextStep(page)).toBe(3)
    await page.getByRole('button', { name: texts.ehr.sign }).click()
    await page.getByText(own.stories.ended).waitFor()
    expect(await findAccessibilityFaults(page)).toEqual([])
    expect(errors).toEqual([])
  }, 30_000)

  test('names patients as their language does, never by a slug', async () => {
    const { page } = await browser.visit({ locale })
    await page.goto(browser.url)
    const names = page.locator('nav.patients li button span:first-child')
    await names.first().waitFor()
    const said = await names.allTextContents()
    expect(said.length).toBeGreaterThan(15)
    const isChinese = (name: string) => /^\p{Script=Han}{2,4}$/u.test(name)
    expect(said.filter((name) => isChinese(name) !== (locale === 'zh-CN'))).toEqual([])
    expect(said.filter((name) => /[a-z]-[a-z]/.test(name))).toEqual([])
  }, 30_000)

  test('calls tests by short names, and shows for how long each input counts, as the service has it', async () => {
    const { page } = await browser.visit({ locale })
    await page.goto(`${browser.url}/?patient=earlier-tace`)
    await page.locator('.usable').waitFor()
    const results = await page.locator('.results th[scope=row]').allTextContents()
    expect(results.filter((name) => name.includes('['))).toEqual([])
    const values = await page.locator('.results td').allTextContents()
    expect(values.filter((text) => /\d 10/.test(text))).toEqual([])
    expect(values.filter((text) => /\d ×10⁹\/L/.test(text)).length).toBeGreaterThan(1)
    const { predictors } = readRepositoryJson(
      'cds-services/models/tace-resistance/predictors.json',
    ) as { readonly predictors: readonly { readonly lookbackDays: number }[] }
    const tracks = await page
      .locator('.track')
      .evaluateAll((all) => all.map((track) => track.getAttribute('aria-label') ?? ''))
    for (const [i, { lookbackDays }] of predictors.entries())
      expect(tracks[i]).toContain(String(lookbackDays))
    expect(tracks.at(-1)).toContain('TACE')
    await page.locator('.usable .behind summary').click()
    const verdicts = await page.locator('.usable tbody td:last-child').allTextContents()
    expect(verdicts).toContain(own.timeline.afterProcedure)
    expect(verdicts).toContain(own.timeline.inside)
    expect(await findAccessibilityFaults(page)).toEqual([])
  }, 30_000)
})

describe('the story of the MRI without a capsule', () => {
  test('ends with a figure once the capsule is entered in the app', async () => {
    const visitor = await browser.visit()
    const { page } = visitor
    await page.goto(browser.url)
    await start(page, 'no-capsule')
    await ordering(page, 'tace')
    expect(await page.locator('.card h3').textContent()).toContain('4 of 5 inputs')
    const app = await openApp(visitor)
    const { entry } = en
    await app.getByRole('button', { name: entry.open }).click()
    const form = app.locator('.entry')
    await form.locator('input[type=date]').fill('2026-11-08')
    await form.locator('.group select').selectOption({ index: 2 })
    await form.locator('input[name=entry-capsuleIncomplete]').nth(1).check()
    await form.getByRole('button', { name: entry.preview }).click()
    await form.getByRole('button', { name: entry.save }).click()
    await form.locator('.done').waitFor()
    await page.getByRole('button', { name: words.order.askAgain }).click()
    await page.locator('.card h3', { hasText: '%' }).waitFor()
    // The chart shows it too.
    await page.locator('.results', { hasText: 'Capsule' }).waitFor()
    expect(await nextStep(page)).toBe(3)
  }, 60_000)
})

describe('the story of the hospital with codes of its own', () => {
  test('has a card that finds three inputs not, and one with its figure once the site file says the codes', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await start(page, 'local-codes')
    await ordering(page, 'tace-own-code')
    expect(await page.locator('.card h3').textContent()).toContain('2 of 5 inputs')

    const taught = await startBrowser({ SITE_FILE: 'fixtures/site-file/example.json' })
    try {
      const { page: again } = await taught.visit()
      await again.goto(`${taught.url}/?patient=local-codes&order=tace-own-code`)
      await again.locator('.card h3', { hasText: 'likelihood: high' }).waitFor()
      await again.locator('.usable .latest', { hasText: '960' }).waitFor()
    } finally {
      await taught.close()
    }
  }, 90_000)
})

describe('the URL', () => {
  test('opens the same page elsewhere: patient, order, and what was asked', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await order(page, 'high-risk')
    const headline = await page.locator('.card h3').first().textContent()
    const { page: other } = await browser.visit()
    await other.goto(page.url())
    await other.locator('.card h3', { hasText: headline ?? '' }).waitFor()
    expect(await other.locator('.drafts li').count()).toBe(1)
    await other.reload()
    await other.locator('.card h3', { hasText: headline ?? '' }).waitFor()
  }, 30_000)

  test('leads back step by step, and forth again', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await openChart(page, 'low-risk')
    await order(page, 'high-risk')
    await page.locator('.card').first().waitFor()
    await page.getByRole('button', { name: words.paste }).click()
    await page.locator('.pasting').waitFor()
    await page.goBack()
    await page.locator('.card').first().waitFor()
    expect(await page.locator('.drafts li').count()).toBe(1)
    await page.goBack()
    await page.getByText(en.ehr.noDrafts).waitFor()
    await page.goBack()
    await page.locator('.banner', { hasText: 'low-risk' }).waitFor()
    await page.goBack()
    await page.locator('.stories').waitFor()
    await page.goForward()
    await page.locator('.banner', { hasText: 'low-risk' }).waitFor()
  }, 30_000)

  test('asks the hook again that it names', async () => {
    const { page } = await browser.visit()
    await page.goto(`${browser.url}/?patient=high-risk&order=tace&hook=order-sign`)
    await page.locator('.card', { hasText: en.cards.moments['order-sign'] }).waitFor()
    await page.getByRole('button', { name: en.ehr.signAnyway }).waitFor()
  }, 30_000)

  test('that says nothing opens with what this person kept', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await page.getByRole('button', { name: en.developer.open }).click()
    await page.getByLabel('Published survival scores').check()
    await page.goto(browser.url)
    expect(await page.getByLabel('Published survival scores').isChecked()).toBe(true)
    expect(page.url()).toContain('switched=')
    // A link that says something is the same for everybody.
    await page.goto(`${browser.url}/?patient=high-risk`)
    await page.locator('.banner').waitFor()
    expect(await page.getByLabel('Published survival scores').isChecked()).toBe(false)
  }, 30_000)
})

describe('the developer drawer', () => {
  test('copies any request as curl, and saves them as HAR', async () => {
    const { page, context } = await browser.visit()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(browser.url)
    await order(page, 'high-risk')
    await page.locator('.card').first().waitFor()
    await page.getByRole('button', { name: en.developer.open }).click()
    const hook = page.locator('.exchanges li', { hasText: 'hook order-select' })
    await hook.locator('summary').click()
    await hook.getByRole('button', { name: words.exchanges.curl }).click()
    await page.getByText(words.exchanges.copied).waitFor()
    const command = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(command).toMatch(/^curl -sS -X POST '.*\/cds-services\/tace-resistance-order-select'/)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: words.exchanges.har }).click()
    expect((await saved).suggestedFilename()).toBe('mock-ehr.har')
  }, 30_000)
})

describe('another FHIR server', () => {
  const connectTo = async (page: Page) => {
    await page.goto(browser.url)
    await page.getByRole('button', { name: en.developer.open }).click()
    await page.getByLabel(words.connections.fhirServer).fill(`${elsewhere.publicUrl}/sandbox/fhir/`)
    await page.getByRole('button', { name: words.connections.use, exact: true }).click()
    await page.getByRole('button', { name: words.connections.signIn }).waitFor()
  }

  test('lists its patients and opens their charts', async () => {
    const { page } = await browser.visit()
    await connectTo(page)
    const asked = page.waitForRequest((request) => request.url().includes('Patient/low-risk'))
    await openChart(page, 'low-risk')
    expect(new URL((await asked).url()).origin).toBe(elsewhere.publicUrl)
    await page.locator('.results').first().waitFor()
    await page.reload()
    await page.locator('.banner', { hasText: 'low-risk' }).waitFor()
  }, 30_000)

  test('finds patients by name', async () => {
    const { page } = await browser.visit()
    await connectTo(page)
    await page.getByLabel(words.patients.search).fill('Jianguo')
    await page.getByRole('button', { name: words.patients.find, exact: true }).click()
    await expectOne(page)
    await page.getByLabel(words.patients.search).fill('Nobody')
    await page.getByRole('button', { name: words.patients.find, exact: true }).click()
    await page.getByText(words.patients.none).waitFor()
  }, 30_000)

  const expectOne = async (page: Page) => {
    const listed = page.locator('nav.patients li')
    await page.locator('nav.patients li:only-child').waitFor()
    expect(await listed.allTextContents()).toEqual([expect.stringContaining('Wang Jianguo')])
  }

  test('has a sign-in of its own, whose token is used there alone and shown nowhere', async () => {
    const { page, context, errors } = await browser.visit()
    await connectTo(page)
    await page.getByRole('button', { name: words.connections.signIn }).click()
    await page.getByRole('link', { name: 'Li Xiulan' }).click()
    await page.locator('.banner', { hasText: 'intermediate-risk' }).waitFor()
    await page.getByText('Signed in as the app mock-ehr.').waitFor()
    const kept = await page.evaluate<string>("sessionStorage.getItem('mock-ehr-token')")
    const { token } = JSON.parse(kept) as { readonly token: string }
    const tokens = new Map<string, string>()
    context.on('request', (request) => {
      const sent = request.headers()['authorization']
      if (sent?.includes(token) === true) tokens.set(new URL(request.url()).origin, request.url())
    })
    const called = page.waitForRequest(
      (request) =>
        request.method() === 'POST' && request.url().endsWith('/tace-resistance-order-select'),
    )
    await order(page, 'intermediate-risk')
    expect((await called).postDataJSON()).toMatchObject({
      fhirServer: `${elsewhere.publicUrl}/sandbox/fhir`,
      fhirAuthorization: { access_token: token, patient: 'intermediate-risk' },
    })
    expect([...tokens.keys()]).toEqual([elsewhere.publicUrl])
    await page.locator('.exchanges li', { hasText: 'hook order-select' }).locator('summary').click()
    expect(await page.locator('.drawer').textContent()).not.toContain(token)
    await page.getByRole('button', { name: words.connections.signOut }).click()
    await page.getByRole('button', { name: words.connections.signIn }).waitFor()
    expect(errors).toEqual([])
  }, 60_000)

  test('that refuses the sign-in is quoted', async () => {
    const { page, context } = await browser.visit()
    await context.route(/sandbox\/auth\/authorize/, (route) => {
      const asked = new URL(route.request().url()).searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'Not on a Friday')
      back.searchParams.set('state', asked.get('state') ?? '')
      return route.fulfill({ status: 302, headers: { location: back.href } })
    })
    await connectTo(page)
    await page.getByRole('button', { name: words.connections.signIn }).click()
    await page.getByRole('alert').filter({ hasText: 'Not on a Friday' }).waitFor()
    expect(page.url()).not.toContain('error')
    expect(page.url()).toContain('fhir=')
  }, 30_000)

  test('that does not answer is told, and a patient may be named by id', async () => {
    const { page } = await browser.visit()
    await page.goto(`${browser.url}/?fhir=${encodeURIComponent('http://127.0.0.1:1/fhir')}`)
    await page.getByRole('alert').filter({ hasText: words.failures.silences.unreachable }).waitFor()
    await page.getByLabel(words.patients.byId).fill('somebody')
    await page.getByRole('button', { name: words.patients.open }).click()
    await page.locator('.chart [role=alert]').waitFor()
    expect(await page.locator('.chart').textContent()).toContain(
      words.failures.silences.unreachable,
    )
  }, 30_000)
})

describe.each([
  { locale: 'en', width: 1440 },
  { locale: 'en', width: 320 },
  { locale: 'zh-CN', width: 768 },
  { locale: 'zh-CN', width: 320 },
])('in $locale at $width px', (visit) => {
  test.each([
    '/',
    '/?view=paste',
    '/?patient=earlier-tace&story=high-risk&order=tace',
    '/?patient=nobody',
  ])(
    '%s has no barrier and no sideways scroll, light or dark, with the drawer too',
    async (path) => {
      const { page } = await browser.visit(visit)
      await page.goto(`${browser.url}${path}`)
      await page.locator('main h2').first().waitFor()
      if (path.includes('order')) {
        await page.locator('.card').first().waitFor()
        await page.locator('.usable').waitFor()
      }
      expect(await overflowOf(page)).toBe(0)
      expect(await findAccessibilityFaults(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.locator('.bar [aria-expanded]').click()
      await page.locator('.drawer').waitFor()
      expect(await findAccessibilityFaults(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
    },
    30_000,
  )
})
