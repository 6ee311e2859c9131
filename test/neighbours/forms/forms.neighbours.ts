import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { JsonObject } from '../../../src/base/json.ts'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { toEntryForm } from '../../../src/hook/entry/entry-form.ts'
import { toObservations } from '../../../src/hook/entry/to-observations.ts'
import { readForm } from '../../../src/pages/smart/entry/answers.ts'
import { toResponse } from '../../../src/pages/smart/entry/save-entry.ts'
import { type ServiceInBrowser, startBrowser } from '../../browser/support.ts'
import { cardsOf } from '../../support/cards.ts'
import { questions } from '../../support/entry.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { startTestService } from '../../support/service.ts'
import { comparable, send } from '../support/calls.ts'
import { write } from '../support/fhir.ts'
import { ANSWERS } from './answers.ts'
import { servePages } from './pages.ts'
import { answer, EXTRACTOR, RENDERERS } from './renderers.ts'

const PATIENT = 'high-risk'
const USER = 'Practitioner/example'

let browser: ServiceInBrowser
let pages: Awaited<ReturnType<typeof servePages>>
let questionnaire: JsonObject

beforeAll(async () => {
  browser = await startBrowser()
  const fhir = `${browser.url}/sandbox/fhir`
  const served = await fetch(`${fhir}/Questionnaire/tace-resistance-inputs`)
  const text = await served.text()
  questionnaire = JSON.parse(text) as JsonObject
  pages = await servePages(text, fhir)
}, 600_000)
afterAll(async () => {
  pages.close()
  await browser.close()
})

/** Only bounds a hang. */
const PATIENCE_MS = 120_000

async function open(path: string): Promise<Page> {
  const { page } = await browser.visit({ hasOwnTime: true })
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(`${pages.url}${path}`)
  await page.waitForFunction('typeof window.response === "function"')
  await page.locator('input').first().waitFor()
  return page
}

/** Who fills a form in, and of whom, is known to what shows it. */
const asHost = (response: JsonObject): FhirResource => ({
  ...response,
  resourceType: 'QuestionnaireResponse',
  id: 'form-1',
  status: 'completed',
  subject: { reference: `Patient/${PATIENT}` },
  author: { reference: USER },
})

async function extractedFrom(response: FhirResource): Promise<readonly FhirResource[]> {
  const page = await open(EXTRACTOR)
  const { extractResult } = await page.evaluate<{
    readonly extractResult: {
      readonly extractedBundle: { readonly entry: readonly { readonly resource: FhirResource }[] }
    }
  }>(`window.extract(${JSON.stringify(response)})`)
  return extractResult.extractedBundle.entry.map(({ resource }) => resource)
}

/** The form as the app has it, with the same answers. */
function inApp() {
  const form = toEntryForm(browser.service.catalog.definitions[0]!)
  const asked = new Map(questions(questionnaire['item']).map((item) => [item['linkId'], item]))
  const typed = Object.fromEntries(
    ANSWERS.map(({ linkId, text }) => {
      const options = (asked.get(linkId)?.['answerOption'] ?? []) as readonly {
        readonly valueCoding: { readonly display: string }
      }[]
      const option = options.findIndex(({ valueCoding }) => valueCoding.display === text)
      return [linkId, option < 0 ? { text } : { option }]
    }),
  )
  const { items, problems } = readForm(questionnaire, typed)
  expect(problems).toEqual({})
  const response = asHost(
    toResponse(form, questionnaire, items, { patientId: PATIENT, user: USER }),
  )
  return { response, observations: toObservations(form, response) }
}

/** The card of a patient of whom nothing is coded but what was entered. */
async function cardWith(response: FhirResource, observations: readonly FhirResource[]) {
  const service = await startTestService()
  const fhir = `${service.publicUrl}/sandbox/fhir`
  try {
    const { entry } = readRepositoryJson(`fixtures/patients/${PATIENT}/bundle.json`) as {
      readonly entry: readonly { readonly resource: FhirResource }[]
    }
    for (const { resource } of entry)
      if (resource.resourceType === 'Observation')
        await write(fhir, 'Observation', { ...resource, status: 'entered-in-error' })
    const ask = async () => {
      const call = { service: 'tace-resistance-order-sign', hook: 'order-sign', language: 'en' }
      return send(service, { ...call, patient: PATIENT }, fhir)
    }
    const [before] = cardsOf(await ask())
    await write(fhir, 'QuestionnaireResponse', response)
    for (const observation of observations) await write(fhir, 'Observation', observation)
    const after = await ask()
    const [card] = cardsOf(after)
    return { before, card, whole: comparable(after, service.publicUrl) }
  } finally {
    await service.stop()
  }
}

describe('the form of inputs in renderers that others wrote', () => {
  test.each(RENDERERS.map((renderer) => [renderer.name, renderer] as const))(
    '%s shows it unchanged, and what it gives has the card of what the app gives',
    async (_name, renderer) => {
      const page = await open(renderer.path)
      // Nothing is chosen, and no value is asked for before its date.
      expect(await page.locator('input:checked').count()).toBe(0)
      expect(await page.locator('input[type=radio]').count()).toBe(0)
      const answeredBefore: string[] = []
      for (const filled of ANSWERS)
        if (await answer(page, renderer, filled)) answeredBefore.push(filled.linkId)
      expect(answeredBefore).toEqual([])

      const response = asHost(await page.evaluate<JsonObject>('window.response()'))
      const [theirs, own] = [await extractedFrom(response), inApp()]
      expect(theirs).toHaveLength(own.observations.length)
      const [shown, known] = [
        await cardWith(response, theirs),
        await cardWith(own.response, own.observations),
      ]
      expect(known.before?.summary).toContain('To complete')
      expect(known.card?.summary).not.toContain('To complete')
      expect(shown.whole).toEqual(known.whole)
    },
    600_000,
  )
})
