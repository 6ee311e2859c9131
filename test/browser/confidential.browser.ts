import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { en as words } from '../../src/pages/ehr/words/en.ts'
import { en } from '../../src/pages/language/en.ts'
import { sandboxClient, smartClientsFile } from '../support/smart-client.ts'
import { openApp, startBrowser, order, type ServiceInBrowser } from './support.ts'

const file = smartClientsFile(sandboxClient({ privateKeyFile: 'key.pem' }))
const folder = mkdtempSync(join(tmpdir(), 'site-'))
const site = join(folder, 'site.json')
writeFileSync(
  site,
  JSON.stringify({ hooks: ['order-select', 'order-sign', 'order-dispatch', 'patient-view'] }),
)

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser({ SMART_CLIENTS_FILE: file.path, SITE_FILE: site })
}, 60_000)
afterAll(async () => {
  await browser.close()
  file.remove()
  rmSync(folder, { recursive: true })
}, 30_000)

describe('the app as a confidential client', () => {
  test('signs in through its back end, reads and writes, and no page ever holds its key', async () => {
    const visitor = await browser.visit()
    const asked: string[] = []
    visitor.context.on('request', (request) => {
      if (/\/token(\?|$)/.test(request.url())) asked.push(request.url())
    })
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    const app = await openApp(visitor)
    await app.getByText(en.app.cardSame).waitFor()
    expect(asked.map((url) => new URL(url).pathname)).toEqual(['/smart/token'])
    const kept = await app.evaluate<string>('JSON.stringify(sessionStorage)')
    expect(kept).toContain('confidential-app')
    expect(kept).not.toMatch(/PRIVATE|client_assertion|refresh_token/)

    await app.locator('.deeds .actions button').click()
    await app.getByRole('button', { name: en.app.send }).click()
    await app.locator('dialog .done', { hasText: 'ServiceRequest/' }).waitFor()
    expect(visitor.errors).toEqual([])
    expect([...visitor.origins]).toEqual([browser.url])
  }, 30_000)
})

describe('the mock EHR with services for every hook', () => {
  test('asks when a chart is opened, and again when signed orders are sent', async () => {
    const { page, errors } = await browser.visit()
    await page.goto(`${browser.url}/?patient=high-risk`)
    const opening = page.locator('.card', { hasText: en.cards.moments['patient-view'] })
    await opening.first().waitFor()
    await page.getByRole('button', { name: en.developer.open }).click()
    const asked = (hook: string) => page.locator('.exchanges li', { hasText: `hook ${hook}` })
    await asked('patient-view').first().waitFor()
    const answers = await asked('patient-view').allTextContents()
    expect(answers).toHaveLength(1)
    for (const answer of answers) expect(answer).toContain(words.exchanges.conformant)

    await order(page, 'high-risk')
    await page.locator('.card', { hasText: en.cards.moments['order-select'] }).first().waitFor()
    // What was told at order-select is not told again at signing.
    await page.getByRole('button', { name: en.ehr.sign }).click()
    await page.locator('.card', { hasText: en.cards.moments['order-dispatch'] }).waitFor()
    expect(await asked('order-dispatch').textContent()).toContain(words.exchanges.conformant)
    expect(errors).toEqual([])
  }, 30_000)

  test('signs its calls with its own key, and the service knows it', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await page.getByRole('button', { name: en.developer.open }).click()
    await page.getByText('6 services found').waitFor()
    expect(await page.getByLabel(en.developer.signCalls).isChecked()).toBe(true)
  }, 30_000)
})
