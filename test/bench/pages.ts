/**
 * How soon the pages are there, in Chromium: first paint on a slow line, the app on a slow
 * processor, and an assumption of the what-if. `npm run bench:pages`
 */
import type { CDPSession, Page } from 'playwright-core'
import { openApp, order, startBrowser, type ServiceInBrowser } from '../browser/support.ts'
import { NOW } from '../support/clock.ts'

const RUNS = 3
const SLOW_LINE = { latency: 100, downloadThroughput: 50_000, uploadThroughput: 50_000 }
const SLOW_PROCESSOR = 4

/** The date of the patients' records, while the page's own clock runs. */
const AT_THE_DATE = `
  const Real = Date
  const shift = ${String(Number(NOW))} - Real.now()
  globalThis.Date = class extends Real {
    constructor(...parts) { super(...(parts.length === 0 ? [Real.now() + shift] : parts)) }
    static now() { return Real.now() + shift }
  }`

/** When what can be done stands on the page, in ms since its address was asked for. */
const WATCH = `
  addEventListener('DOMContentLoaded', () => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('.deeds button:enabled') === null) return
      globalThis.interactive = performance.now()
      observer.disconnect()
    }).observe(document.body, { childList: true, subtree: true })
  })`

/** Moves the first slider in steps; ms from each to the frame that shows its answer. */
const MOVE = `(async () => {
  const slider = document.querySelector('.what-if input[type=range]')
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const [least, most] = [Number(slider.min), Number(slider.max)]
  const answer = () => document.querySelector('.assumed [role=status]').textContent
  const took = []
  for (let step = 0; step <= 20; step += 1) {
    await new Promise((go) => requestAnimationFrame(() => setTimeout(go)))
    const before = answer()
    const from = performance.now()
    set.call(slider, String(least + ((most - least) * step) / 20))
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    await undefined
    document.body.offsetHeight
    took.push({ ms: performance.now() - from, isAnswered: answer() !== before })
  }
  return took
})()`

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

const line = (what: string, values: readonly number[], goal: number) => {
  const rounded = [median(values), Math.max(...values)].map((ms) => ms.toFixed(0))
  process.stdout.write(`${what.padEnd(62)} ${rounded.join(' / ')} ms (goal ${String(goal)})\n`)
}

const debuggerOf = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page)

/** A number of a page, once it is there. The pages' policy forbids Playwright's own waiting. */
async function numberOf(page: Page, expression: string): Promise<number> {
  const value = await page.evaluate<number | undefined>(expression)
  if (value !== undefined) return value
  await page.waitForTimeout(50)
  return numberOf(page, expression)
}

async function paintOf(browser: ServiceInBrowser, path: string): Promise<number> {
  const { page, context } = await browser.visit({ hasOwnTime: true })
  const session = await debuggerOf(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, ...SLOW_LINE })
  await page.goto(`${browser.url}${path}`, { waitUntil: 'commit' })
  const ms = await numberOf(
    page,
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime",
  )
  await context.close()
  return ms
}

/** The app of a patient, opened by the card's link on a slowed processor. */
async function appOf(browser: ServiceInBrowser, patient: string) {
  const visitor = await browser.visit({ hasOwnTime: true })
  const { context, page } = visitor
  await context.addInitScript(AT_THE_DATE)
  await context.addInitScript(WATCH)
  await page.goto(browser.url)
  await order(page, patient)
  context.on('page', (opened) => {
    void debuggerOf(opened).then((session) =>
      session.send('Emulation.setCPUThrottlingRate', { rate: SLOW_PROCESSOR }),
    )
  })
  const app = await openApp(visitor)
  const interactive = await numberOf(app, 'globalThis.interactive')
  return { app, context, interactive }
}

interface Moved {
  readonly ms: number
  readonly isAnswered: boolean
}

async function whatIfOf(browser: ServiceInBrowser): Promise<readonly number[]> {
  const { app, context } = await appOf(browser, 'missing-d-star')
  await app.locator('.what-if input[type=checkbox]').check()
  await app.locator('.assumed .scale').waitFor()
  const moved = await app.evaluate<readonly Moved[]>(MOVE)
  await context.close()
  return moved.filter(({ isAnswered }) => isAnswered).map(({ ms }) => ms)
}

async function repeat(run: () => Promise<number>): Promise<readonly number[]> {
  const values: number[] = []
  for (let i = 0; i < RUNS; i += 1) values.push(await run())
  return values
}

const browser = await startBrowser()
try {
  process.stdout.write(`median / most of ${String(RUNS)} runs\n`)
  for (const path of ['/', '/smart/launch', '/smart/app'])
    line(`first paint of ${path} at 50 KB/s`, await repeat(() => paintOf(browser, path)), 2_000)
  const interactive = await repeat(async () => {
    const { context, interactive: ms } = await appOf(browser, 'high-risk')
    await context.close()
    return ms
  })
  line('app interactive, processor slowed 4x', interactive, 2_000)
  const moved = await whatIfOf(browser)
  line(`what-if: ${String(moved.length)} moves to the answer laid out, slowed 4x`, moved, 16)
} finally {
  await browser.close()
}
