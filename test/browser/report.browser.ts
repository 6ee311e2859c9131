import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { en } from '../../src/pages/language/en.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import { RULES_VERSION } from '../../src/pages/smart/report/topic-rules.ts'
import {
  findAccessibilityFaults,
  openApp,
  order,
  overflowOf,
  type ServiceInBrowser,
  startBrowser,
} from './support.ts'

const PATIENT = 'missing-capsule'

const REPORTS = {
  en: 'Solitary HCC of segment VIII, 4.2 cm.\nThe lesion has an incomplete capsule. The liver capsule is smooth.\nOn the previous study the capsule was complete.',
  'zh-CN': '右叶单发病灶，大小4.2cm。\n病灶包膜不完整。肝包膜光滑。前次检查包膜完整。',
} as const

let on: ServiceInBrowser
let off: ServiceInBrowser
beforeAll(async () => {
  on = await startBrowser({ REPORT_SENTENCES: 'on' })
  off = await startBrowser()
}, 120_000)
afterAll(async () => {
  await on.close()
  await off.close()
}, 60_000)

async function addReport({ url }: ServiceInBrowser, conclusion: string): Promise<void> {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'liver-mri',
    status: 'final',
    subject: { reference: `Patient/${PATIENT}` },
    effectiveDateTime: '2026-11-11',
    code: { text: 'MRI liver' },
    conclusion,
  }
  const { ok } = await fetch(`${url}/sandbox/fhir/DiagnosticReport/${report.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(report),
  })
  expect(ok).toBe(true)
}

async function openForm(browser: ServiceInBrowser, locale: 'en' | 'zh-CN', width = 1280) {
  await addReport(browser, REPORTS[locale])
  const visitor = await browser.visit({ locale, width })
  await visitor.page.goto(browser.url)
  await order(visitor.page, PATIENT)
  const app = await openApp(visitor)
  const { entry } = locale === 'en' ? en : zhCn
  await app.getByRole('button', { name: entry.open }).click()
  const form = app.locator('.entry')
  await form.locator('input[name=entry-study]').first().check()
  return { app, form, entry, visitor }
}

describe('sentences of a report beside the form', () => {
  test.each([
    ['en', 390],
    ['zh-CN', 1280],
  ] as const)(
    '%s: are shown where the question is, and answer nothing',
    async (locale, width) => {
      const { app, form, entry, visitor } = await openForm(on, locale, width)
      const rows = form.locator('.sentences-of-report li')
      await rows.first().waitFor()
      // The tumour's, and the one of the earlier study, which is told; not the capsule of the liver.
      expect(await rows.count()).toBe(2)
      expect(await rows.nth(0).locator('mark').count()).toBe(1)
      expect(await rows.nth(1).textContent()).toContain(entry.context.earlier)
      expect(await form.locator('.question input:checked').count()).toBe(1)
      expect(await findAccessibilityFaults(app)).toEqual([])
      expect(await overflowOf(app)).toBeLessThanOrEqual(0)

      const writes: Record<string, unknown>[] = []
      app.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/Observation'))
          writes.push(request.postDataJSON() as Record<string, unknown>)
      })
      await form.locator('.group select').selectOption({ index: 2 })
      await form.locator('input[name=entry-capsuleIncomplete]').nth(1).check()
      await rows.nth(0).locator('input').check()
      await form.getByRole('button', { name: entry.preview }).click()
      await form.getByRole('button', { name: entry.save }).click()
      await form.locator('.done').waitFor()
      const note = JSON.stringify(writes[0]?.['note'])
      expect(note).toMatch(/(incomplete capsule|包膜不完整).*(characters|第) \d+ (to|至) \d+ /)
      expect(note).toContain(RULES_VERSION)
      await form
        .getByRole('button', { name: locale === 'en' ? en.common.close : zhCn.common.close })
        .click()
      // The note with the sentence does not keep the value from being read.
      await app.locator('.entered button').click()
      await app.getByRole('button', { name: entry.open }).waitFor()
      expect(visitor.errors).toEqual([])
    },
    60_000,
  )

  test('are not read where the site has not asked for it', async () => {
    const visitor = await off.visit()
    await addReport(off, REPORTS.en)
    await visitor.page.goto(off.url)
    await order(visitor.page, PATIENT)
    const app = await openApp(visitor)
    const asked: string[] = []
    app.on('request', (request) => asked.push(request.url()))
    await app.getByRole('button', { name: en.entry.open }).click()
    await app.locator('.entry input[name=entry-study]').first().check()
    await app.locator('.entry .group select').waitFor()
    expect(await app.locator('.sentences-of-report').count()).toBe(0)
    expect(asked.filter((url) => url.includes('DiagnosticReport'))).toEqual([])
  }, 60_000)
})
