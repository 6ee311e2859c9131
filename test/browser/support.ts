import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { readConfig } from '../../src/base/config/config.ts'
import { type RunningService, start } from '../../src/service.ts'
import { repositoryPath } from '../support/paths.ts'
import { frozenClock, NOW } from '../support/clock.ts'

const NO_NAMES = 'MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1'

/** Nothing but this machine is reached, and nothing is sent home. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=${NO_NAMES}`,
]

/** @throws {Error} When there is no Chromium: these tests are never left out. */
function findChromium(): string {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return named
  const { stdout } = spawnSync('which', ['chromium'], { encoding: 'utf8' })
  if (stdout.trim() === '') throw new Error('no Chromium: install it or set CHROMIUM_PATH')
  return stdout.trim()
}

/** Builds the bundle as `npm start` does. */
function buildBundle(): string {
  const vite = repositoryPath('node_modules/vite/bin/vite.js')
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--config', '.vite.config.js'],
    { cwd: repositoryPath(''), encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return repositoryPath('dist/web')
}

export interface Visit {
  readonly locale?: string
  readonly width?: number
  readonly height?: number
  /** Whether time passes in the page: what waits by its clock waits for ever when it stands. */
  readonly hasOwnTime?: boolean
  readonly colorScheme?: 'light' | 'dark'
  readonly forcedColors?: 'active' | 'none'
  readonly reducedMotion?: 'reduce' | 'no-preference'
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of scripts and of the page's policy. */
  readonly errors: readonly string[]
  /** Origins that were asked for anything. */
  readonly origins: ReadonlySet<string>
}

/** A browser, and the real service with its sandbox. */
export interface ServiceInBrowser {
  readonly url: string
  readonly service: RunningService
  readonly visit: (visit?: Visit) => Promise<Visitor>
  readonly close: () => Promise<void>
}

/** What Chromium says of a read that was refused or found nothing is no fault of the page. */
const isFault = (text: string) => !text.startsWith('Failed to load resource')

function watch(page: Page, errors: string[], origins: Set<string>): void {
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' && isFault(message.text())) errors.push(message.text())
  })
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
}

const PATIENCE_MS = 8_000

/** The clock of service and pages stands still, unless a page is to have its own. */
export async function startBrowser(
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceInBrowser> {
  const webFolder = buildBundle()
  const base = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }
  const config = readConfig({ ...base, ...environment }, [])
  const service = await start(config, { clock: frozenClock, webFolder })
  const browser = await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS })
  return {
    url: service.publicUrl,
    service,
    visit: async ({ width = 1280, height = 900, hasOwnTime = false, ...look } = {}) => {
      const viewport = { width, height }
      const context = await browser.newContext({ locale: 'en', viewport, ...look })
      if (!hasOwnTime) await context.clock.setFixedTime(NOW)
      context.setDefaultTimeout(PATIENCE_MS)
      const [errors, origins] = [[] as string[], new Set<string>()]
      context.on('page', (page) => watch(page, errors, origins))
      return { page: await context.newPage(), context, errors, origins }
    },
    close: async () => {
      await browser.close()
      await service.stop()
    },
  }
}

const require = createRequire(import.meta.url)
const AXE = require.resolve('axe-core/axe.min.js')

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** What axe-core finds wrong by WCAG 2.2 A and AA and its best practices. */
export async function findAccessibilityFaults(page: Page): Promise<readonly string[]> {
  // Given through the debugger, so that the page's policy stays as it is.
  const { readFileSync } = await import('node:fs')
  await page.evaluate(readFileSync(AXE, 'utf8'))
  const { violations } = await page.evaluate<AxeResult>('axe.run()')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** How far a page is wider than its window; WCAG 1.4.10 allows nothing. */
export const overflowOf = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')

/** Opens the chart of a patient in the mock EHR. */
export async function openChart(page: Page, patient: string): Promise<void> {
  const list = page.locator('nav.patients')
  const button = list.locator(`button[data-patient="${patient}"]`)
  await button.waitFor({ state: 'attached' })
  if (await button.isVisible()) await button.click()
  else await list.locator('select').selectOption(patient)
  await page.locator('.banner', { hasText: patient }).waitFor()
}

/** Chooses a patient and orders a procedure in the mock EHR. */
export async function order(page: Page, patient: string, procedure = 'tace'): Promise<void> {
  await openChart(page, patient)
  await page.locator('.order-form select').first().selectOption(procedure)
  await page.locator('.order-form button[type=submit]').click()
}

/** Follows a card's link to the app, which opens in a page of its own. */
export async function openApp({ page, context }: Visitor): Promise<Page> {
  const opened = context.waitForEvent('page')
  await page.locator('.card a.button').first().click()
  const app = await opened
  await app.locator('.headline').waitFor()
  return app
}
