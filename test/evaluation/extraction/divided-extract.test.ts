import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { define as defineExtract } from '../../../src/evaluation/extraction/commands/cohort-extract.ts'
import { define as defineJoin } from '../../../src/evaluation/extraction/commands/cohort-join.ts'
import { define as defineKey } from '../../../src/evaluation/extraction/commands/cohort-key.ts'
import type { ExtractionDocument } from '../../../src/evaluation/extraction/extraction-document.ts'
import { fc } from '../../support/property.ts'
import { OUTCOME_DEFINITION } from '../../support/synthetic-patient.ts'
import { repositoryPath } from '../../support/paths.ts'
import { runCommand } from '../../support/run-command.ts'

const EXPORT = repositoryPath('fixtures/bulk-export')

const LINES = readdirSync(EXPORT)
  .filter((name) => name.endsWith('.ndjson'))
  .flatMap((name) => readFileSync(join(EXPORT, name), 'utf8').trimEnd().split('\n'))

let folder: string
let common: readonly string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'divided-'))
  writeFileSync(inFolder('key'), 'k'.repeat(40))
  writeFileSync(inFolder('outcome.json'), JSON.stringify(OUTCOME_DEFINITION))
  const definition = ['--outcome-definition', inFolder('outcome.json')]
  common = ['--pseudonym-key-file', inFolder('key'), '--work-dir', folder, ...definition]
})
afterEach(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)

const extract = (args: readonly string[], lines: readonly string[] = []) =>
  runCommand(defineExtract, [...args, ...common], {}, lines.map((line) => `${line}\n`).join(''))

type Row = Readonly<Record<string, unknown>>

interface Extract {
  readonly rows: readonly Row[]
  readonly report: ExtractionDocument
}

function read(output: string): Extract {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  const { report } = lines.pop() as { readonly report: ExtractionDocument }
  return { rows: lines, report }
}

const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).toSorted()

/** What a whole extraction and a joined one must agree in. */
const comparable = (report: ExtractionDocument) => ({
  ...report,
  part: undefined,
  seen: undefined,
  table: undefined,
})

/** Everything in one process. */
async function whole(lines: readonly string[]): Promise<Extract> {
  return read((await extract(['-', '--bulk', '-'], lines)).output)
}

let asItIs: Extract | undefined

/** The export as it is, in one process. */
const unchanged = async (): Promise<Extract> => (asItIs ??= await whole(LINES))

async function joined(outputs: readonly string[], ...more: readonly string[]) {
  const files = outputs.map((output, i) => {
    writeFileSync(inFolder(`part-${i}.ndjson`), output)
    return inFolder(`part-${i}.ndjson`)
  })
  return runCommand(defineJoin, [...files, ...more])
}

/** Lines by their keys, as an engine divides them. */
async function keyed(lines: readonly string[]) {
  const { output } = await runCommand(
    defineKey,
    common,
    {},
    lines.map((line) => `${line}\n`).join(''),
  )
  const pairs = output
    .trimEnd()
    .split('\n')
    .map((line): readonly [string, string] => {
      const tab = line.indexOf('\t')
      return [line.slice(0, tab), line.slice(tab + 1)]
    })
  const of = (key: string) => pairs.filter(([name]) => name === key).map(([, line]) => line)
  return {
    anybody: of('*'),
    types: of('!')[0] ?? '',
    pairs: pairs.filter(([key]) => !'*!'.includes(key)),
  }
}

/** Extracts a list of lines in parts, divided by patients. */
async function divided(lines: readonly string[], parts: number) {
  const { anybody, types, pairs } = await keyed(lines)
  const ids = [...new Set(pairs.map(([id]) => id))]
  const outputs: string[] = []
  for (let part = 0; part < parts; part += 1) {
    const own = pairs.filter(([id]) => ids.indexOf(id) % parts === part).map(([, line]) => line)
    const args = ['-', '--bulk', '-', '--types', types]
    outputs.push((await extract(args, [...anybody, ...own])).output)
  }
  return outputs
}

describe('resources of mixed types', () => {
  test('standard input, one file and a folder of files a type give the same rows and report', async () => {
    const byFolder = read((await extract(['-', '--bulk', EXPORT])).output)
    const byStream = await unchanged()
    writeFileSync(inFolder('all.ndjson'), `\uFEFF${LINES.toReversed().join('\r\n')}\n`)
    const byFile = read((await extract(['-', '--bulk', folder])).output)
    expect(byFolder.rows.length).toBeGreaterThan(30)
    for (const { rows, report } of [byStream, byFile]) {
      expect(sorted(rows)).toEqual(sorted(byFolder.rows))
      expect(comparable(report)).toEqual(comparable(byFolder.report))
    }
  })

  test('standard output holds rows and, behind them, the report; words go to the stream of errors', async () => {
    const { output, stdout, stderr } = await extract(['-', '--bulk', '-'], LINES)
    expect(stdout).toBe('')
    expect(stderr).toContain('rows in -')
    const { rows, report } = read(output)
    expect(rows).toHaveLength(report.flow.analysed)
  })
})

