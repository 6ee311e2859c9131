import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { isJsonObject } from '../../src/base/json.ts'
import type { Define } from '../../src/base/terminal/lazy-commands.ts'
import { type BoardRecord, isBoardRecord } from '../../src/records/guidance-record.ts'
import { define as defineExplain } from '../../src/evaluation/monitoring/commands/explain.ts'
import { define as definePreview } from '../../src/evaluation/preview/commands/preview.ts'
import { define as defineReport } from '../../src/evaluation/monitoring/commands/report.ts'
import type { BoardReport } from '../../src/evaluation/monitoring/board-report.ts'
import type { MonitoringReport } from '../../src/evaluation/monitoring/service-report.ts'
import { exportRecords } from '../../src/records/store/export.ts'
import type { OpenRecords } from '../../src/records/store/open-records.ts'
import { toAuditEvent, toRiskAssessment } from '../../src/records/store/to-fhir.ts'
import { type Asked, askBoard, earlierTace, marker, recordWith } from '../support/board.ts'
import { observation, on, ucum } from '../support/readings.ts'
import { listOf } from '../support/records.ts'
import type { HookBody } from '../support/requests.ts'
import { runCommand } from '../support/run-command.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { cardsOf } from '../support/cards.ts'

const folder = mkdtempSync(join(tmpdir(), 'board-records-'))
const site = join(folder, 'site.json')
const clients = join(folder, 'clients.json')
const PATIENT = 'zq-patient-4711'
const ORDER = 'zq-order-0815'

/** A service with its records in a file of its own, and the settings by which commands find them. */
interface KeepingService extends TestService {
  readonly settings: Readonly<Record<string, string>>
}

async function startKeeping(
  environment: Readonly<Record<string, string>> = {},
): Promise<KeepingService> {
  const file = join(mkdtempSync(join(folder, 'data-')), 'records.sqlite')
  const settings = { SITE_FILE: site, RECORDS_FILE: file }
  return { ...(await startTestService({ ...settings, ...environment })), settings }
}

