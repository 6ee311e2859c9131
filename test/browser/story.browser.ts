import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { en } from '../../src/pages/language/en.ts'
import { en as words } from '../../src/pages/ehr/words/en.ts'
import { zhCn } from '../../src/pages/language/zh-cn.ts'
import type { RiskModelDefinition } from '../../src/clinical/models/definition.ts'
import { readRepositoryJson } from '../support/paths.ts'
import { calibratedSite } from '../support/site-evidence.ts'
import {
  findAccessibilityFaults,
  openApp,
  order,
  type ServiceInBrowser,
  startBrowser,
} from './support.ts'

const isModel = (value: unknown): value is RiskModelDefinition =>
  typeof value === 'object' && value !== null && 'terms' in value && 'calibration' in value

let browser: ServiceInBrowser
beforeAll(async () => {
  browser = await startBrowser()
}, 60_000)
afterAll(() => browser.close(), 30_000)

interface Sent {
  readonly url: string
  readonly body: Record<string, unknown>
}

/** The JSON bodies that a page posts to URLs of this ending. */
function postsTo(page: Page, ending: string): readonly Sent[] {
  const sent: Sent[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith(ending))
      sent.push({ url: request.url(), body: request.postDataJSON() as Record<string, unknown> })
  })
  return sent
}

/** The next feedback of a page: what it shows at once may come before the event of its request. */
const feedbackOf = (page: Page) =>
  page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/feedback'),
  )

const STORIES = [
  { locale: 'en', texts: en, high: /likelihood: high/, reason: 'My clinical judgement differs' },
  { locale: 'zh-CN', texts: zhCn, high: /可能性：高/, reason: '临床判断不同' },
]

