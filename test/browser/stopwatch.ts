/**
 * How long it takes from a card without imaging values to a complete one: `npm run stopwatch`. Ten
 * synthetic patients have a dictated report, a blood count, and the measurements of an MRI in a
 * DICOM SR or a table; nothing else is coded. Clicks and typed fields are a person's; the seconds
 * are those of service, pages and a script that neither reads nor thinks.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { isJsonObject, objects } from '../../src/base/json.ts'
import { en } from '../../src/pages/language/en.ts'
import {
  PATIENTS,
  type PatientNumber,
  recordOf,
  sendMeasurements,
  type StopwatchPatient,
} from './stopwatch-patients.ts'
import { openApp, order, type ServiceInBrowser, startBrowser, type Visitor } from './support.ts'

const NOT_COMPUTED = /not computed/
const EXAMINED = '2026-11-17'

/** What a person's hand does. */
class Hand {
  clicks = 0
  fields = 0

  async click(place: Locator): Promise<void> {
    await place.click()
    this.clicks += 1
  }

  /** Opens a list and picks from it. */
  async pick(list: Locator, option: { readonly label: string } | { readonly index: number }) {
    await list.selectOption(option)
    this.clicks += 2
  }

  async type(field: Locator, text: string): Promise<void> {
    await field.fill(text)
    this.fields += 1
  }
}

async function askFhir(url: string, method = 'GET', body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/fhir+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${url}: ${String(answer.status)}`)
  const text = await answer.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** Puts the record of a patient in the place of that of the fixtures, and tells its number. */
async function record(fhir: string, patient: StopwatchPatient): Promise<PatientNumber> {
  const { id } = patient
  const found = await askFhir(`${fhir}/Observation?patient=${id}&_count=400`)
  for (const { resource } of objects(isJsonObject(found) ? found['entry'] : []))
    if (isJsonObject(resource))
      await askFhir(`${fhir}/Observation/${String(resource['id'])}`, 'DELETE')
  for (const one of recordOf(patient))
    await askFhir(`${fhir}/${String(one['resourceType'])}/${one.id}`, 'PUT', one)
  const known = await askFhir(`${fhir}/Patient/${id}`)
  const [number] = objects(isJsonObject(known) ? known['identifier'] : [])
  return { system: String(number?.['system']), value: String(number?.['value']) }
}

/** What the report says, in the form of the app. */
async function enter(app: Page, patient: StopwatchPatient, hand: Hand): Promise<void> {
  const { entry, common } = en
  await hand.click(app.getByRole('button', { name: entry.open }))
  const form = app.locator('.entry')
  await hand.click(form.locator('input[name=entry-study]').first())
  await hand.pick(form.locator('.group select'), { index: 1 })
  const capsule = form.locator('input[name=entry-capsuleIncomplete]')
  await hand.click(capsule.nth(patient.isCapsuleComplete ? 0 : 1))
  await hand.type(form.getByLabel('Date of the examination', { exact: true }), EXAMINED)
  await hand.pick(form.locator('select[aria-label="CNLC stage"]'), { label: patient.stage })
  await hand.click(form.getByRole('button', { name: entry.preview }))
  await form.locator('.sentences li').nth(1).waitFor()
  await hand.click(form.getByRole('button', { name: entry.save }))
  await form.locator('.done').waitFor()
  await hand.click(form.getByRole('button', { name: common.close }))
}

interface Timed {
  readonly id: string
  readonly file: string
  readonly command: number
  readonly all: number
  readonly clicks: number
  readonly fields: number
  readonly card: string
}

const secondsSince = (start: number) => (performance.now() - start) / 1_000

async function timePatient(
  visitor: Visitor,
  patient: StopwatchPatient,
  send: () => Promise<void>,
): Promise<Timed> {
  const { id, file } = patient
  const { page, errors } = visitor
  const headings = page.locator('.card h3')
  await order(page, id)
  await headings
    .filter({ hasText: /not computed, 1 of 5/ })
    .first()
    .waitFor()

  const hand = new Hand()
  const start = performance.now()
  await send()
  const command = secondsSince(start)
  const app = await openApp(visitor)
  hand.clicks += 1
  await enter(app, patient, hand)
  await hand.click(page.getByRole('button', { name: en.ehr.sign }))
  const complete = headings.filter({ hasNotText: NOT_COMPUTED }).first()
  await complete.waitFor()
  const all = secondsSince(start)
  if (errors.length > 0) throw new Error(`${id}: ${errors.join('; ')}`)
  const { clicks, fields } = hand
  return { id, file, command, all, clicks, fields, card: (await complete.textContent()) ?? '' }
}

async function timeAll({ url, visit }: ServiceInBrowser, folder: string) {
  const fhir = `${url}/sandbox/fhir`
  const timed: Timed[] = []
  for (const patient of PATIENTS) {
    const number = await record(fhir, patient)
    const visitor = await visit()
    await visitor.page.goto(url)
    const send = () => sendMeasurements(patient, number, { folder, fhir })
    timed.push(await timePatient(visitor, patient, send))
    await visitor.context.close()
  }
  return timed
}

/** A Markdown table, and the median and the most of its figures. */
function toText(timed: readonly Timed[]): string {
  const rows = timed.map(({ id, file, command, all, clicks, fields, card }) =>
    [id, file, command.toFixed(2), all.toFixed(2), clicks, fields, card].join(' | '),
  )
  const told = (name: string, of: (one: Timed) => number, digits: number) => {
    const sorted = timed.map(of).toSorted((a, b) => a - b)
    const [median = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
    return `${name}: ${median.toFixed(digits)}, at most ${most.toFixed(digits)}`
  }
  return [
    'patient | measurements from | command s | to the complete card s | clicks | fields | card',
    '--- | --- | --- | --- | --- | --- | ---',
    ...rows,
    told('seconds', ({ all }) => all, 2),
    told('clicks', ({ clicks }) => clicks, 0),
    told('fields', ({ fields }) => fields, 0),
    '',
  ].join('\n')
}

const browser = await startBrowser({ REPORT_SENTENCES: 'on' })
const folder = mkdtempSync(join(tmpdir(), 'stopwatch-'))
try {
  process.stdout.write(toText(await timeAll(browser, folder)))
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