let service: KeepingService
beforeAll(async () => {
  writeFileSync(site, JSON.stringify({ hooks: ['order-select', 'order-sign', 'patient-view'] }))
  service = await startKeeping()
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

/** The request of a patient and an order whose ids are found wherever they are. */
function requestOf(asked: Asked, hook = 'order-select'): HookBody {
  const text = JSON.stringify(askBoard(asked, hook))
    .replaceAll('Patient/board', `Patient/${PATIENT}`)
    .replaceAll('"patientId":"board"', `"patientId":"${PATIENT}"`)
    .replaceAll('"id":"board"', `"id":"${PATIENT}"`)
    .replaceAll('ServiceRequest/tace', `ServiceRequest/${ORDER}`)
    .replaceAll('"id":"tace"', `"id":"${ORDER}"`)
  return JSON.parse(text) as HookBody
}

/** Another service, for as long as it is needed. */
async function withService(
  environment: Readonly<Record<string, string>>,
  during: (own: KeepingService) => Promise<void>,
): Promise<void> {
  const own = await startKeeping(environment)
  try {
    await during(own)
  } finally {
    await own.stop()
  }
}

/** Settings of whoever calls without a token, as the registry has them. */
function registryOf(anonymous: object): Readonly<Record<string, string>> {
  writeFileSync(clients, JSON.stringify({ clients: [], anonymous }))
  return { CLIENTS_FILE: clients }
}

const urlOf = (hook: string) => `/cds-services/pre-tace-board-${hook}`

async function recordsOf({ records }: TestService): Promise<readonly BoardRecord[]> {
  return (await listOf(records!.records({}))).filter(isBoardRecord)
}

/** The one record that a call leaves. */
async function recordOf(asked: Asked = {}, hook = 'order-select', on = service) {
  const before = new Set((await recordsOf(on)).map(({ id }) => id))
  const answer = await on.http.post(urlOf(hook)).send(requestOf(asked, hook)).expect(200)
  const made = (await recordsOf(on)).filter(({ id }) => !before.has(id))
  expect(made).toHaveLength(1)
  return { record: made[0]!, cards: cardsOf(answer) }
}

const scoreOf = ({ scores }: BoardRecord, id: string) => scores.find((score) => score.id === id)

const explain = (id: string, ...more: readonly string[]) =>
  runCommand(defineExplain, [id, ...more], service.settings)

const BEFORE = on('2026-09-30T08:00:00Z')
/** A second TACE, with the values from before the first. */
const REPEAT: Asked = {
  procedures: [earlierTace('2026-10-01T09:00:00Z')],
  observations: [
    ...recordWith({
      ast: marker('ast', ucum(56, 'U/L')),
      albumin: observation('albumin', ucum(33, 'g/L')),
      response: marker('response', { valueCodeableConcept: { text: 'PR' } }),
    }),
    marker('ast', ucum(40, 'U/L'), BEFORE),
    observation('bilirubin', ucum(20, 'umol/L'), BEFORE),
    observation('albumin', ucum(40, 'g/L'), BEFORE),
    observation('inr', ucum(1.1, '1'), BEFORE),
    observation('ascites', { valueBoolean: false }, BEFORE),
    observation('encephalopathy', { valueBoolean: false }, BEFORE),
  ],
}

const afpLimit = marker('afp', {
  valueQuantity: {
    value: 300,
    comparator: '>',
    unit: 'ng/mL',
    code: 'ng/mL',
    system: 'http://unitsofmeasure.org',
  },
})

/** Patients in whom scores are computed, excluded, lacking and without an answer. */
const PATIENTS: Readonly<Record<string, Asked>> = {
  'a complete record': {},
  'vascular invasion': {
    observations: recordWith({ invasion: observation('invasion', { valueBoolean: true }) }),
  },
  'nothing on invasion': { observations: recordWith({ invasion: undefined }) },
  'no albumin': { observations: recordWith({ albumin: undefined }) },
  'a limit of AFP': { observations: recordWith({ afp: afpLimit }) },
  'ECOG 1': { observations: recordWith({ ecog: observation('ecog', { valueInteger: 1 }) }) },
  'a repeat': REPEAT,
  'a repeat without values before': { ...REPEAT, observations: recordWith() },
  'procedures without a date': {
    procedures: [{ ...earlierTace(''), performedDateTime: undefined }],
  },
  'nothing at all': { observations: [] },
}

describe('the record of a board', () => {
  test('has the uuid of its card, what was shown, and what became of every score', async () => {
    const { record, cards } = await recordOf()
    expect(record.id).toBe(cards[0]?.uuid)
    expect(record).toMatchObject({
      service: 'pre-tace-board-order-select',
      client: 'anonymous',
      situation: 'scores',
      orderDay: '2026-11-20',
      model: { id: 'pre-tace-board', calibration: 'none' },
      card: { fate: 'shown', indicator: 'info', summary: cards[0]?.summary },
    })
    expect(record.scores).toHaveLength(17)
    expect(scoreOf(record, 'hap')).toMatchObject({ state: 'computed', value: 2, class: 'C' })
    expect(scoreOf(record, 'art-score')).toMatchObject({
      state: 'excluded',
      because: ['first-tace'],
    })
  })

  test('has the readings with value, unit, code, time and reference, and the facts, each once', async () => {
    const { record } = await recordOf()
    expect(record.readings.find(({ predictor }) => predictor === 'afp')).toMatchObject({
      state: 'found',
      value: 250,
      unit: 'ng/mL',
      codes: ['http://loinc.org|1834-1'],
    })
    const names = record.readings.map(({ predictor, at }) => `${predictor} ${at}`)
    expect(new Set(names).size).toBe(names.length)
    expect(record.facts).toContainEqual({ fact: 'earlierProcedures', value: 0 })
  })

  test('says what was missing, and why', async () => {
    const { record } = await recordOf({ observations: recordWith({ albumin: undefined }) })
    expect(record.readings.find(({ predictor }) => predictor === 'albumin')).toMatchObject({
      state: 'missing',
    })
    expect(scoreOf(record, 'albi')).toMatchObject({
      state: 'lacking',
      lacks: [{ reading: 'albumin', at: 'now' }],
    })
    const limited = await recordOf({ observations: recordWith({ afp: afpLimit }) })
    expect(limited.record.readings.find(({ predictor }) => predictor === 'afp')).toMatchObject({
      state: 'unusable',
      why: 'only-a-limit',
      range: [300, expect.any(Number)],
    })
  })

  test('of an order for which nothing is computed says by which rule', async () => {
    const { record, cards } = await recordOf({ birthDate: '2015-01-01' })
    expect(cards).toEqual([])
    expect(record).toMatchObject({ situation: 'not-applicable', card: { fate: 'no-card' } })
    expect(record.exclusions.length).toBeGreaterThan(0)
    expect([record.readings, record.scores]).toEqual([[], []])
    const { stdout, status } = await explain(record.id)
    expect(stdout).toContain('NO FIGURE')
    expect(status).toBe(0)
  })

  test('of a chart that was only opened has no order, and no card where nothing is computed', async () => {
    const { record, cards } = await recordOf({ observations: [] }, 'patient-view')
    expect(cards).toEqual([])
    expect(record).toMatchObject({ situation: 'scores', card: { fate: 'no-card' } })
    expect(record.order).toBeUndefined()
  })

  test('has the id of neither patient nor order anywhere, nor have the references of readings', async () => {
    const bilirubin = { ...observation('bilirubin', ucum(20, 'umol/L')), id: `${PATIENT}-lab` }
    const { record } = await recordOf({ observations: recordWith({ bilirubin }) })
    const lines = await listOf(exportRecords((service.records as OpenRecords).database, 'ndjson'))
    expect(lines.join('')).not.toMatch(/zq-/)
    expect(record.patient).toMatch(/^[\w-]{43}$/)
    expect(record.order).toMatch(/^[\w-]{43}$/)
    const read = record.readings.find(({ predictor }) => predictor === 'bilirubin')
    expect(read?.reference).toMatch(/^Observation\/[\w-]{43}$/)
  })

  test('of a silent client has the card that was not sent', () =>
    withService(registryOf({ silent: true }), async (silent) => {
      const { record, cards } = await recordOf({}, 'order-select', silent)
      expect(cards).toEqual([])
      expect(record.card.fate).toBe('silent')
      expect(record.card.summary).toMatch(/^Published scores before TACE: 7 at the worse/)
      expect((await runCommand(defineExplain, [record.id], silent.settings)).stdout).toContain(
        'IDENTICAL',
      )
    }))

  test('of each of two orders says which card the client had no place for', () =>
    withService(registryOf({ maximumCards: 1 }), async (sparing) => {
      const { prefetch, context, ...rest } = requestOf({})
      const { entry } = context['draftOrders'] as {
        readonly entry: readonly { resource: object }[]
      }
      const both = ['one', 'two'].map((id) => ({ resource: { ...entry[0]?.resource, id } }))
      const selections = ['ServiceRequest/one', 'ServiceRequest/two']
      const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: both }
      const body = { ...rest, prefetch, context: { ...context, selections, draftOrders } }
      await sparing.http.post(urlOf('order-select')).send(body).expect(200)
      const records = await recordsOf(sparing)
      expect(records.map(({ card }) => card.fate).toSorted()).toEqual(['maximum-cards', 'shown'])
      expect(new Set(records.map(({ order }) => order)).size).toBe(2)
      expect(new Set(records.map(({ patient }) => patient)).size).toBe(1)
    }))
})

describe('explain of a board', () => {
  test.each(Object.keys(PATIENTS))('with %s: every score is identical', async (name) => {
    const { record } = await recordOf(PATIENTS[name])
    const { stdout, status } = await explain(record.id)
    expect(stdout).toContain('IDENTICAL, every score to the last bit')
    expect(status).toBe(0)
    expect(stdout.match(/ identical$/gm)).toHaveLength(17)
  })

  test('these patients have scores in every state', async () => {
    const states = (await recordsOf(service)).flatMap(({ scores }) =>
      scores.map((score) => score.state),
    )
    expect(new Set(states)).toEqual(new Set(['computed', 'excluded', 'lacking', 'unanswered']))
  })

  test('reads values from before the last procedure apart from those of the order', async () => {
    const { record } = await recordOf(REPEAT)
    expect(scoreOf(record, 'art-score')).toMatchObject({ state: 'computed', value: 5.5 })
    const ast = record.readings.filter(({ predictor }) => predictor === 'ast')
    expect(ast.map(({ at, value }) => [at, value])).toEqual([
      ['now', 56],
      ['before-earlier-procedure', 40],
    ])
  })

  test('a value or a result that was changed afterwards is called different, score by score', async () => {
    const { record } = await recordOf()
    const readings = record.readings.map((reading) =>
      reading.predictor === 'bilirubin'
        ? { ...reading, value: (reading.value ?? 0) * (1 + 1e-9) }
        : reading,
    )
    const forged = { ...record, id: '00000000-0000-4000-8000-00000000f001', readings }
    await service.records!.record(forged)
    const { stdout, status } = await explain(forged.id)
    expect([stdout.includes('\nDIFFERENT'), status]).toEqual([true, 1])
    expect(stdout).toMatch(/^albi 1.*DIFFERS: value/m)
    expect(stdout).toMatch(/^up-to-seven 1.* identical$/m)
  })

  test('claims nothing where a score is not kept, and names it', async () => {
    const { record } = await recordOf()
    const scores = record.scores.map((score) =>
      score.id === 'hap' ? { ...score, hash: 'gone' } : score,
    )
    const older = { ...record, id: '00000000-0000-4000-8000-00000000f002', scores }
    await service.records!.record(older)
    const { stdout, status } = await explain(older.id)
    expect(stdout).toMatch(/NOT COMPUTED AGAIN: .*not kept: hap \d/)
    expect(status).toBe(1)
  })

  test('takes no risk model for a score', async () => {
    const { record } = await recordOf()
    const { stderr, status } = await explain(record.id, '--model', 'risk-model.json')
    expect(stderr).toContain('a board has scores')
    expect(status).toBe(1)
  })

  test('says the same as JSON', async () => {
    const { record } = await recordOf()
    const told = JSON.parse((await explain(record.id, '--json')).stdout) as {
      readonly explained: { readonly scores: readonly { readonly verdict: string }[] }
    }
    expect(told.explained.scores.map(({ verdict }) => verdict)).toEqual(Array(17).fill('identical'))
  })
})

describe('feedback on a board', () => {
  const reportOf = async (own: KeepingService) =>
    JSON.parse((await runCommand(defineReport, ['--json'], own.settings)).stdout) as readonly (
      MonitoringReport | BoardReport
    )[]

  const BOARD = urlOf('order-select')
  const RESISTANCE = '/cds-services/tace-resistance-order-select'

  /** Orders of one patient that these services answer, and the cards of the first of them. */
  async function answerOrders(
    own: TestService,
    count: number,
    urls = [BOARD, RESISTANCE],
  ): Promise<readonly string[]> {
    const cards: string[] = []
    for (let i = 0; i < count; i += 1) {
      const text = JSON.stringify(requestOf({})).replaceAll(ORDER, `${ORDER}-${String(i)}`)
      const body = JSON.parse(text) as HookBody
      const answers = []
      for (const url of urls) answers.push(await own.http.post(url).send(body).expect(200))
      cards.push(...cardsOf(answers[0]!).map(({ uuid }) => uuid))
    }
    return cards
  }

  test('is joined to its card: explain and the report tell it, under the board alone', () =>
    withService({ ADMIN_TOKEN: 'a-token-of-the-operator' }, async (own) => {
      const cards = await answerOrders(own, 12)
      const feedback = cards.slice(0, 6).map((card) => ({
        card,
        outcome: 'overridden',
        outcomeTimestamp: '2026-11-20T09:00:00Z',
        overrideReason: { reason: { code: 'already-discussed', system: 'http://x.example' } },
      }))
      await own.http
        .post(`${urlOf('order-select')}/feedback`)
        .send({ feedback })
        .expect(200)

      const { stdout } = await runCommand(defineExplain, [cards[0]!], own.settings)
      expect(stdout).toMatch(/Feedback:[\s\S]*overridden +already-discussed/)
      const [, board, ...others] = await reportOf(own)
      expect(others).toEqual([])
      expect(board).toMatchObject({
        service: 'pre-tace-board',
        kind: 'board',
        orders: 12,
        records: 12,
        responses: {
          all: { shown: 12, answered: 6, overridden: 6 },
          byClient: [{ name: 'anonymous', shown: 12 }],
          reasons: { 'already-discussed': 6 },
        },
      })
      expect((await runCommand(defineReport, [], own.settings)).stdout).toContain(
        '(pre-tace-board): 12 orders; cards: 12 shown, 6 answered, 6 overridden',
      )
      const page = await own.http
        .get('/admin/report')
        .set('Authorization', 'Bearer a-token-of-the-operator')
        .expect(200)
      expect(page.text).toContain('(pre-tace-board), published scores')
    }))

  test('nothing that is told of the risk model changes when a board answers the same orders', () =>
    withService({}, (own) =>
      withService({}, async (alone) => {
        await answerOrders(own, 12)
        await answerOrders(alone, 12, [RESISTANCE])
        // What the board's own cards would add is told in rows of their own.
        const withoutBoard = (_: string, value: unknown) =>
          Array.isArray(value)
            ? value.filter((row) => !isJsonObject(row) || row['withBoard'] !== true)
            : value
        const told = async (define: Define, { settings }: KeepingService) => {
          const { stdout } = await runCommand(define, ['--json'], settings)
          return (JSON.parse(stdout, withoutBoard) as unknown[])[0]
        }
        for (const define of [defineReport, definePreview])
          expect(await told(define, own)).toEqual(await told(define, alone))
        expect(await told(defineReport, own)).toMatchObject({
          orders: 12,
          records: 12,
          volume: [{ orders: 12, shown: 12, shownPer100: 100 }],
        })
      }),
    ))

  test('a board without records is not in the report', () =>
    withService({}, async (own) => {
      expect((await reportOf(own)).map((report) => report.service)).toEqual(['tace-resistance'])
    }))
})

describe('what else reads records', () => {
  test('as FHIR a board’s record is an AuditEvent, and no RiskAssessment', async () => {
    const { record } = await recordOf()
    expect(toAuditEvent(record, SHIPPED_BASE)).toMatchObject({
      id: record.id,
      outcomeDesc: 'scores, shown',
      source: { observer: { display: expect.stringContaining('pre-tace-board-order-select') } },
    })
    expect(toRiskAssessment(record, SHIPPED_BASE)).toBeUndefined()
  })

  test('software that knows no boards finds every member that it reads of a record', async () => {
    for (const asked of [{}, { birthDate: '2015-01-01' }]) {
      const { record } = await recordOf(asked)
      const { id, version, calibration, hash } = record.model
      expect([id, version, calibration, hash].map((member) => typeof member)).toEqual(
        Array(4).fill('string'),
      )
      expect(await service.records!.findModel(hash)).toBeUndefined()
      const lists = [record.readings, record.exclusions, record.cautions, record.card.suggestions]
      expect(lists.every((list) => Array.isArray(list))).toBe(true)
      for (const member of ['estimate', 'bounds', 'challenger'])
        expect(record).not.toHaveProperty(member)
    }
  })
})
