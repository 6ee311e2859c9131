import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { shippedModelPath } from '../../../src/catalog/shipped.ts'
import { toModelRecord } from '../../../src/records/model-records.ts'
import type { AssessmentRecord } from '../../../src/records/guidance-record.ts'
import { define as explain } from '../../../src/evaluation/monitoring/commands/explain.ts'
import { define as importOutcomes } from '../../../src/evaluation/monitoring/commands/outcomes-import.ts'
import { define as preview } from '../../../src/evaluation/preview/commands/preview.ts'
import { define as report } from '../../../src/evaluation/monitoring/commands/report.ts'
import type { MonitoringReport } from '../../../src/evaluation/monitoring/service-report.ts'
import type { PreviewReport } from '../../../src/evaluation/preview/threshold-preview.ts'
import { openRecords, type OpenRecords } from '../../../src/records/store/open-records.ts'
import { toPseudonyms } from '../../../src/records/store/site-key.ts'
import { definition } from './support.ts'
import { runCommand } from '../../support/run-command.ts'
import { frozenClock } from '../../support/clock.ts'
import { PLAN, syntheticRecords } from '../../support/synthetic-records.ts'

const keptModel = toModelRecord(definition)
const SITE_KEY = 'a key for tests, of nobody'
const pseudonym = toPseudonyms(SITE_KEY)
const patientPseudonym = (client: string, id: string) => pseudonym('patient', client, id)

/** A year with a drift, whose patients are those of the registered client. */
const YEAR = syntheticRecords(definition.model, {
  ...PLAN,
  seed: 5,
  drift: { fromMonth: 6, predictor: 'dStar', factor: 1.2 },
})
const RECORDS = YEAR.records.map((record) => ({
  ...record,
  client: 'ward-ehr',
  patient: patientPseudonym('ward-ehr', record.patient),
  model: { ...record.model, hash: keptModel.hash },
}))
const found = RECORDS.find(({ estimate }) => estimate !== undefined)!

const kept = mkdtempSync(join(tmpdir(), 'monitored-'))
const settings = { RECORDS_FILE: join(kept, 'records.sqlite'), SITE_KEY }

const DEFINITION = {
  definition: 'synthetic',
  followUp: 'synthetic',
  competingEvents: 'none',
  missingData: 'none',
  firstTreatment: 'all',
}