describe('an extraction in parts', () => {
  test.each([1, 2, 5])(
    '%i partitions give the rows and the report of one process',
    async (parts) => {
      const one = await unchanged()
      const outputs = await divided(LINES, parts)
      expect(sorted(outputs.flatMap((output) => [...read(output).rows]))).toEqual(sorted(one.rows))
      const { status } = await joined(outputs, '--json', inFolder('r.json'))
      expect(status).toBe(0)
      const report = JSON.parse(readFileSync(inFolder('r.json'), 'utf8')) as ExtractionDocument
      expect(comparable(report)).toEqual(comparable(one.report))
      expect(report).not.toHaveProperty('seen')
    },
  )

  test.each([1, 5])('%i shards give the rows and the report of one process', async (of) => {
    const one = read((await extract(['-', '--bulk', EXPORT])).output)
    const outputs: string[] = []
    for (let i = 0; i < of; i += 1)
      outputs.push((await extract(['-', '--bulk', EXPORT, '--shard', `${i}/${of}`])).output)
    const table = inFolder('all.csv')
    const { status } = await joined(outputs, '--json', inFolder('r.json'), '--table', table)
    expect(status).toBe(0)
    expect(sorted(outputs.flatMap((output) => [...read(output).rows]))).toEqual(sorted(one.rows))
    const report = JSON.parse(readFileSync(inFolder('r.json'), 'utf8')) as ExtractionDocument
    expect(comparable(report)).toEqual(comparable(one.report))
    expect(readFileSync(table, 'utf8').trimEnd().split('\n')).toHaveLength(one.rows.length + 1)
  })

  test('a patient who was divided between two parts is noticed, and nothing is joined', async () => {
    const half = Math.floor(LINES.length / 2)
    const types = ['--types', 'Patient,Condition,Procedure,Observation']
    const outputs = [
      (await extract(['-', '--bulk', '-', ...types], LINES.slice(0, half))).output,
      (await extract(['-', '--bulk', '-', ...types], LINES.slice(half))).output,
    ]
    const { status, stderr } = await joined(outputs, '--table', inFolder('all.csv'))
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^\d+ patient\(s\) are divided/)])
    expect(readdirSync(folder)).not.toContain('all.csv')
  })

  test('a part that is missing, twice, cut off or of another extraction is refused', async () => {
    const shard = async (i: number, of: number, ...more: readonly string[]) =>
      (await extract(['-', '--bulk', EXPORT, '--shard', `${i}/${of}`, ...more])).output
    const [first, second] = [await shard(0, 2), await shard(1, 2)]
    const refusal = async (...outputs: readonly string[]) => (await joined(outputs)).stderr.trim()
    expect(await refusal(first)).toBe('parts are missing: 1/2')
    expect(await refusal(first, second, second)).toBe('a part is there twice')
    expect(await refusal(first, await shard(1, 3))).toMatch(/different kinds of part/)
    expect(await refusal(first, await shard(1, 2, '--scores'))).toMatch(/different boards/)
    const rows = second.trimEnd().split('\n').slice(0, -1).join('\n')
    expect(await refusal(first, rows)).toMatch(/no report at its end/)
    expect(await refusal(first, second.slice(0, -20))).toMatch(/breaks off/)
    expect(
      await refusal(
        read(second)
          .rows.map((row) => JSON.stringify(row))
          .join('\n'),
      ),
    ).toMatch(/no report/)
  })

  test('a part needs a key, since the numbers of two parts would be the same', async () => {
    const { stderr } = await runCommand(defineExtract, ['-', '--bulk', '-'])
    expect(stderr).toMatch(/needs --pseudonym-key-file/)
    for (const shard of ['2/2', '-1/2', '1', 'a/b', '0/0'])
      await expect(extract(['-', '--bulk', EXPORT, '--shard', shard])).rejects.toThrow(/as 3\/8/)
    expect((await extract(['-', '--bulk', '-', '--shard', '0/2'])).stderr).toMatch(
      /give --bulk FOLDER/,
    )
  })
})

