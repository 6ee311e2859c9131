import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { generatedFiles } from '../../src/evaluation/evidence/generated-files.ts'
import { type Fence, fencesOf, fillJson, fillMarkdown } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched } from '../support/requests.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

let folder: string
let service: TestService | undefined
const said: { readonly line: string; readonly status: number | null; readonly text: string }[] = []

const NOMINAL_DATE = repositoryPath('test/support/nominal-date.ts')

/** Runs a command of the document as its reader does, on the fixtures' nominal day. */
function run(line: string): number | null {
  // Words in quotation marks are one.
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
  expect(words.slice(0, 2)).toEqual(['npx', 'tace-cds'])
  const node = ['--disable-warning=ExperimentalWarning', '--import', NOMINAL_DATE]
  const program = [...node, 'src/tace-cds.ts', ...words.slice(2)]
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    cwd: repositoryPath(''),
    env: { ...process.env, SERVICES_DIR: folder },
    encoding: 'utf8',
  })
  said.push({ line, status, text: `${stdout}${stderr}` })
  return status
}

/** Does what a block of the document says. */
function follow({ words, text }: Fence): void {
  const [kind, verb, file = ''] = words
  const path = join(folder, file)
  if (kind === 'sh')
    for (const line of text.trim().split('\n')) expect(run(line)).toBe(verb === 'fails' ? 1 : 0)
  else if (verb === 'file') writeFileSync(path, text)
  else if (verb === 'fill') {
    const fill = file.endsWith('.json') ? fillJson : fillMarkdown
    writeFileSync(path, fill(readFileSync(path, 'utf8'), text))
  } else expect(['console', 'text']).toContain(kind)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'services-'))
  cpSync(repositoryPath('cds-services'), folder, { recursive: true })
  for (const fence of fencesOf('docs/adding-a-model.md')) follow(fence)
  service = await startTestService({ SERVICES_DIR: folder })
})
afterAll(async () => {
  await service?.stop()
  rmSync(folder, { recursive: true })
})

const laboratory = (code: string, value: number, unit: string) => ({
  resource: {
    resourceType: 'Observation',
    id: `lab-${code}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { reference: 'Patient/high-risk' },
    effectiveDateTime: '2026-11-18T08:00:00Z',
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
  },
})

const LABS = {
  resourceType: 'Bundle',
  type: 'searchset',
  entry: [
    laboratory('777-3', 120, '10*9/L'),
    laboratory('1920-8', 80, 'U/L'),
    laboratory('1742-6', 60, 'U/L'),
    laboratory('6301-6', 1.2, '1'),
  ],
}

/** The card of the new service for a TACE order of a patient with these laboratory values. */
async function cardFor(labs: unknown, language = 'en') {
  const { prefetch, ...body } = prefetched('high-risk', 'order-select')
  const { patient, diagnoses, procedures } = prefetch!
  const response = await service!.http
    .post('/cds-services/lok-index-order-select')
    .set('accept-language', language)
    .send({ ...body, prefetch: { patient, diagnoses, procedures, labs } })
    .expect(200)
  return cardsOf(response)
}

describe('docs/adding-a-model.md, followed word by word', () => {
  test('the new folder is full of places to fill in, each told with file and JSON path', () => {
    const first = said.find(({ status }) => status === 1)
    expect(first?.text).toMatch(/^\d{2,3} mistakes in \d+ files/)
    expect(first?.text).toContain('$.intercept.value')
    expect(first?.text).toContain('lok-index/text/zh-CN/estimate.md')
  })

  test('in the end there is no mistake', () => {
    expect(said.at(-1)).toMatchObject({ status: 0 })
    expect(said.at(-1)?.text).toContain('no mistake')
  })

  test('discovery of a running service lists the model, with searches for its codes', async () => {
    const { services } = (await service!.http.get('/cds-services').expect(200)).body as {
      services: { id: string; prefetch: Record<string, string> }[]
    }
    const ids = services.map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining([
        'lok-index-order-select',
        'lok-index-order-sign',
        'tace-resistance-order-select',
      ]),
    )
    const entry = services.find(({ id }) => id === 'lok-index-order-select')
    for (const code of ['777-3', '1920-8', '1742-6', '6301-6'])
      expect(entry?.prefetch['labs']).toContain(encodeURIComponent(`http://loinc.org|${code}`))
  })

  test('a request gives its card: the risk that the formula gives by hand', async () => {
    // -5.56 - 0.0089 * 120 + 1.26 * 80 / 60 + 5.27 * 1.2 = 1.376, and 1 / (1 + exp(-1.376)) = 0.798
    const cards = await cardFor(LABS)
    expect(cards).toHaveLength(1)
    expect(cards[0]?.summary).toBe(
      'Lok index 80\u00a0% (high), not calibrated here. One input of several; decide as usual.',
    )
    expect(cards[0]?.detail).toContain('AST/ALT ratio')
    expect(cards[0]?.detail).not.toMatch(/TODO|%[A-Z_]+%/)
  })

  test('the same card in Chinese', async () => {
    const [card] = await cardFor(LABS, 'zh-CN')
    expect(card?.summary).toContain('Lok 指数 80%（高）')
    expect(card?.detail).toContain('血小板')
  })

  test('a missing value is named, with bounds in place of a risk', async () => {
    const [card] = await cardFor({ ...LABS, entry: LABS.entry.slice(1) })
    expect(card?.summary).toContain('2 of 3 inputs usable')
    expect(card?.detail).toContain('Platelets')
    expect(card?.detail).not.toMatch(/NaN|undefined/)
  })

  test('its model card is served', async () => {
    const response = await service!.http.get('/cds-services/lok-index/model-card').expect(200)
    expect(response.text).toContain('not published')
    expect(response.text).not.toMatch(/TODO|NaN/)
  })

  test('the other service answers as before', async () => {
    const response = await service!.http
      .post('/cds-services/tace-resistance-order-select')
      .send(prefetched('high-risk', 'order-select'))
      .expect(200)
    expect(cardsOf(response)[0]?.summary).toContain('TACE resistance')
  })

  test('the evidence of a model that publishes no odds ratios is its card alone', async () => {
    const { modelFiles: dossiers } = loadCatalog({ folder, language: 'en' })
    const added = dossiers.filter(({ definition }) => definition.id === 'lok-index')
    expect(Object.keys(await generatedFiles(added))).toEqual([
      'docs/evidence/README.md',
      'cds-services/models/lok-index/README.md',
    ])
  })

  test('a name that is taken, or no name, is refused in words', () => {
    expect(
      run('npx tace-cds new-model lok-index --title "x" --title-zh "x" --predictor a:quantity:1'),
    ).toBe(1)
    expect(said.at(-1)?.text).toContain('already there')
    expect(
      run('npx tace-cds new-model other --title "x" --title-zh "x" --predictor a:number:1'),
    ).toBe(1)
    expect(said.at(-1)?.text).toContain('quantity, ratio or finding')
  })
})
