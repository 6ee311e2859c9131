import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { define } from '../../../src/evaluation/extraction/commands/cohort-extract.ts'
import type { ExtractionDocument } from '../../../src/evaluation/extraction/extraction-document.ts'
import { rowsIn } from '../../support/tables.ts'
import { SMALL_EXPORT, writeExport } from '../../support/synthetic-export.ts'
import { OUTCOME_DEFINITION } from '../../support/synthetic-patient.ts'
import { readCohort } from '../../../src/evaluation/cohort/read-cohort.ts'
import { readOutcomeRule } from '../../../src/evaluation/outcomes/read-outcome-rule.ts'
import { openTable } from '../../../src/base/formats/table/read-table.ts'
import { NO_MAP } from '../../../src/base/formats/table/table-map.ts'
import { repositoryPath } from '../../support/paths.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { englishIn, oddIn, textsOfPage } from '../../support/report-texts.ts'

const EXPORT = repositoryPath('fixtures/bulk-export')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'extract-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)

const run = (...args: readonly string[]) => runCommand(define, [...args, '--work-dir', folder])

type Row = Readonly<Record<string, unknown>>

const rowsOf = (name: string): Promise<readonly Row[]> => rowsIn(inFolder(name))

const documentIn = (name: string) =>
  JSON.parse(readFileSync(inFolder(name), 'utf8')) as ExtractionDocument

function definitionFile(): string {
  const path = inFolder('outcome.json')
  writeFileSync(path, JSON.stringify(OUTCOME_DEFINITION))
  return path
}