describe('a line that cannot be read', () => {
  const ofPatient = (id: string, type: string) =>
    LINES.findIndex(
      (line) => line.startsWith(`{"resourceType":"${type}"`) && line.includes(`Patient/${id}"`),
    )

  const spoilt = (at: number, spoil: (line: string) => string) =>
    LINES.map((line, i) => (i === at ? spoil(line) : line))

  /** Rows by everything but who they are, so that a change is seen. */
  const changed = (one: Extract, other: Extract) => {
    const before = new Set(sorted(one.rows))
    return other.rows.filter((row) => !before.has(JSON.stringify(row))).length
  }

  test('costs the patient whom it names, and nobody else', async () => {
    const one = await unchanged()
    const at = ofPatient('syn-1', 'Procedure')
    const other = await whole(spoilt(at, (line) => line.slice(0, -8)))
    expect(other.report.problems.counts).toEqual({ 'not-json': 1 })
    expect(changed(one, other)).toBe(0)
    expect(other.rows.length).toBe(one.rows.length - 1)
  })

  test('that names nobody makes its type partial for everybody', async () => {
    const one = await unchanged()
    const at = ofPatient('syn-1', 'Condition')
    const other = await whole(spoilt(at, () => '{"resourceType":"Condition","id":"'))
    expect(other.report.problems.ofAnybody).toEqual({ 'not-json': 1 })
    expect(other.rows).not.toEqual(one.rows)
  })

  test.each(['Patient', 'Condition', 'Specimen'])(
    'a source that is cut off in a %s may lack lines of everybody',
    async (type) => {
      const isOf = (line: string) => line.includes(`"resourceType":"${type}"`)
      const lines = LINES.toSorted((a, b) => Number(isOf(a)) - Number(isOf(b)))
      expect(isOf(lines.at(-1)!)).toBe(true)
      const input = lines.join('\n').slice(0, -30)
      const { output } = await runCommand(defineExtract, ['-', '--bulk', '-', ...common], {}, input)
      expect(read(output).report.problems.ofAnybody).toEqual({ 'cut-off': 1 })
    },
  )

  test('is told the same in any number of parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(LINES.length - 1),
        fc.nat(60),
        fc.integer({ min: 2, max: 3 }),
        async (at, cut, parts) => {
          const lines = spoilt(at, (line) => line.slice(0, cut * 4))
          const one = await whole(lines)
          const outputs = await divided(lines, parts)
          expect(sorted(outputs.flatMap((output) => [...read(output).rows]))).toEqual(
            sorted(one.rows),
          )
          const { stderr } = await joined(outputs, '--json', inFolder('r.json'))
          expect(stderr).toBe('')
          const report = JSON.parse(readFileSync(inFolder('r.json'), 'utf8')) as ExtractionDocument
          expect(report.problems.counts).toEqual(one.report.problems.counts)
          expect(report.problems.ofAnybody).toEqual(one.report.problems.ofAnybody)
        },
      ),
      { numRuns: 5 },
    )
  })
})

describe('references to patients in other forms', () => {
  const MRN = { system: 'http://hospital.example/mrn', value: '1' }
  const FORMS: Readonly<Record<string, object>> = {
    absolute: { subject: { reference: 'https://ehr.example/fhir/Patient/syn-1' } },
    versioned: { subject: { reference: 'Patient/syn-1/_history/2' } },
    'absolute and versioned': {
      subject: { reference: 'https://e.example/Patient/syn-1/_history/9' },
    },
    'of a Bundle': { subject: { reference: 'urn:uuid:syn-1' } },
    'member `patient`': { subject: undefined, patient: { reference: 'Patient/syn-1' } },
    contained: {
      subject: { reference: '#p' },
      contained: [{ resourceType: 'Patient', id: 'p', identifier: [MRN] }],
    },
    'by identifier': { subject: { identifier: MRN } },
  }
  const of = (line: string) => line.includes('Patient/syn-1"')

  const inForm = (form: object) =>
    LINES.map((line) => {
      const resource = JSON.parse(line) as object
      if (line.startsWith('{"resourceType":"Patient","id":"syn-1"'))
        return JSON.stringify({ ...resource, identifier: [MRN] })
      return of(line) ? JSON.stringify({ ...resource, ...form }) : line
    })

  test.each(Object.entries(FORMS))(
    '%s: the same row, in one process and in parts',
    async (_, form) => {
      const one = await unchanged()
      const lines = inForm(form)
      expect(sorted((await whole(lines)).rows)).toEqual(sorted(one.rows))
      const outputs = await divided(lines, 2)
      expect(sorted(outputs.flatMap((output) => [...read(output).rows]))).toEqual(sorted(one.rows))
      expect((await joined(outputs)).status).toBe(0)
    },
  )

  test('who cannot be told is told: how many lines, and how many of them found their Patient', async () => {
    const lost = inForm({ subject: { identifier: { ...MRN, value: 'unknown' } } })
    const { rows, report } = await whole(lost)
    expect(rows).toHaveLength((await unchanged()).rows.length - 1)
    const named = LINES.filter(of).length
    expect(report.problems.foundByIdentifier).toBe(0)
    expect(report.problems.ofAnybody['named-by-identifier']).toBeGreaterThan(3)
    expect(report.problems.ofAnybody['named-by-identifier']).toBeLessThanOrEqual(named)
    const found = await whole(inForm({ subject: { identifier: MRN } }))
    expect(found.report.problems.foundByIdentifier).toBe(
      found.report.problems.ofAnybody['named-by-identifier'],
    )
  })
})