let records: OpenRecords
let folder: string
beforeAll(async () => {
  records = await openRecords({
    address: { kind: 'sqlite', file: settings.RECORDS_FILE },
    spool: undefined,
    waitMs: 60_000,
    clock: frozenClock,
    onEvent: () => undefined,
  })
  await records.addModel(keptModel)
  await Promise.all(RECORDS.map((record) => records.record(record)))
  await records.add(YEAR.feedback)
})
afterAll(async () => {
  await records.close()
  rmSync(kept, { recursive: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monitoring-'))
  writeFileSync(join(folder, 'definition.json'), JSON.stringify(DEFINITION))
})
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)

const COMMANDS = { explain, import: importOutcomes, preview, report } as const

/** Runs a command on the records of this file. */
const run = (name: keyof typeof COMMANDS, ...args: readonly string[]) =>
  runCommand(COMMANDS[name], args, settings)

describe('explain', () => {
  test('a card is computed again from its record, identical to the bit', async () => {
    const { stdout, status } = await run('explain', `urn:uuid:${found.id.toUpperCase()}`)
    expect(status).toBe(0)
    expect(stdout).toContain('IDENTICAL, every figure to the last bit')
    expect(stdout).toContain(String(found.estimate?.linearPredictor))
    expect(stdout).toContain('Observation/dStar')
  })

  test('says the same as JSON', async () => {
    const { stdout } = await run('explain', found.id, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      record: { id: found.id },
      explained: { kind: 'computed', recomputation: { verdict: 'identical' } },
    })
  })

  test('says of a reading what the record did not say of where it is from', async () => {
    const id = '00000000-0000-4000-8000-000000000003'
    const [first, ...others] = found.readings
    const readings = [{ ...first!, unsaid: ['by', 'of'] as const }, ...others]
    await records.record({ ...found, id, readings })
    const { stdout } = await run('explain', id)
    expect(stdout.match(/person or device, study or sample/g)).toHaveLength(1)
  })

  test('says what was answered', async () => {
    const [answer] = YEAR.feedback
    const { stdout } = await run('explain', answer!.card)
    expect(stdout).toContain(answer!.outcome)
  })

  test('a record that was changed afterwards is called different, and the command fails', async () => {
    const forged: AssessmentRecord = {
      ...found,
      id: '00000000-0000-4000-8000-000000000001',
      estimate: { ...found.estimate!, predictedRisk: 0.01 },
    }
    await records.record(forged)
    const { stdout, status } = await run('explain', forged.id)
    expect(stdout).toContain('DIFFERENT')
    expect(status).toBe(1)
  })

  describe('of a record by a model that is not installed', () => {
    const { definition: now } = definition.model
    const older = { ...now, version: '0.9.0', intercept: { ...now.intercept, value: -8 } }
    const olderHash = hash('sha256', JSON.stringify(older), 'hex')
    const id = '00000000-0000-4000-8000-000000000002'
    beforeAll(async () => {
      const by = { ...found.model, version: '0.9.0', hash: olderHash }
      await records.record({ ...found, id, model: by })
    })

    test('claims nothing, and says which version it was and which is installed', async () => {
      const { stdout, status } = await run('explain', id)
      expect(stdout).toContain('NOT COMPUTED AGAIN: computed by he-2026 0.9.0')
      expect(stdout).toContain('installed is he-2026 1.0.0')
      expect(stdout).not.toContain('IDENTICAL')
      expect(status).toBe(1)
    })

    test('claims nothing by a file of another version either', async () => {
      const { stdout } = await run('explain', id, '--model', shippedModelPath('tace-resistance'))
      expect(stdout).toContain('NOT COMPUTED AGAIN')
    })

    test('claims nothing by a file of the same name and version that says something else', async () => {
      const file = JSON.parse(readFileSync(shippedModelPath('tace-resistance'), 'utf8')) as object
      const other = { ...file, versions: undefined, version: '0.9.0' }
      writeFileSync(inFolder('other.json'), JSON.stringify(other))
      const { stdout } = await run('explain', id, '--model', inFolder('other.json'))
      expect(stdout).toContain('is called he-2026 0.9.0 as well')
    })
  })

  test('a card that nobody recorded is not explained', async () => {
    const { stderr, status } = await run('explain', '00000000-0000-4000-8000-00000000ffff')
    expect(stderr).toContain('there is no record of that card')
    expect(status).toBe(1)
  })
})

