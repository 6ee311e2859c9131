import { repositoryPath } from '../support/paths.ts'
import { openApp, startBrowser, order, type ServiceInBrowser, type Visit } from './support.ts'

/** A picture of the documentation: who comes, for which patient, and what is taken. */
interface Picture {
  readonly file: string
  readonly visit: Visit
  readonly patient: string
  readonly of: 'ehr' | 'card' | 'app' | 'scores'
}

const PICTURES: readonly Picture[] = [
  { file: 'card', visit: { width: 1280 }, patient: 'high-risk', of: 'card' },
  { file: 'mock-ehr', visit: { width: 1280, height: 1000 }, patient: 'high-risk', of: 'ehr' },
  { file: 'app', visit: { width: 1280, height: 1400 }, patient: 'high-risk', of: 'app' },
  {
    file: 'app-missing',
    visit: { width: 1280, height: 1000 },
    patient: 'missing-d-star',
    of: 'app',
  },
  {
    file: 'app-zh-CN',
    visit: { width: 1280, height: 1400, locale: 'zh-CN' },
    patient: 'high-risk',
    of: 'app',
  },
  { file: 'app-scores', visit: { width: 1280 }, patient: 'liver-values', of: 'scores' },
  { file: 'app-narrow', visit: { width: 320, height: 900 }, patient: 'high-risk', of: 'app' },
]

async function take(
  browser: ServiceInBrowser,
  { file, visit, patient, of }: Picture,
): Promise<void> {
  const visitor = await browser.visit(visit)
  const { page, context } = visitor
  await page.goto(browser.url)
  await order(page, patient)
  const card = page.locator('.card').first()
  await card.waitFor()
  const path = repositoryPath(`docs/images/${file}.png`)
  if (of === 'card') await card.screenshot({ path })
  else if (of === 'ehr') {
    // The timeline of the chart is loaded last.
    await page.locator('.usable').waitFor()
    await page.screenshot({ path })
  } else {
    const app = await openApp(visitor)
    if (patient === 'missing-d-star') await app.locator('.what-if input[type=checkbox]').check()
    if (of === 'scores') {
      await app.locator('.scores button').click()
      await app.locator('.scores ul').waitFor()
      await app.locator('.scores').screenshot({ path })
    } else await app.screenshot({ path })
  }
  await context.close()
}

const browser = await startBrowser()
try {
  for (const picture of PICTURES) await take(browser, picture)
} finally {
  await browser.close()
}
