import type { Page } from 'playwright-core'
import type { Filled } from './answers.ts'

/** A renderer of forms: its page, and how a person answers a question in it. */
interface Renderer {
  readonly name: string
  readonly path: string
  readonly answer: Readonly<Record<Filled['by'], (page: Page, filled: Filled) => Promise<void>>>
}

const SMART_FORMS: Renderer = {
  name: 'Smart Forms',
  path: '/smart-forms/',
  answer: {
    date: async (page, { linkId, text }) => {
      const field = page.locator(`[id="date-${linkId}"]`)
      await field.fill(text.split('-').toReversed().join('/'))
      await field.press('Tab')
    },
    number: (page, { linkId, text }) =>
      page.locator(`[data-linkid="${linkId}"] input`).first().fill(text),
    radio: (page, { linkId, text }) =>
      page
        .locator(`[data-linkid="${linkId}"]`)
        .getByRole('radio', { name: text, exact: true })
        .check(),
    list: async (page, { linkId, text }) => {
      await page.locator(`[id="choice-${linkId}"]`).click()
      await page.getByRole('option', { name: text, exact: true }).click()
    },
  },
}

/** LHC-Forms gives a field its link id and its place among its kind on each level. */
const lhcField = (page: Page, linkId: string) => page.locator(`[id^="${linkId}/1"]`)

async function typeIn(field: ReturnType<Page['locator']>, text: string): Promise<void> {
  await field.fill(text)
  await field.press('Enter')
  await field.press('Tab')
}

const LHC_FORMS: Renderer = {
  name: 'LHC-Forms',
  path: '/lhc-forms/',
  answer: {
    date: (page, { linkId, text }) => {
      const [year, month, day] = text.split('-')
      return typeIn(lhcField(page, linkId).locator('input'), [month, day, year].join('/'))
    },
    number: (page, { linkId, text }) => typeIn(lhcField(page, linkId), text),
    // The button itself is drawn beside its field, and is not what a person clicks.
    radio: (page, { linkId, text }) =>
      page
        .locator(`label:has(input[name^="radiogroup_${linkId}/1"])`)
        .filter({ has: page.getByText(text, { exact: true }) })
        .click(),
    list: async (page, { linkId, text }) => {
      await lhcField(page, linkId).click()
      await page.keyboard.type(text)
      await page.locator('#completionOptions li').getByText(text, { exact: true }).click()
      await page.keyboard.press('Tab')
    },
  },
}

export const RENDERERS = [SMART_FORMS, LHC_FORMS]

/** The page of the renderer that extracts by templates. */
export const EXTRACTOR = SMART_FORMS.path

const isAnswered = (linkId: string) =>
  `JSON.stringify(window.response()).includes(${JSON.stringify(`"linkId":"${linkId}"`)})`

/** Answers a question, which nothing has answered before, and waits until it is answered. */
export async function answer(page: Page, renderer: Renderer, filled: Filled): Promise<boolean> {
  const wasAnswered = await page.evaluate<boolean>(isAnswered(filled.linkId))
  await renderer.answer[filled.by](page, filled)
  await page.waitForFunction(isAnswered(filled.linkId))
  return wasAnswered
}