describe('outcomes import', () => {
  const outcomesCsv = () => {
    const rows = YEAR.outcomes.map(
      ({ patient, date, happened }) => `${patient},${date},${happened ? '1' : '0'}`,
    )
    return ['patient,date,outcome', ...rows.filter((row) => !/,2026-1[12]|,2027/.test(row))]
  }
  const importFile = (name: string) =>
    run(
      'import',
      inFolder(name),
      '--client',
      'ward-ehr',
      '--outcome-definition',
      inFolder('definition.json'),
    )

  test('a table comes in once, however often it is imported, and patients become pseudonyms', async () => {
    const lines = outcomesCsv()
    writeFileSync(inFolder('outcomes.csv'), [...lines, 'patient-0-0,2026-01-01,'].join('\n'))
    const first = await importFile('outcomes.csv')
    expect([first.stderr, first.status]).toEqual(['', 0])
    expect(first.stdout).toContain(
      `${lines.length - 1} outcomes, ${lines.length - 1} new or changed`,
    )
    expect(first.stdout).toContain('1 without an outcome')
    expect((await importFile('outcomes.csv')).stdout).toContain(' 0 new or changed')
    const stored = []
    for await (const outcome of records.outcomes()) stored.push(outcome)
    expect(stored).toHaveLength(lines.length - 1)
    expect(JSON.stringify(stored)).not.toContain('patient-')
  })

  test('joins the recorded cards: the report has O:E, the preview a yield', async () => {
    writeFileSync(inFolder('outcomes.csv'), outcomesCsv().join('\n'))
    await importFile('outcomes.csv')
    const [made] = JSON.parse((await run('report', '--json')).stdout) as MonitoringReport[]
    expect(made?.performance.periods[2]?.here.observedToExpected).toBeDefined()
    const [previewed] = JSON.parse((await run('preview', '--json')).stdout) as PreviewReport[]
    expect(previewed?.thresholds.map(({ threshold }) => threshold)).toEqual([0.2, 0.5])
    const [low, high] = previewed!.thresholds.map((row) => row.yield!.value)
    expect(high).toBeGreaterThan(low!)
  })

  test('what cannot be read is named by row and column, never by its value; nothing is taken', async () => {
    const rows = [
      'patient,date,outcome',
      'secret-1,2026-02-30,1',
      'secret-2,2026-01-02,maybe',
      ',2026-01-02,1',
    ]
    writeFileSync(inFolder('bad.csv'), rows.join('\n'))
    const { stderr, stdout, status } = await importFile('bad.csv')
    expect(status).toBe(1)
    expect(stderr).toMatch(/row 2: date[\s\S]*row 3: outcome[\s\S]*row 4: patient/)
    expect(stderr + stdout).not.toMatch(/secret|maybe|02-30/)
  })

  test.each([
    ['of a day that is still to come', ['p,2026-11-21,1'], 'row 2: date'],
    ['that contradict each other', ['p,2026-01-01,1', 'p,2026-01-01,0'], 'row 3: contradicts'],
  ])('rows %s are refused', async (_, rows, why) => {
    writeFileSync(inFolder('bad.csv'), ['patient,date,outcome', ...rows].join('\n'))
    expect((await importFile('bad.csv')).stderr).toContain(why)
  })

  test('an outcome that is judged again takes the place of the former', async () => {
    writeFileSync(inFolder('a.csv'), 'patient,date,outcome\nagain,2026-01-01,0\n')
    writeFileSync(inFolder('b.csv'), 'patient,date,outcome\nagain,2026-01-01,1\n')
    expect((await importFile('a.csv')).stdout).toContain('1 new or changed')
    expect((await importFile('b.csv')).stdout).toContain('1 new or changed')
    expect((await importFile('b.csv')).stdout).toContain('0 new or changed')
  })

  /** What came in the place of the outcome, of patients of the client. */
  async function storedOf(...ids: readonly string[]) {
    const competing = new Map<string, string | undefined>()
    for await (const outcome of records.outcomes())
      competing.set(outcome.patient, outcome.competing)
    return ids.map((id) => competing.get(patientPseudonym('ward-ehr', id)))
  }

  test('outcomes by another definition are in no figure with these, and told', async () => {
    writeFileSync(inFolder('outcomes.csv'), outcomesCsv().join('\n'))
    await importFile('outcomes.csv')
    const [before] = JSON.parse((await run('report', '--json')).stdout) as MonitoringReport[]
    writeFileSync(
      inFolder('definition.json'),
      JSON.stringify({ ...DEFINITION, definition: 'other' }),
    )
    const opposite = outcomesCsv()
      .slice(0, 60)
      .map((row) => row.replace(/,([01])$/, (_, said: string) => (said === '1' ? ',0' : ',1')))
    writeFileSync(inFolder('outcomes.csv'), opposite.join('\n'))
    await importFile('outcomes.csv')
    const [after] = JSON.parse((await run('report', '--json')).stdout) as MonitoringReport[]
    expect(after?.performance).toEqual(before?.performance)
    expect(after?.outcomes.ofOtherDefinitions).toBeGreaterThan(0)
    const named = ['--outcome-definition', inFolder('definition.json')]
    const [other] = JSON.parse(
      (await run('report', '--json', ...named)).stdout,
    ) as MonitoringReport[]
    expect(other?.outcomes.definition).not.toBe(before?.outcomes.definition)
    const shown = await run('preview', ...named)
    expect(shown.stdout).toMatch(/neither yes nor no: not recorded[\s\S]*by other definitions/)
  })

  describe('from a FHIR server', () => {
    const CODE = { system: 'https://hospital.example/codes', code: 'tace-response' }
    const observation = (id: string, more: object) => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      code: { coding: [CODE] },
      subject: { reference: `Patient/${id}` },
      effectiveDateTime: '2026-03-04T10:00:00+08:00',
      ...more,
    })
    const coded = (code: string) => ({
      valueCodeableConcept: { coding: [{ system: CODE.system, code }] },
    })
    const resources = [
      observation('f1', { valueBoolean: true }),
      observation('f2', coded('resistant')),
      observation('f3', coded('responding')),
      observation('f4', { status: 'preliminary', valueBoolean: true }),
      observation('f5', coded('unknown')),
      observation('f6', { valueBoolean: true, effectiveDateTime: undefined }),
      observation('f7', coded('died')),
      observation('f8', coded('grafted')),
    ]
    let server: Server
    let asked: string[] = []
    beforeAll(async () => {
      server = createServer((request, response) => {
        asked.push(request.url ?? '')
        response.setHeader('Content-Type', 'application/fhir+json')
        const entry = resources.map((resource) => ({ resource, search: { mode: 'match' } }))
        response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }))
      })
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    })
    afterAll(() => new Promise((resolve) => void server.close(resolve)))

    test('Observations by the site’s own codes come in; others are counted by why they do not', async () => {
      asked = []
      const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
      const code = (value: string) => `${CODE.system}|${value}`
      const { stdout, stderr, status } = await run(
        'import',
        ...['--fhir', url, '--code', code('tace-response'), '--client', 'ward-ehr'],
        ...['--value-yes', code('resistant'), '--value-no', code('responding')],
        ...['--value-death', code('died'), '--value-transplant', code('grafted')],
        ...['--outcome-definition', inFolder('definition.json')],
      )
      expect([stderr, status]).toEqual(['', 0])
      expect(stdout).toContain('5 outcomes, 5 new or changed')
      expect(await storedOf('f7', 'f8')).toEqual(['death', 'transplant'])
      expect(stdout).toContain('1 not final')
      expect(stdout).toContain('1 with a value that is not understood')
      expect(stdout).toContain('1 without a day')
      expect(asked.map(decodeURIComponent)).toContainEqual(
        expect.stringContaining(`code=${code('tace-response')}`),
      )
    })

    test('the definition names the Observation where no code is given', async () => {
      const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
      const of = (...codes: readonly string[]) => codes.map((each) => `${CODE.system}|${each}`)
      const observation = {
        code: of(CODE.code)[0],
        ...{ present: of('resistant'), absent: of('responding') },
        ...{ death: of('died'), transplant: of('grafted') },
      }
      const file = inFolder('with-observation.json')
      writeFileSync(file, JSON.stringify({ ...DEFINITION, definition: 'by codes', observation }))
      const args = ['--fhir', url, '--client', 'ward-ehr', '--outcome-definition', file]
      const { stdout, stderr } = await run('import', ...args)
      expect([stderr, stdout]).toEqual(['', expect.stringContaining('5 outcomes, 5 new')])
    })

    test('a code without its system is refused', async () => {
      await expect(run('import', '--code', 'tace-response')).rejects.toThrow('SYSTEM|CODE')
    })
  })
})

