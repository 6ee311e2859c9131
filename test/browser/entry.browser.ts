import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { en } from '../../src/pages/language/en.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import { fill } from '../../src/base/fill.ts'
import { openApp, order, type ServiceInBrowser, startBrowser } from './support.ts'

const PATIENT = 'missing-capsule'
const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'
const LANGUAGES = [
  {
    locale: 'en',
    texts: en,
    tooOld: /too old: 80 d, limit 45 d/,
    both: /incomplete.*by Practitioner\/example/,
  },
  { locale: 'zh-CN', texts: zhCn, tooOld: /80 天.*45 天/, both: /Practitioner\/example/ },
] as const

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

async function put(resource: Readonly<Record<string, unknown>>) {
  const { resourceType, id } = resource
  const { ok } = await fetch(`${browser.url}/sandbox/fhir/${String(resourceType)}/${String(id)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  })
  expect(ok).toBe(true)
}

const study = {
  resourceType: 'ImagingStudy',
  id: 'liver-mri',
  status: 'available',
  subject: { reference: `Patient/${PATIENT}` },
  started: '2026-11-11T09:00:00+08:00',
  description: 'MRI liver',
}

/** What a radiologist records beside what was typed. */
const reported = (status: string) => ({
  resourceType: 'Observation',
  id: 'reported-capsule',
  status,
  subject: { reference: `Patient/${PATIENT}` },
  code: { coding: [{ system: `${LOCAL}/observation`, code: 'tumour-capsule' }] },
  effectiveDateTime: '2026-11-11',
  performer: [{ display: 'Synthetic Radiologist' }],
  valueCodeableConcept: { coding: [{ system: `${LOCAL}/tumour-capsule`, code: 'complete' }] },
})

/** Opens the patient's app in a visit of its own. */
async function visitApp(locale: string, patient = PATIENT) {
  const visitor = await browser.visit({ locale })
  await visitor.page.goto(browser.url)
  await order(visitor.page, patient)
  return { ...visitor, app: await openApp(visitor) }
}

async function openForm(app: Page, texts: typeof en): Promise<Locator> {
  await app.getByRole('button', { name: texts.entry.open }).click()
  return app.locator('.entry')
}

/** Answers that the capsule is incomplete, and looks at what will be saved. */
async function answer(form: Locator, texts: typeof en): Promise<void> {
  await form.locator('.group select').selectOption({ index: 2 })
  await form.locator('input[name=entry-capsuleIncomplete]').nth(1).check()
  await form.getByRole('button', { name: texts.entry.preview }).click()
  await form.locator('.sentences li').waitFor()
}

async function save(form: Locator, texts: typeof en): Promise<void> {
  await form.getByRole('button', { name: texts.entry.save }).click()
  await form.locator('.done').waitFor()
  await form.getByRole('button', { name: texts.common.close }).click()
}

describe.each(LANGUAGES)('a value that is typed, in $locale', ({ locale, texts, tooOld, both }) => {
  test('of an imaging study is said in a sentence, with its JSON one click deeper, and is traced', async () => {
    await put(study)
    const { app, errors } = await visitApp(locale)
    const form = await openForm(app, texts)
    await form.locator('input[name=entry-study]').first().check()
    await answer(form, texts)
    expect(await form.locator('.json').isVisible()).toBe(false)
    await form.locator('details summary').last().click()
    const sent = JSON.parse((await form.locator('.json').textContent()) ?? '') as unknown
    expect(sent).toMatchObject([
      { resourceType: 'QuestionnaireResponse' },
      {
        effectiveDateTime: '2026-11-11',
        performer: [{ reference: 'Practitioner/example' }],
        derivedFrom: [{ reference: 'ImagingStudy/liver-mri' }, {}],
      },
    ])
    const provenances: unknown[] = []
    app.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/Provenance'))
        provenances.push(request.postDataJSON())
    })
    await save(form, texts)
    expect(provenances).toMatchObject([
      { agent: [{ who: { reference: 'Practitioner/example' } }], target: [{}] },
    ])
    const used = app.locator('#inputs').locator('xpath=..')
    await used
      .getByText(fill(texts.app.statedBy, { by: 'Practitioner/example' }), { exact: true })
      .waitFor()
    await used.getByText('ImagingStudy/liver-mri').waitFor()
    await used.getByText(texts.app.nobodyNamed).first().waitFor()
    expect(errors).toEqual([])
  }, 60_000)

  test('and that the record contradicts later is no value: both are said, by whom, until it is undone', async () => {
    await put(reported('final'))
    const { page, app, errors } = await visitApp(locale)
    expect(await page.locator('.card').first().textContent()).toMatch(both)
    await app.locator('#gaps').locator('xpath=..').getByText(both).waitFor()
    await app.locator('.entered button').click()
    await app.locator('#inputs').locator('xpath=..').getByText('Synthetic Radiologist').waitFor()
    await put(reported('entered-in-error'))
    expect(errors).toEqual([])
  }, 60_000)

  test('today for a study of 80 days ago is 80 days old, and not used', async () => {
    const { app, errors } = await visitApp(locale)
    const form = await openForm(app, texts)
    await form.locator('input[name=entry-study]').last().check()
    await form.locator('input[type=date]').first().fill('2026-09-01')
    await answer(form, texts)
    expect(await form.locator('.preview li').allTextContents()).toContainEqual(
      expect.stringMatching(tooOld),
    )
    await save(form, texts)
    await app.locator('#gaps').locator('xpath=..').getByText(tooOld).waitFor()
    await app.locator('.entered button').first().click()
    await app.locator('.entered').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  }, 60_000)
})

describe.each(LANGUAGES)('the app, in $locale,', ({ locale }) => {
  test('says the risk with each value of the finding that decides', async () => {
    const { app, errors } = await visitApp(locale)
    const rows = app.locator('.scenarios li')
    await rows.first().waitFor()
    const [complete, incomplete, ...more] = await rows.allTextContents()
    expect(complete).toMatch(/^(?:complete: about|完整：约) .+[(（].+[)）]$/)
    expect(incomplete).toMatch(/^(?:incomplete: about|不完整：约) .+[(（].+[)）]$/)
    expect(more).toEqual([])
    expect(errors).toEqual([])
  }, 60_000)

  test('says a stage of another scheme as it is recorded', async () => {
    const staged = {
      resourceType: 'Observation',
      id: 'staged-otherwise',
      status: 'final',
      subject: { reference: 'Patient/missing-cnlc-stage' },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '399390009' }] },
      effectiveDateTime: '2026-11-11',
      valueString: 'IIIA',
    }
    await put(staged)
    const { page, app, errors } = await visitApp(locale, 'missing-cnlc-stage')
    await app.locator('#gaps').locator('xpath=..').getByText('TNM stage grouping IIIA').waitFor()
    expect(await page.locator('.card').first().textContent()).toContain('TNM stage grouping IIIA')
    await put({ ...staged, status: 'entered-in-error' })
    expect(errors).toEqual([])
  }, 60_000)
})