describe.each(STORIES)('the whole story in $locale', ({ locale, texts, high, reason }) => {
  test('an order brings a card in the language of the browser, an override with a reason is fed back, the order is signed', async () => {
    const { page, errors, origins } = await browser.visit({ locale })
    await page.goto(browser.url)
    await order(page, 'high-risk')
    const card = page.locator('.card').first()
    await card.waitFor()
    expect(await card.locator('h3').textContent()).toMatch(high)
    expect(await card.locator('.indicator').textContent()).toContain(texts.cards.indicators.warning)

    await card.getByRole('button', { name: texts.cards.override }).click()
    await card.getByLabel(reason).check()
    const feedback = feedbackOf(page)
    await card.getByRole('button', { name: texts.cards.sendOverride }).click()
    await card.locator('.outcome', { hasText: reason }).waitFor()
    expect((await feedback).postDataJSON()).toMatchObject({
      feedback: [
        { outcome: 'overridden', overrideReason: { reason: { code: 'clinical-judgement' } } },
      ],
    })

    await page.getByRole('button', { name: texts.ehr.sign }).click()
    // What was answered does not come back at signing: the order is signed at once.
    await page.locator('.done', { hasText: 'ServiceRequest/' }).waitFor()
    expect(errors).toEqual([])
    expect([...origins]).toEqual([browser.url])
  }, 30_000)

  test('the app says what the card said, and a review order is stored as it was shown', async () => {
    const visitor = await browser.visit({ locale })
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    const app = await openApp(visitor)
    expect(await app.locator('.headline h2').textContent()).toContain(texts.app.provisional)
    await app.getByText(texts.app.cardSame).waitFor()
    const said = app.locator('main > [role=status].hidden')
    expect(await app.locator('.headline h2').textContent()).toContain(await said.textContent())
    // First the answer and what can be done, then the reasons; each picture with its figures.
    const headings = await app.locator('h2').allTextContents()
    const wanted = ['actions', 'drivers', 'inputs', 'statistics'] as const
    const places = wanted.map((name) =>
      headings.findIndex((heading) => heading === texts.app[name]),
    )
    expect(places.toSorted((a, b) => a - b)).toEqual(places)
    expect(places[0]).toBe(1)
    const withoutTable = await app.evaluate<string[]>(`
      [...document.querySelectorAll('svg[role=img]')]
        .filter((svg) => !svg.closest('section, .cohort, .risk-picture').querySelector('.behind'))
        .map((svg) => svg.getAttribute('aria-label'))`)
    expect(withoutTable).toEqual([])

    const stored = postsTo(app, '/ServiceRequest')
    await app.locator('.deeds .actions button').click()
    const shown = JSON.parse((await app.locator('dialog .json').textContent()) ?? '') as object
    await app.getByRole('button', { name: texts.app.send }).click()
    await app.locator('dialog .done', { hasText: 'ServiceRequest/' }).waitFor()
    expect(stored[0]?.body).toEqual(shown)
    expect(shown).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'draft',
      // Who has signed in asks for it.
      requester: { reference: 'Practitioner/example' },
    })
    expect(visitor.errors).toEqual([])
    expect([...visitor.origins]).toEqual([browser.url])
  }, 30_000)

  test('a missing input is bounded, may be assumed, and nothing assumed is stored', async () => {
    const visitor = await browser.visit({ locale })
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'missing-d-star')
    const app = await openApp(visitor)
    const posts = postsTo(app, '')
    await app.locator('.what-if input[type=checkbox]').check()
    const result = app.locator('.assumed')
    await result.waitFor()
    const inTheMiddle = await result.textContent()
    const mark = result.locator('.scale svg')
    const middle = await mark.getAttribute('x')
    await app.locator('.what-if input[type=range]').focus()
    await app.keyboard.press('End')
    expect(await result.textContent()).not.toBe(inTheMiddle)
    expect(Number.parseFloat((await mark.getAttribute('x')) ?? '')).toBeGreaterThan(
      Number.parseFloat(middle ?? ''),
    )
    expect(await result.textContent()).toContain(texts.app.assumed)
    expect(posts).toEqual([])
  }, 30_000)

  test('what is missing is entered with its study, seen before it is saved, used, and undone', async () => {
    const patient = 'missing-capsule'
    await addStudy(browser, patient)
    const visitor = await browser.visit({ locale })
    await visitor.page.goto(browser.url)
    await order(visitor.page, patient)
    const app = await openApp(visitor)
    const { entry } = texts
    await app.getByRole('button', { name: entry.open }).click()
    const form = app.locator('.entry')
    expect(await form.locator('input:checked').count()).toBe(0)

    // What is not chosen is told at its question, and nothing is sent.
    const posts = postsTo(app, '')
    await form.locator('input[name=entry-study]').first().check()
    await form.getByRole('button', { name: entry.preview }).click()
    await form.locator('[role=alert]').first().waitFor()
    expect(posts).toEqual([])

    await form.locator('.group select').selectOption({ index: 2 })
    await form.locator('input[name=entry-capsuleIncomplete]').nth(1).check()
    await form.getByRole('button', { name: entry.preview }).click()
    await form.locator('.sentences li').waitFor()
    expect(await findAccessibilityFaults(app)).toEqual([])
    expect(posts).toEqual([])
    const observations = postsTo(app, '/Observation')
    await form.getByRole('button', { name: entry.save }).click()
    await form.locator('.done').waitFor()
    expect(observations[0]?.body).toMatchObject({
      resourceType: 'Observation',
      effectiveDateTime: '2026-11-11',
      performer: [{ reference: 'Practitioner/example' }],
      derivedFrom: [{ reference: expect.stringMatching(/^QuestionnaireResponse\//) as unknown }],
      note: [{ text: expect.stringContaining('DiagnosticReport/') as unknown }],
      bodySite: { coding: [{ system: 'http://snomed.info/sct' }] },
    })
    await form.getByRole('button', { name: texts.common.close }).click()
    await app.getByText(texts.app.drivers).waitFor()
    await app.getByText(texts.app.cardDiffers).or(app.getByText(texts.app.cardSituation)).waitFor()

    await app.locator('.entered button').click()
    await app.getByRole('button', { name: entry.open }).waitFor()
    expect(await app.getByText(texts.app.drivers).count()).toBe(0)
    expect(visitor.errors).toEqual([])
  }, 60_000)
})

/** A liver MRI of nine days before, with a report in words alone. */
async function addStudy({ url }: ServiceInBrowser, patient: string): Promise<void> {
  const report = {
    resourceType: 'DiagnosticReport',
    id: `report-${patient}`,
    status: 'final',
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-11-11',
    code: { text: 'MRI liver' },
  }
  const { ok } = await fetch(`${url}/sandbox/fhir/DiagnosticReport/${report.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(report),
  })
  expect(ok).toBe(true)
}

/** The board is an extra: the drawer has a switch for each service. */
async function switchBoardOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: en.developer.open }).click()
  await page.getByLabel('Published survival scores').check()
  await page.getByRole('button', { name: en.developer.open }).click()
}

describe('the published scores in the app', () => {
  test('are read and computed when somebody asks, and are those of the card', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await switchBoardOn(visitor.page)
    await order(visitor.page, 'liver-values')
    const board = visitor.page.locator('.card', { hasText: 'Published scores before TACE' })
    await board.locator('summary').first().click()
    const onCard = await board.locator('table').first().locator('tbody tr').allInnerTexts()
    expect(onCard.length).toBeGreaterThan(3)

    const app = await openApp(visitor)
    const asked: string[] = []
    app.on('request', (request) => asked.push(request.url()))
    await app.locator('.scores button').click()
    await app.locator('.scores table').first().waitFor()
    const inApp = await app.locator('.scores table').first().locator('tbody tr').allInnerTexts()
    const nameAndResult = (row: string) => row.replace(' (caution)', '').split('\t').slice(0, 2)
    expect(inApp.length).toBeGreaterThan(onCard.length)
    expect(inApp.map(nameAndResult)).toEqual(expect.arrayContaining(onCard.map(nameAndResult)))
    // The rest of the record was read for the assessment.
    expect(asked.filter((url) => url.includes('/fhir/'))).toHaveLength(1)
    expect(await app.locator('.scores').textContent()).toContain(en.app.scoresNote)
    expect(visitor.errors).toEqual([])
  }, 30_000)
})

describe('the mock EHR', () => {
  test('applies a suggestion to the draft orders and says so to the service', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await order(page, 'high-risk')
    const feedback = feedbackOf(page)
    await page.locator('.card button.primary').click()
    await page.locator('.card .outcome').waitFor()
    expect(await page.locator('.drafts li').count()).toBe(2)
    await page.locator('.card .outcome .quiet').waitFor()
    expect((await feedback).postDataJSON()).toMatchObject({
      feedback: [
        { outcome: 'accepted', acceptedSuggestions: [{ id: expect.any(String) as unknown }] },
      ],
    })
  }, 30_000)

  test('says that there is no card, and signs at once, when decision support has nothing to say', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await order(page, 'high-risk', 'mri')
    await page.getByText(en.cards.nothing).waitFor()
    await page.getByRole('button', { name: en.ehr.sign }).click()
    await page.locator('.done').waitFor()
    expect(await page.locator('.card').count()).toBe(0)
  }, 30_000)

  test.each([
    { width: 1440, height: 900 },
    { width: 768, height: 700 },
    { width: 390, height: 640 },
    // 1280 px at 200 %
    { width: 640, height: 360 },
  ])(
    'announces a card that comes and shows its headline at $width px',
    async (window) => {
      const { page } = await browser.visit(window)
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(browser.url)
      await order(page, 'high-risk')
      const headline = page.locator('.card h3').first()
      await headline.waitFor()
      const said = await headline.textContent()
      expect(await page.locator('[aria-live=polite].hidden').textContent()).toContain(said)
      const { y = -1, height = 0 } = (await headline.boundingBox()) ?? {}
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y + height).toBeLessThanOrEqual(window.height)
    },
    30_000,
  )

  test('is used by keyboard alone', async () => {
    const { page } = await browser.visit()
    await page.goto(`${browser.url}/?patient=high-risk`)
    await page.locator('.order-form').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('T')
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.card').first().waitFor()
    for (let i = 0; i < 8; i += 1) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate<string>('document.activeElement.textContent')
      if (focused === en.cards.override) break
    }
    await page.keyboard.press('Enter')
    await page.locator('.override').waitFor()
  }, 30_000)

  test('has one card of an order, and the published scores when they are switched on', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await order(page, 'liver-values')
    await page.locator('.card').first().waitFor()
    expect(await page.locator('.card').count()).toBe(1)
    await page.reload()
    await switchBoardOn(page)
    await order(page, 'liver-values')
    await page.locator('.card', { hasText: 'Published scores before TACE' }).waitFor()
    const cards = page.locator('.card')
    const sources = await cards.locator('.moment').allTextContents()
    expect(sources.length).toBeGreaterThan(1)
    expect(sources[0]).not.toContain('Published survival scores')
    expect(sources[1]).toContain('Published survival scores')
    expect(await cards.locator('details[open]').count()).toBe(1)
    expect(await cards.first().locator('details[open]').count()).toBe(1)
  }, 30_000)

  test('shows every request with what the specification says of the answer', async () => {
    const { page } = await browser.visit()
    await page.goto(browser.url)
    await order(page, 'high-risk')
    await page.locator('.card').first().waitFor()
    await page.getByRole('button', { name: en.developer.open }).click()
    const hooks = page.locator('.exchanges li', { hasText: 'hook order-select' })
    await hooks.first().waitFor()
    const answers = await hooks.allTextContents()
    // One to each service that listens to the hook; the board is off at first.
    expect(answers).toHaveLength(1)
    for (const answer of answers) expect(answer).toContain(words.exchanges.conformant)
    const hook = hooks.first()
    await hook.locator('summary').click()
    expect(await hook.locator('.json').first().textContent()).toContain('"prefetch"')
  }, 30_000)
})

describe('the app', () => {
  test('started outside an EHR lets a person choose a server and a patient, and works without a card', async () => {
    const { page } = await browser.visit()
    await page.goto(`${browser.url}/smart/launch`)
    await page.locator('input[type=url][value^=http]').waitFor()
    await page.getByRole('button', { name: en.app.launchGo }).click()
    await page.locator('li', { hasText: '(low-risk)' }).getByRole('link').click()
    await page.locator('.headline').waitFor()
    await page.getByText(en.app.noCard).waitFor()
  }, 30_000)

  test('says in words that it was opened without a sign-in', async () => {
    const { page } = await browser.visit()
    await page.goto(`${browser.url}/smart/app`)
    await page.getByText(en.errors.noSession).waitFor()
  }, 30_000)

  test('says in words that the EHR let nobody in', async () => {
    const { page, context } = await browser.visit()
    await context.route(/sandbox\/auth\/authorize/, (route) => {
      const asked = new URL(route.request().url()).searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('state', asked.get('state') ?? '')
      return route.fulfill({ status: 302, headers: { location: back.href } })
    })
    await page.goto(`${browser.url}/smart/launch?iss=${browser.url}/sandbox/fhir&launch=none`)
    await page.getByText(en.errors.denied).waitFor()
  }, 30_000)

  test('says in words that the EHR gave no patient', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    await visitor.context.route(/sandbox\/auth\/token/, async (route) => {
      const answer = await route.fetch()
      const { patient, ...json } = (await answer.json()) as Record<string, unknown>
      expect(patient).toBe('high-risk')
      await route.fulfill({ response: answer, json })
    })
    const opened = visitor.context.waitForEvent('page')
    await visitor.page.locator('.card a.button').first().click()
    await (await opened).getByText(en.errors.noPatient).waitFor()
  }, 30_000)

  test('offers to save the risk once the model is calibrated with outcomes, with what it rests on', async () => {
    const visitor = await browser.visit()
    // Only the evidence is added: no calibrated model is made up for the sandbox.
    await visitor.context.route(/smart\/settings\.json/, async (route) => {
      const answer = await route.fetch()
      const withEvidence = (_: string, value: unknown) =>
        isModel(value) ? { ...value, site: calibratedSite(value) } : value
      const json: unknown = JSON.parse(await answer.text(), withEvidence)
      await route.fulfill({ response: answer, json })
    })
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    const app = await openApp(visitor)
    const stored = postsTo(app, '/RiskAssessment')
    await app.getByRole('button', { name: 'Record the risk' }).click()
    await app.getByRole('button', { name: en.app.send }).click()
    await app.locator('dialog .done', { hasText: 'RiskAssessment/' }).waitFor()
    expect(stored[0]?.body).toMatchObject({
      resourceType: 'RiskAssessment',
      method: { text: expect.stringContaining('he-2026') as unknown },
      basis: expect.arrayContaining([{ reference: 'Observation/high-risk-d-star' }]) as unknown,
    })
  }, 30_000)

  test('says nothing of the study where the model was fitted here', async () => {
    const visitor = await browser.visit()
    const fittedOn = {
      ...{ patients: 260, events: 104 },
      period: { from: '2024-01-01', to: '2025-06-30' },
    }
    await visitor.context.route(/smart\/settings\.json/, async (route) => {
      const answer = await route.fetch()
      const asFitted = (_: string, value: unknown) =>
        isModel(value) ? { ...value, derivedFrom: { fittedOn } } : value
      const json: unknown = JSON.parse(await answer.text(), asFitted)
      await route.fulfill({ response: answer, json })
    })
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    const app = await openApp(visitor)
    await app.locator('#headline').waitFor()
    expect(await app.locator('#study').count()).toBe(0)
  }, 30_000)

  /** The app computes nothing, and names the part of the record that was not read. */
  async function saysUnread(app: Page, part: string) {
    await app.getByText(en.app.recordUnread).first().waitFor()
    const unread = app.locator('[aria-labelledby="unread"]')
    await unread.getByText(part).first().waitFor()
  }

  const incomplete = [
    ['counts more than it holds', { resourceType: 'Bundle', type: 'searchset', total: 1 }],
    [
      'holds an error',
      {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [{ resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] } }],
      },
    ],
    ['is an OperationOutcome', { resourceType: 'OperationOutcome' }],
    ['is of R5 and has issues', { resourceType: 'Bundle', issues: { issue: [{}] } }],
    [
      'goes on beside the server',
      { resourceType: 'Bundle', link: [{ relation: 'next', url: '../fhir-other/Procedure' }] },
    ],
  ] as const
  test.each(incomplete)(
    'says that an earlier TACE is not known when the answer with procedures %s',
    async (_name, json) => {
      const visitor = await browser.visit()
      await visitor.page.goto(browser.url)
      await order(visitor.page, 'high-risk')
      const asked: string[] = []
      visitor.context.on('request', (request) => asked.push(request.url()))
      await visitor.context.route(/fhir\/Procedure/, (route) => route.fulfill({ json }))
      const app = await openApp(visitor)
      await saysUnread(app, 'earlier procedures')
      expect(asked.filter((url) => url.includes('fhir-other'))).toEqual([])
    },
    30_000,
  )

  test('never follows a redirect with its token', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    await visitor.context.route(/fhir\/Procedure/, (route) =>
      route.fulfill({ status: 302, headers: { location: `${browser.url}/elsewhere` } }),
    )
    const asked: string[] = []
    visitor.context.on('request', (request) => asked.push(request.url()))
    const app = await openApp(visitor)
    await saysUnread(app, 'earlier procedures')
    expect(asked.filter((url) => url.includes('/elsewhere'))).toEqual([])
  }, 30_000)

  test('shows the resource behind a value, and the values before it', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'long-history')
    const app = await openApp(visitor)
    // One dot a value: a count of every day, and one of each other input.
    expect(await app.locator('.timeline circle').count()).toBe(65)
    // A factor of 1 draws no bar: the lines in the middle stand alone.
    const texts = await app.locator('.contributions g text:last-of-type').allTextContents()
    const flat = texts.filter((text) => text === '= ×1')
    expect(flat.length).toBeGreaterThan(0)
    expect(await app.locator('.contributions rect').count()).toBe(texts.length - flat.length)
    await app.getByRole('button', { name: /Observation\/long-history-d-star/ }).click()
    expect(await app.locator('dialog .json').textContent()).toContain(
      '"resourceType": "Observation"',
    )
  }, 30_000)

  const refusals = [
    { what: 'an expired sign-in', status: 401, words: en.errors.expired },
    { what: 'a lack of permission', status: 403, words: 'The EHR does not permit this' },
  ]
  test.each(refusals)(
    'says in words that the server answers with $what',
    async ({ status, words }) => {
      const visitor = await browser.visit()
      await visitor.page.goto(browser.url)
      await order(visitor.page, 'high-risk')
      await visitor.context.route(/fhir\/(Patient|Condition|Procedure|Observation)/, (route) =>
        route.fulfill({ status, json: { resourceType: 'OperationOutcome' } }),
      )
      const opened = visitor.context.waitForEvent('page')
      await visitor.page.locator('.card a.button').first().click()
      await (await opened).getByText(words).waitFor()
    },
    30_000,
  )

  test('says in words that the server is down', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    await visitor.context.route(/fhir\/(Patient|Condition|Procedure|Observation)/, (route) =>
      route.abort(),
    )
    const opened = visitor.context.waitForEvent('page')
    await visitor.page.locator('.card a.button').first().click()
    await (await opened).getByText('The server does not answer').waitFor()
  }, 30_000)

  test('tells one refused kind of resource from a missing value', async () => {
    const visitor = await browser.visit()
    await visitor.page.goto(browser.url)
    await order(visitor.page, 'high-risk')
    await visitor.context.route(/fhir\/Observation/, (route) =>
      route.fulfill({ status: 403, json: { resourceType: 'OperationOutcome' } }),
    )
    const app = await openApp(visitor)
    const { reasons } = readRepositoryJson(
      'cds-services/models/tace-resistance/text/en/messages.json',
    ) as { readonly reasons: Readonly<Record<string, string>> }
    await app.getByText(reasons['not-permitted']!).first().waitFor()
  }, 30_000)
})
