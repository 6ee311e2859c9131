import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  findAccessibilityFaults,
  openApp,
  order,
  overflowOf,
  startBrowser,
  type ServiceInBrowser,
  type Visitor,
} from './support.ts'

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

interface State {
  readonly name: string
  /** Leads to the state and gives the page that is in it. */
  readonly reach: (visitor: Visitor) => Promise<Page>
}

const app =
  (patient: string, then?: (page: Page) => Promise<unknown>): State['reach'] =>
  async (visitor) => {
    await visitor.page.goto(browser.url)
    await order(visitor.page, patient)
    const page = await openApp(visitor)
    await then?.(page)
    return page
  }

const opened = async ({ page, context }: Visitor): Promise<Page> => {
  const next = context.waitForEvent('page')
  await page.locator('.card a.button').first().click()
  return next
}

/** The app of a patient while something of what it loads is refused, or never comes. */
const appWithout =
  (url: RegExp, how: 'aborted' | 'held', shown: string): State['reach'] =>
  async (visitor) => {
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    await visitor.page.locator('.card').first().waitFor()
    await visitor.context.route(url, (route) => (how === 'aborted' ? route.abort() : undefined))
    const page = await opened(visitor)
    await page.locator(shown).first().waitFor()
    return page
  }

const at =
  (path: string, shown: string): State['reach'] =>
  async ({ page }) => {
    await page.goto(`${browser.url}${path}`)
    await page.locator(shown).first().waitFor()
    return page
  }

const STATES: readonly State[] = [
  { name: 'a high risk', reach: app('high-risk') },
  {
    name: 'every fold opened',
    reach: app('high-risk', (page) =>
      page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true })'),
    ),
  },
  {
    name: 'an assumption',
    reach: app('missing-d-star', (page) => page.locator('.what-if input').first().check()),
  },
  {
    name: 'the form for what is missing',
    reach: app('missing-capsule', (page) => page.locator('.entry .actions button').first().click()),
  },
  {
    name: 'what will be sent',
    reach: app('high-risk', (page) => page.locator('.deeds .actions button').first().click()),
  },
  { name: 'an earlier TACE on the time line', reach: app('earlier-tace') },
  { name: 'many values', reach: app('long-history') },
  { name: 'no diagnosis', reach: app('no-hcc') },
  {
    name: 'the published scores',
    reach: app('liver-values', async (page) => {
      await page.locator('.scores button').click()
      await page.locator('.scores ul').waitFor()
    }),
  },
  { name: 'scripts that do not come', reach: appWithout(/assets\/.*\.js/, 'held', '.skeleton') },
  { name: 'a record that is being read', reach: appWithout(/fhir\/Obs/, 'held', '.app .skeleton') },
  { name: 'a part that cannot be loaded', reach: appWithout(/reasoning-/, 'aborted', '.broken') },
  { name: 'a record that is not read', reach: appWithout(/fhir\/Cond/, 'aborted', '#unread') },
  { name: 'no settings', reach: appWithout(/settings\.json/, 'aborted', '[role=alert]') },
  { name: 'no sign-in', reach: at('/smart/app', '[role=alert]') },
  { name: 'the start outside an EHR', reach: at('/smart/launch', 'form') },
]

const LOOKS = [
  { locale: 'en', colorScheme: 'light', width: 1280 },
  { locale: 'zh-CN', colorScheme: 'dark', width: 1280 },
  { locale: 'en', colorScheme: 'dark', width: 320 },
  { locale: 'zh-CN', colorScheme: 'light', width: 320 },
] as const

describe.each(LOOKS)('in $locale, $colorScheme, $width px', ({ colorScheme, ...visit }) => {
  test.each(STATES)(
    'the app with $name has no barrier and no sideways scroll',
    async ({ reach }) => {
      const visitor = await browser.visit({ ...visit, colorScheme })
      const page = await reach(visitor)
      expect(await findAccessibilityFaults(page)).toEqual([])
      expect(await overflowOf(page)).toBe(0)
      await visitor.context.close()
    },
    60_000,
  )
})

test('with forced colours every mark of the pictures stands out from its ground', async () => {
  const visitor = await browser.visit({ forcedColors: 'active' })
  const page = await app('high-risk')(visitor)
  const drawn = await page.evaluate<readonly string[]>(`
    [...document.querySelectorAll('.mark, .envelope, .raises, .total, .with')]
      .map((mark) => getComputedStyle(mark).fill)`)
  const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const paper = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('.answer')).backgroundColor",
  )
  expect(drawn.length).toBeGreaterThan(8)
  expect(drawn.filter((fill) => fill === paper || fill === ground)).toEqual([])
}, 60_000)

test('with less motion nothing moves by itself', async () => {
  const visitor = await browser.visit({ reducedMotion: 'reduce' })
  const page = await appWithout(/assets\/.*\.js/, 'held', '.skeleton')(visitor)
  expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
}, 60_000)