describe('report', () => {
  test('finds the planted drift, and writes a page that names it', async () => {
    const out = inFolder('report.html')
    const { stdout } = await run(
      'report',
      '--from',
      '2025-11-01',
      '--to',
      '2026-10-31',
      '--out',
      out,
    )
    expect(stdout).toMatch(/alarm +linear predictor +he-2026/)
    expect(readFileSync(out, 'utf8')).toContain('D*: mean by period')
  })

  test('--to is in the span', async () => {
    const json = async (to: string) =>
      JSON.parse(
        (await run('report', '--json', '--from', '2025-11-01', '--to', to)).stdout,
      ) as MonitoringReport[]
    expect((await json('2025-12-31'))[0]).toMatchObject({ until: '2026-01-01T00:00:00.000Z' })
    expect((await json('2025-12-31'))[0]?.periods).toEqual(['2025-11', '2025-12'])
  })

  test('of another client has nothing in it', async () => {
    const [made] = JSON.parse(
      (await run('report', '--json', '--client', 'x')).stdout,
    ) as MonitoringReport[]
    expect(made).toMatchObject({ orders: 0, alarms: [] })
  })

  test('a span that ends before it begins is refused in words', async () => {
    const { stderr, status } = await run('report', '--from', '2026-05-01', '--to', '2026-04-01')
    expect([stderr.trim(), status]).toEqual(['--from must be before --to', 1])
  })
})

describe('preview', () => {
  test('several thresholds make a table, with intervals', async () => {
    const { stdout } = await run('preview', '--threshold', '0.1,0.3,0.6')
    for (const threshold of ['0.1', '0.3', '0.6'])
      expect(stdout).toMatch(new RegExp(`\\n${threshold} +\\d+ +\\d+\\.\\d \\(`))
  })
})
