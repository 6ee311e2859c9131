import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Define } from '../../src/base/terminal/lazy-commands.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { loadRiskModelFile } from '../../src/catalog/load-risk-model.ts'
import { toRiskModel } from '../../src/clinical/models/estimate.ts'
import { define as anchor } from '../../src/evaluation/cohort/commands/anchor.ts'
import { define as fit } from '../../src/evaluation/cohort/commands/fit.ts'
import { define as update } from '../../src/evaluation/cohort/commands/update.ts'
import { define as validate } from '../../src/evaluation/cohort/commands/validate.ts'
import { modelCardMarkdown } from '../../src/evaluation/evidence/model-card.ts'
import { toServiceJson } from '../../src/hook/service-json.ts'
import { cardsOf } from '../support/cards.ts'
import { outcomeRows, outcomeTable } from '../support/outcome-tables.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService } from '../support/service.ts'

let folder: string
const inFolder = (name: string) => join(folder, name)
const inServices = (name: string) => inFolder(`cds-services/models/tace-resistance/${name}`)

/** The one key of a site whose values name neither device nor method. */
const SITE = [
  ['--key', 'not stated'],
  ['--role', 'radiologist'],
  ['--from', '2024-01-01'],
  ['--to', '2025-06-30'],
  ['--signed-off-by', 'A. Synthetic'],
  ['--one-protocol'],
].flat()

const others = (table: string) =>
  [
    ['--validation', inFolder(table)],
    ['--validation-from', '2025-07-01'],
    ['--validation-to', '2026-06-30'],
    ['--second-signed-off-by', 'B. Synthetic'],
    ['--second-role', 'statistician'],
  ].flat()

const outcomes = () => [...SITE, ...['--outcome-definition', inFolder('definition.json')]]

const DEFINITION = {
  name: 'mRECIST progression',
  withinDays: 365,
  definition: 'progression by mRECIST after two sessions',
  followUp: 'each patient for a year',
  competingEvents: 'death and transplantation count as no',
  missingData: 'none',
  firstTreatment: 'yes',
}

/** Synthetic tables of a site in which the model is true, by patients and seed. */
const TABLES = {
  'u60.csv': [60, 1],
  'u260.csv': [260, 12],
  'v250.csv': [250, 112],
  'u600.csv': [600, 5],
} as const

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-'))
  cpSync(repositoryPath('cds-services'), inFolder('cds-services'), { recursive: true })
  writeFileSync(inFolder('definition.json'), JSON.stringify(DEFINITION))
  for (const [name, [patients, seed]] of Object.entries(TABLES))
    writeFileSync(inFolder(name), outcomeTable(outcomeRows({ seed, patients, name })))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function made(command: Define, args: readonly string[], name: string) {
  const { status, stderr } = await runCommand(command, [...args, '--write-model', inFolder(name)])
  expect([stderr, status]).toEqual(['', 0])
  return inFolder(name)
}

type Card = ReturnType<typeof cardsOf>[number]

const PATIENTS = ['high-risk', 'intermediate-risk', 'low-risk']

/** The cards of a service that runs with this model. */
async function cardsWith(model: string, language = 'en'): Promise<readonly Card[]> {
  cpSync(model, inServices('risk-model.json'))
  const service = await startTestService({
    SERVICES_DIR: inFolder('cds-services'),
    CARD_LANGUAGE: language,
  })
  try {
    const answers = await Promise.all(
      PATIENTS.map((patient) =>
        service.http.post(serviceFor('order-sign')).send(prefetched(patient, 'order-sign')),
      ),
    )
    return answers.map((answer) => cardsOf(answer)[0]!)
  } finally {
    await service.stop()
  }
}

const details = (cards: readonly Card[]) => cards.map(({ detail }) => detail)

const offersRiskAssessment = ({ suggestions = [] }: Card) =>
  JSON.stringify(suggestions).includes('"RiskAssessment"')

/** From the first to the last per cent of the range that a card says. */
const widthOf = ({ summary }: Card) => {
  const [, figures = ''] = /\(([^);]*)/.exec(summary) ?? []
  const [figure = 0, low = figure, high = low] = [...figures.matchAll(/\d+/g)].map(Number)
  return high - low
}

