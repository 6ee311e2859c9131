import { execFile } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ExtractionDocument } from '../../../src/evaluation/extraction/extraction-document.ts'
import { repositoryPath } from '../../support/paths.ts'
import { writeExport } from '../../support/synthetic-export.ts'
import { OUTCOME_DEFINITION } from '../../support/synthetic-patient.ts'
import { PYTHON } from '../support/python.ts'

const PATIENTS = 20_000

/** Only bounds a hang. */
const MOST_MS = 900_000

const SPARK_SUBMIT = join(dirname(PYTHON), 'spark-submit')

/** The job runs beside other work: two processors, two gigabytes. */
const SPARK = ['--master', 'local[2]', '--driver-memory', '2g', '--conf', 'spark.ui.enabled=false']

const TACE_CDS = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  repositoryPath('src/tace-cds.ts'),
]

const run = promisify(execFile)

let folder: string
const inFolder = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spark-'))
  writeFileSync(inFolder('key'), 'k'.repeat(40))
  writeFileSync(inFolder('outcome.json'), JSON.stringify(OUTCOME_DEFINITION))
  await writeExport(inFolder('export'), { seed: 1, patients: PATIENTS, others: 29, files: 4 })
  // A line that names its patient and one that names nobody: every partition needs the second.
  appendFileSync(
    inFolder('export/Observation.000.ndjson'),
    '{"resourceType":"Observation","subject":{"reference":"Patient/syn-1"},"code\n{"resourceType":"Observation"\n',
  )
}, MOST_MS)
afterAll(() => rmSync(folder, { recursive: true }))

const options = () => [
  ...['--pseudonym-key-file', inFolder('key'), '--outcome-definition', inFolder('outcome.json')],
  '--scores',
]

const inOneProcess = () => {
  const [node = '', ...program] = TACE_CDS
  const table = ['cohort', 'extract', inFolder('one.ndjson'), '--bulk', inFolder('export')]
  return run(node, [...program, ...table, '--json', inFolder('one.json'), ...options()])
}

/** @param partitions - Each starts a process: few, but several. */
const bySpark = (
  source: string,
  out: string,
  { partitions = 4, command = TACE_CDS.join(' ') } = {},
) =>
  run(
    SPARK_SUBMIT,
    [
      ...SPARK,
      repositoryPath('docker/spark/extract_cohort.py'),
      source,
      out,
      '--partitions',
      String(partitions),
      '--',
      ...options(),
    ],
    {
      env: { ...process.env, TACE_CDS: command, PYSPARK_PYTHON: PYTHON, SPARK_LOCAL_DIRS: folder },
      maxBuffer: 2 ** 28,
    },
  )

const partsIn = (out: string) =>
  readdirSync(out)
    .filter((name) => name.startsWith('part-'))
    .map((name) => readFileSync(join(out, name), 'utf8'))
    .join('')

const comparable = (text: string) => ({
  ...(JSON.parse(text) as ExtractionDocument),
  table: undefined,
  // Where a line stood is not known any more in a partition.
  problems: { ...(JSON.parse(text) as ExtractionDocument).problems, first: [] },
})

describe('the job of docker/spark', () => {
  test(
    'makes the rows and the report of one process, of 20 000 patients',
    async () => {
      await Promise.all([inOneProcess(), bySpark(inFolder('export'), inFolder('out'))])
      const lines = (text: string) => text.trimEnd().split('\n').toSorted()
      const wanted = lines(readFileSync(inFolder('one.ndjson'), 'utf8'))
      expect(wanted.length).toBeGreaterThan(10_000)
      expect(lines(partsIn(inFolder('out/rows')))).toEqual(wanted)
      expect(comparable(partsIn(inFolder('out/report')))).toEqual(
        comparable(readFileSync(inFolder('one.json'), 'utf8')),
      )
    },
    MOST_MS,
  )

  test(
    'fails as a whole when one partition fails, and leaves no rows',
    async () => {
      writeFileSync(
        inFolder('fails-once'),
        `#!/bin/sh\nif [ "$2" = extract ] && mkdir ${inFolder('failed')} 2>/dev/null; then cat >/dev/null; exit 3; fi\nexec ${TACE_CDS.join(' ')} "$@"\n`,
      )
      const source = repositoryPath('fixtures/bulk-export/*.ndjson')
      const job = bySpark(source, inFolder('failing'), {
        partitions: 2,
        command: `sh ${inFolder('fails-once')}`,
      })
      await expect(job).rejects.toThrow()
      expect(readdirSync(folder)).toContain('failed')
      expect(readdirSync(folder)).not.toContain('failing')
    },
    MOST_MS,
  )
})
