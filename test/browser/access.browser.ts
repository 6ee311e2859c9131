import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  findAccessibilityFaults,
  openApp,
  startBrowser,
  order,
  overflowOf,
  type ServiceInBrowser,
} from './support.ts'

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

const WINDOWS = [
  { locale: 'en', width: 1280 },
  { locale: 'en', width: 320 },
  { locale: 'zh-CN', width: 1280 },
  { locale: 'zh-CN', width: 320 },
]

describe.each(WINDOWS)('in $locale at $width px', (visit) => {
  test('the mock EHR with a card, an override form and the drawer has no barrier and no sideways scroll', async () => {
    const { page } = await browser.visit(visit)
    await page.goto(browser.url)
    await order(page, 'high-risk')
    await page.locator('.card [aria-expanded]').first().click()
    await page.locator('.bar [aria-expanded]').click()
    await page.locator('.exchanges summary').first().click()
    expect(await findAccessibilityFaults(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
  }, 30_000)
})

describe('policy', () => {
  test('the pages allow no inline script and no inline style, and only named frames', async () => {
    const pages = ['/', '/smart/launch', '/smart/app']
    const answers = await Promise.all(pages.map((path) => fetch(`${browser.url}${path}`)))
    for (const { headers } of answers) {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'self'")
      // The sandbox may be framed by pages of this machine, whatever their port.
      const others = policy.replaceAll(/https?:\/\/(?:localhost|127\.0\.0\.1):\*/g, '')
      expect(others).not.toMatch(/unsafe|\*/)
    }
  })

  test.each(['en', 'zh-CN'])(
    'the app prints on one page, without its controls, in %s',
    async (locale) => {
      const visitor = await browser.visit({ locale })
      await visitor.page.goto(browser.url)
      await order(visitor.page, 'high-risk')
      const app = await openApp(visitor)
      await app.emulateMedia({ media: 'print' })
      expect(await app.locator('.deeds').isVisible()).toBe(false)
      expect(await app.locator('.headline').isVisible()).toBe(true)
      const pdf = (await app.pdf({ preferCSSPageSize: true })).toString('latin1')
      expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
    },
    30_000,
  )
})