describe('a site from its first 60 patients to a calibrated model, with the cards of each step', () => {
  let anchored: string

  test('60 patients without outcomes: adjusted, and not calibrated', async () => {
    const recent = ['--from', '2024-11-20', '--to', '2026-11-19']
    anchored = await made(anchor, [inFolder('u60.csv'), ...SITE, ...recent], 'anchored.json')
    const cards = await cardsWith(anchored)
    for (const detail of details(cards))
      expect(detail).toMatch(/Adjusted to 60 patients of this hospital, without outcomes/)
    for (const detail of details(cards))
      expect(detail).toMatch(/As published alone: .*%.*\(.* to .*\)\./)
    expect(cards.some(offersRiskAssessment)).toBe(false)
  })

  test('their 60 outcomes: updated, with n, events, horizon, period and expiry; not checked', async () => {
    const args = [inFolder('u60.csv'), '--model', anchored, ...outcomes()]
    const updated = await made(update, args, 'updated.json')
    const { site, calibration } = loadRiskModelFile(updated)
    expect(calibration).toBe('outcome-updated')
    expect(site!.anchor).toEqual(loadRiskModelFile(anchored).site!.anchor)
    const cards = await cardsWith(updated)
    const { events } = site!.update!
    for (const detail of details(cards)) {
      expect(detail).toMatch(`outcomes of 60 patients here (${String(events)} resistant)`)
      expect(detail).toMatch(/without a valid check on others/)
      expect(detail).not.toMatch(/As published alone/)
      expect(detail).toMatch(
        /2024-01-01 to 2025-06-30.*“mRECIST progression” within 365 days; valid to 2028-11-20/s,
      )
    }
    expect(cards.some(offersRiskAssessment)).toBe(false)
  })

  test('260 outcomes, checked on 250 others: calibrated, and only now a RiskAssessment', async () => {
    const args = [inFolder('u260.csv'), ...outcomes(), ...others('v250.csv')]
    const calibrated = await made(update, args, 'calibrated.json')
    const { site } = loadRiskModelFile(calibrated)
    expect(site!.update!.expectedEvents).toBeCloseTo(site!.update!.events, 4)
    const cards = await cardsWith(calibrated)
    for (const detail of details(cards)) {
      expect(detail).toMatch(/Calibrated on 260 patients here \(104 resistant\)/)
      expect(detail).toMatch(/checked on 250 others.*observed\/expected 1\.03/s)
      expect(detail).toMatch(/Few for such a check/)
      expect(detail).toMatch(/2024-01-01 to 2026-06-30, “mRECIST progression” within 365 days/)
      expect(detail).toMatch(/194/)
    }
    expect(cards.some(offersRiskAssessment)).toBe(true)
    const zh = details(await cardsWith(calibrated, 'zh-CN'))
    for (const detail of zh) expect(detail).toMatch(/校准：本院 260 例（104 例抵抗）.*250 例/s)
  })

  test('who was not followed to the horizon is left out of an update, and told', async () => {
    const rows = outcomeRows({ seed: 1, patients: 60, name: 'short' })
    const short = rows.map((row, i) =>
      row.outcome === 0 && i % 8 === 0 ? { ...row, followUpDays: 90 } : row,
    )
    const few = short.filter(({ followUpDays, outcome }) => outcome === 0 && followUpDays < 365)
    writeFileSync(inFolder('short.csv'), outcomeTable(short))
    const args = [inFolder('short.csv'), '--model', anchored, ...outcomes()]
    const written = ['--write-model', inFolder('short.json')]
    const { stdout } = await runCommand(update, [...args, ...written])
    expect(stdout).toContain(
      `short.csv: outcome neither yes nor no: follow-up-too-short ${String(few.length)}`,
    )
    expect(loadRiskModelFile(inFolder('short.json')).site!.update!.patients).toBe(60 - few.length)
  })

  test('an update in which a tenth and more were not followed is not calibrated', async () => {
    const rows = outcomeRows({ seed: 12, patients: 260, name: 'u260.csv' })
    const lost = rows.map((row, i) =>
      row.outcome === 0 && i % 5 === 0 ? { ...row, followUpDays: 90 } : row,
    )
    writeFileSync(inFolder('lost.csv'), outcomeTable(lost))
    const args = [inFolder('lost.csv'), ...outcomes(), ...others('v250.csv')]
    const written = ['--write-model', inFolder('lost.json')]
    const { status, stderr } = await runCommand(update, [...args, ...written])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/79 % of those not known to have/)])
    expect(existsSync(inFolder('lost.json'))).toBe(false)
  })

  test('a calibration that a second person does not sign by name is refused', async () => {
    const args = [inFolder('u260.csv'), ...outcomes(), ...others('v250.csv')]
    const unsigned = ['--second-signed-off-by', ' ', '--write-model', inFolder('unsigned.json')]
    const { status, stderr } = await runCommand(update, [...args, ...unsigned])
    expect([status, stderr]).toEqual([1, expect.stringMatching(/signed by two/)])
    expect(existsSync(inFolder('unsigned.json'))).toBe(false)
  })

  test('without other patients each year is left out in turn, and the file says how it did', async () => {
    const args = [
      ...[inFolder('u600.csv'), ...outcomes(), '--leave-out', 'year'],
      ...['--second-signed-off-by', 'B. Synthetic', '--second-role', 'statistician'],
    ]
    const { site, calibration } = loadRiskModelFile(await made(update, args, 'by-years.json'))
    const { how, parts } = site!.validation!
    expect([calibration, how]).toEqual(['outcome-calibrated', 'internal-external'])
    expect(parts!.map(({ name, patients }) => [name, patients])).toEqual([
      ['2024', 200],
      ['2025', 200],
      ['2026', 200],
    ])
    const { events } = site!.update!
    const told = `Calibrated on 600 patients here (${String(events)} resistant), checked part by part`
    for (const detail of details(await cardsWith(inFolder('by-years.json'))))
      expect(detail).toContain(told)
    const file = readFileSync(inFolder('by-years.json'), 'utf8')
    writeFileSync(
      inFolder('less.json'),
      file.replace(
        '"name": "2024",\n          "patients": 200',
        '"name": "2024",\n          "patients": 199',
      ),
    )
    expect(() => loadRiskModelFile(inFolder('less.json'))).toThrow(/not all the patients/)
  })

  test('cohort validate judges the risks that cards say, on the device and method that it is told', async () => {
    const args = [inFolder('v250.csv'), '--model', inFolder('calibrated.json')]
    const unkeyed = await runCommand(validate, args)
    expect([unkeyed.status, unkeyed.stderr]).toEqual([1, expect.stringMatching(/--key/)])
    const keyed = await runCommand(validate, [...args, '--key', 'not stated'])
    const { site } = loadRiskModelFile(inFolder('calibrated.json'))
    const ratio = site!.validation!.observedToExpected.value.toFixed(3)
    expect(keyed.stdout).toMatch(`observed : expected ${ratio}`)
  })

  test('the digests of patients stay in the file: no browser gets them', () => {
    const { site, ...rest } = loadRiskModelFile(inFolder('calibrated.json'))
    const model = toRiskModel({ ...rest, site })
    const [service] = loadCatalog({
      folder: repositoryPath('cds-services'),
      language: 'en',
    }).definitions
    const sent = JSON.stringify(toServiceJson({ ...service!, model }))
    expect(sent).toContain(site!.update!.evidence)
    for (const patient of site!.update!.patientHashes) expect(sent).not.toContain(patient)
  })

  test('a value of a scanner that is not covered: a wider range, with its reason', async () => {
    const file = readFileSync(inFolder('calibrated.json'), 'utf8')
    writeFileSync(inFolder('moved.json'), file.replaceAll('"not stated"', '"another scanner"'))
    const own = await cardsWith(inFolder('calibrated.json'))
    const strange = await cardsWith(inFolder('moved.json'))
    for (const detail of details(strange))
      expect(detail).toMatch(/not measured by a scanner and method that were compared here/)
    const sum = (cards: readonly Card[]) => cards.reduce((all, card) => all + widthOf(card), 0)
    expect(sum(strange)).toBeGreaterThan(sum(own))
  })

  test('a model fitted here says so, and no longer names the study', async () => {
    const fitted = await made(
      fit,
      [inFolder('u260.csv'), ...outcomes(), '--bootstrap', '20', '--force', PREDICTORS],
      'fitted.json',
    )
    const cards = await cardsWith(fitted)
    for (const card of cards) {
      expect(card.detail).toMatch(/Fitted here on 260 patients \(104 resistant\)/)
      expect(JSON.stringify(card)).not.toMatch(/He M|He et al|194 patients/)
    }
    const catalog = loadCatalog({ folder: inFolder('cds-services'), language: 'en' })
    const described = catalog.services.map(({ entry }) => entry.description)
    for (const description of described.filter((text) => text.includes('TACE resistance')))
      expect(description).toContain('a model that was fitted on 260 patients of this hospital')
    expect(described.join()).not.toMatch(/He et al|\{model\}/)
    const [modelFile] = catalog.modelFiles
    const modelCard = modelCardMarkdown(modelFile!)
    expect(modelCard).toContain('**Fitted here** on 260 patients of this hospital (104 resistant)')
    expect(modelCard).not.toMatch(/intercept is not published|of the published odds ratios/)
    const { facts } = modelFile!.definition.factSheet
    expect(facts.filter(({ section, kind }) => [section, kind].includes('study'))).toEqual([])
    expect(facts.map(({ section }) => section)).toEqual(
      expect.arrayContaining(['options', 'limits']),
    )
    for (const detail of details(await cardsWith(fitted, 'zh-CN')))
      expect(detail).not.toMatch(/He M|194 例/)
  })
})

const PREDICTORS = 'cnlcStageIIIa,nlr,capsuleIncomplete,dStar,adc'