describe('cohort extract from a Bulk Data export', () => {
  test('counts a patient with the diagnosis by code or word, and none by a mark of risk adjustment', async () => {
    const marked = repositoryPath('fixtures/cases/reading/01d-bulk-export-hcc-suffix')
    await run(inFolder('c.csv'), '--bulk', marked, '--json', inFolder('r.json'))
    expect(documentIn('r.json').flow).toMatchObject({ patients: 6, withDiagnosis: 1 })
  })

  test('writes one row a patient, of treated patients with the diagnosis within the population', async () => {
    const { status } = await run(inFolder('c.csv'), '--bulk', EXPORT, '--json', inFolder('r.json'))
    expect(status).toBe(0)
    const { flow } = documentIn('r.json')
    const rows = await rowsOf('c.csv')
    expect(rows).toHaveLength(flow.analysed)
    expect(flow).toMatchObject({ patients: SMALL_EXPORT.patients, withDiagnosis: 47, treated: 45 })
    expect(flow.exclusions).toEqual({
      'child-pugh-c': 1,
      'cnlc-iiib': 1,
      'emergency-order': 1,
      'index-date-unknown': 1,
      'index-date-vague': 1,
      'no-capsule': 1,
      'under-18': 1,
    })
    expect(flow.treated).toBe(flow.excluded + flow.analysed)
  })

  test('counts for each predictor how many rows have it and why the others do not', async () => {
    await run(inFolder('c.ndjson'), '--bulk', EXPORT, '--json', inFolder('r.json'))
    const { missingness, flow } = documentIn('r.json')
    const rows = await rowsOf('c.ndjson')
    for (const { predictor, found, reasons } of missingness) {
      expect(rows.filter((row) => row[predictor] !== null)).toHaveLength(found)
      const missing = Object.values(reasons).reduce((sum, count) => sum + count, 0)
      expect(found + missing).toBe(flow.analysed)
    }
    expect(missingness.find(({ predictor }) => predictor === 'nlr')?.reasons).toEqual({
      'no-partner': 1,
      'only-a-limit': 1,
      implausible: 1,
      'too-old': 1,
    })
  })

  test('no id, name or date of the export is in the table, the report or the page', async () => {
    const files = ['c.csv', 'r.json', 'r.html']
    await run(
      ...[inFolder('c.csv'), '--bulk', EXPORT, '--json', inFolder('r.json')],
      ...['--html', inFolder('r.html')],
    )
    for (const name of files) {
      const text = readFileSync(inFolder(name), 'utf8')
      expect(text).not.toMatch(/syn-\d|Synthetic|2025-/)
    }
  })

  test('keyed pseudonyms are the same in every extract under one key, and others under another', async () => {
    const keys = ['a'.repeat(40), 'b'.repeat(40)]
    keys.forEach((key, i) => writeFileSync(inFolder(`key${String(i)}`), key))
    const patientsBy = async (key: string) => {
      await run(inFolder('c.csv'), '--bulk', EXPORT, '--pseudonym-key-file', inFolder(key))
      return (await rowsOf('c.csv')).map(({ patient }) => patient)
    }
    const first = await patientsBy('key0')
    expect(await patientsBy('key0')).toEqual(first)
    expect(new Set([...first, ...(await patientsBy('key1'))]).size).toBe(2 * first.length)
  })

  test('a short pseudonym key is refused', async () => {
    writeFileSync(inFolder('key'), 'short')
    const { status, stderr } = await run(
      ...[inFolder('c.csv'), '--bulk', EXPORT, '--pseudonym-key-file', inFolder('key')],
    )
    expect([status, stderr]).toEqual([1, 'the pseudonym key has at least 32 characters\n'])
  })

  test('compressed files, and resources in another order, give the same rows', async () => {
    await run(inFolder('plain.csv'), '--bulk', EXPORT)
    const other = inFolder('other')
    cpSync(EXPORT, other, { recursive: true })
    for (const name of readdirSync(other)) {
      const path = join(other, name)
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n').toReversed()
      rmSync(path)
      writeFileSync(join(other, `z-${name}.gz`), gzipSync(`${lines.join('\n')}\n`))
    }
    await run(inFolder('other.csv'), '--bulk', other)
    expect(await rowsOf('other.csv')).toEqual(await rowsOf('plain.csv'))
  })

  test('lines that are no resources are told by file and line and never shown', async () => {
    const other = inFolder('other')
    cpSync(EXPORT, other, { recursive: true })
    const file = join(other, 'Observation.000.ndjson')
    const lines = readFileSync(file, 'utf8').split('\n').length - 1
    appendFileSync(file, '{"resourceType":"Observation","secret\n[1]\n{"resourceType":"Patient"}\n')
    appendFileSync(file, '{"resourceType":"Condition","id":"secret"}\n')
    const args = [inFolder('c.csv'), '--bulk', other, '--json', inFolder('r.json')]
    const { status, stdout, stderr } = await run(...args)
    expect(status).toBe(0)
    const { first, ofAnybody } = documentIn('r.json').problems
    expect(ofAnybody).toEqual({ 'not-json': 1, 'not-a-resource': 1, 'no-patient': 2 })
    const why = ['not-json', 'not-a-resource', 'no-patient', 'no-patient']
    expect(first.toSorted((a, b) => a.line - b.line)).toEqual(
      why.map((reason, i) => ({
        file: 'Observation.000.ndjson',
        line: lines + 1 + i,
        why: reason,
      })),
    )
    expect(stdout + stderr + readFileSync(inFolder('r.json'), 'utf8')).not.toContain('secret')
  })

  test('what is not in the export is not known, never absent', async () => {
    const other = inFolder('other')
    cpSync(EXPORT, other, { recursive: true })
    rmSync(join(other, 'Condition.000.ndjson'))
    await run(inFolder('c.csv'), '--bulk', other, '--json', inFolder('r.json'))
    const { flow, warnings } = documentIn('r.json')
    expect(flow.exclusions['diagnosis-unreadable']).toBeGreaterThan(30)
    expect(flow.analysed).toBe(0)
    expect(warnings).toContain(
      'The export has no Condition: what needs it is missing for everybody.',
    )
  })

  test('a folder without NDJSON files, and no source or two, are refused', async () => {
    const table = inFolder('c.csv')
    expect((await run(table, '--bulk', folder)).stderr).toMatch(/no \.ndjson/)
    expect((await run(table)).stderr).toMatch(/either --bulk or --fhir/)
    expect((await run(table, '--bulk', EXPORT, '--fhir', 'http://x.test')).status).toBe(1)
    expect((await run(inFolder('c.xlsx'), '--bulk', EXPORT)).stderr).toMatch(/\.csv or \.ndjson/)
  })

  test('stops at SIGINT with status 130 and leaves neither a table nor a record behind', async () => {
    const source = inFolder('export')
    await writeExport(source, { seed: 3, patients: 3000, others: 30, files: 2 })
    const program = repositoryPath('src/tace-cds.ts')
    const args = ['cohort', 'extract', inFolder('c.csv'), '--bulk', source, '--work-dir', folder]
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    for await (const chunk of child.stderr) {
      said += String(chunk)
      if (!child.killed && said.includes('starting')) child.kill('SIGINT')
    }
    const [code] =
      child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode]
    expect([code, said]).toEqual([130, expect.stringMatching(/stopped; nothing was written/)])
    expect(readdirSync(folder)).toEqual(['export'])
  })
})

describe('the outcome in an extract', () => {
  const extract = async (...more: readonly string[]) => {
    const definition = ['--outcome-definition', definitionFile()]
    const args = [inFolder('c.csv'), '--bulk', EXPORT, '--json', inFolder('r.json')]
    const result = await run(...args, ...definition, ...more)
    return { ...result, rows: await rowsOf('c.csv') }
  }

  test('is what the site’s Observation says after the treatment; unknown is in neither group', async () => {
    const { rows } = await extract()
    const { outcomes, flow } = documentIn('r.json')
    expect(outcomes.unknown).toMatchObject({ contradictory: 1, 'follow-up-too-short': 1 })
    const unknown = Object.values(outcomes.unknown).reduce((sum, count) => sum + count, 0)
    expect(outcomes.with + outcomes.without + unknown).toBe(flow.analysed)
    expect(rows.filter(({ outcome }) => outcome === '0')).toHaveLength(outcomes.without)
    const complete = rows.filter(
      ({ cnlcStageIIIa, nlr, capsuleIncomplete, dStar, adc, outcome }) =>
        ![cnlcStageIIIa, nlr, capsuleIncomplete, dStar, adc, outcome].includes(''),
    )
    expect(flow.completeWithOutcome).toBe(complete.length)
    expect(rows.filter(({ outcome }) => outcome === '')).toHaveLength(unknown)
    expect(rows.every(({ outcome, outcomeWhy }) => (outcome === '') === (outcomeWhy !== ''))).toBe(
      true,
    )
  })

  test('comes from a table by the ids of the patients, with its date', async () => {
    const rows = [
      'syn-1,yes,2026/11/1',
      'syn-2,0,2020-01-01',
      'Patient/syn-3,1,',
      'syn-5,NA,2025-12-30',
    ]
    writeFileSync(inFolder('o.csv'), `patient,outcome,date\n${rows.join('\n')}\n`)
    const bare = Object.fromEntries(
      Object.entries(OUTCOME_DEFINITION).filter(([name]) => name !== 'observation'),
    )
    writeFileSync(inFolder('d.json'), JSON.stringify({ ...bare, withinDays: 900 }))
    const outcomes = ['--outcomes', inFolder('o.csv'), '--outcome-definition', inFolder('d.json')]
    await run(inFolder('c.csv'), '--bulk', EXPORT, '--json', inFolder('r.json'), ...outcomes)
    expect(documentIn('r.json').outcomes).toEqual({
      with: 1,
      without: 0,
      unknown: {
        'not-recorded': 35,
        'no-date': 1,
        'not-after-treatment': 1,
      },
    })
  })

  test('is the same when the table is read again by the same definition', async () => {
    const said = ['yes', 'no', 'death', 'transplant']
    const looks = Array.from(
      { length: 40 },
      (_, i) => `syn-${String(i + 1)},${said[i % 4] ?? ''},2026-11-19`,
    )
    writeFileSync(inFolder('o.csv'), ['patient,outcome,date', ...looks].join('\n'))
    const competing = { death: 'no-event', transplant: 'event' } as const
    const definition = {
      ...OUTCOME_DEFINITION,
      withinDays: 3000,
      competing,
      observation: undefined,
    }
    writeFileSync(inFolder('d.json'), JSON.stringify(definition))
    await run(
      ...[inFolder('c.csv'), '--bulk', EXPORT, '--json', inFolder('r.json')],
      ...['--outcomes', inFolder('o.csv'), '--outcome-definition', inFolder('d.json')],
    )
    const { outcomes } = documentIn('r.json')
    const horizon = await readOutcomeRule(inFolder('d.json'))
    const table = await openTable(inFolder('c.csv'), NO_MAP)
    const dictionary = { variables: [], hasOutcome: true, horizon, subgroups: [] }
    const { cohort, flow } = await readCohort(table, dictionary)
    const events = Array.from(cohort.outcome).filter((value) => value === 1).length
    expect([events, cohort.patients - events]).toEqual([outcomes.with, outcomes.without])
    expect(flow.undecided).toEqual(
      Object.fromEntries(
        Object.entries(outcomes.unknown).filter(([why]) => why !== 'not-after-treatment'),
      ),
    )
    expect((await rowsOf('c.csv')).some(({ outcome }) => outcome === 'death')).toBe(true)
  })

  test('is not taken without a statement of what it means', async () => {
    writeFileSync(inFolder('o.csv'), 'patient,outcome,date\n')
    const { stderr } = await run(
      ...[inFolder('c.csv'), '--bulk', EXPORT, '--outcomes', inFolder('o.csv')],
    )
    expect(stderr).toMatch(/--outcomes needs --outcome-definition/)
  })

  test('the page shows the flow, the missingness and the outcome, and needs nothing beside it', async () => {
    await extract('--html', inFolder('r.html'))
    const html = readFileSync(inFolder('r.html'), 'utf8')
    expect(html).toMatch(/<svg[^>]*aria-label="Flow of participants"/)
    expect(html).toContain('Rows of the table (n = 38)')
    expect(html).toContain('follow-up-too-short')
    expect(html).not.toMatch(/(?:src|href)=|<script|@import|url\((?!#)/)
  })

  test('summary and page are in Chinese where they are asked for so', async () => {
    const { stdout } = await extract('--html', inFolder('zh.html'), '--language', 'zh-CN')
    expect(stdout).toContain('预测因子齐全')
    const told = [...stdout.split('\n'), ...textsOfPage(readFileSync(inFolder('zh.html'), 'utf8'))]
    // What the site wrote stays as it is.
    const own = JSON.stringify(OUTCOME_DEFINITION)
    expect(englishIn(told.filter((text) => !own.includes(text)))).toEqual([])
    expect(oddIn(told)).toEqual([])
  })
})

describe('cohort extract from a FHIR server', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  test('reads each patient with the diagnosis as the service does', async () => {
    const fhir = `${service.publicUrl}/sandbox/fhir`
    const args = [inFolder('c.csv'), '--fhir', fhir, '--json', inFolder('r.json')]
    const { status } = await run(...args)
    expect(status).toBe(0)
    const { flow, source } = documentIn('r.json')
    expect(source).toBe('fhir-server')
    expect(flow.withDiagnosis).toBeGreaterThan(10)
    // The sandbox holds drafts; the one treatment that was carried out is before its records.
    expect(flow.treated).toBe(1)
  })

  test('a server that cannot be read is told, and no table is written', async () => {
    const { status, stderr } = await run(inFolder('c.csv'), '--fhir', 'http://127.0.0.1:9/fhir')
    expect([status, stderr]).toEqual([1, expect.stringMatching(/could not be read: unreachable/)])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('the rows of the small export', () => {
  test('are written by the generator, byte for byte', async () => {
    await writeExport(inFolder('again'), SMALL_EXPORT)
    for (const name of readdirSync(EXPORT).filter((file) => file.endsWith('.ndjson')))
      expect(readFileSync(join(folder, 'again', name), 'utf8')).toBe(
        readFileSync(join(EXPORT, name), 'utf8'),
      )
  })

  test('hold nothing that was observed after the treatment', async () => {
    await run(inFolder('c.csv'), '--bulk', EXPORT)
    const ages = (await rowsOf('c.csv')).flatMap((row) =>
      Object.entries(row).flatMap(([name, value]) =>
        name.endsWith('AgeDays') && value !== '' ? [Number(value)] : [],
      ),
    )
    expect(ages.length).toBeGreaterThan(100)
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
  })
})
