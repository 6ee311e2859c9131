/**
 * Time and memory of `cohort extract` from a synthetic Bulk Data export, a tenth of it first: `npm
 * run bench:extract`. Memory does not grow with the Observations.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeExport } from '../support/synthetic-export.ts'
import { repositoryPath } from '../support/paths.ts'

const OBSERVATIONS = Number(process.argv[2] ?? 1_000_000)

/** Of a patient of the export, on the average. */
const PER_PATIENT = 100

const MOST_MEGABYTES = 512

/** Appended to the command's own process: what it took, on the last line of the error stream. */
const METER = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write('\\n' + JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime })) })`,
)}`

async function measure(wanted: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'extract-'))
  try {
    const source = join(folder, 'export')
    const patients = Math.round(wanted / PER_PATIENT)
    const observations = await writeExport(source, {
      seed: 1,
      patients,
      others: PER_PATIENT - 8,
      files: 4,
    })
    const start = performance.now()
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...['--import', METER, 'src/tace-cds.ts', 'cohort', 'extract', join(folder, 'cohort.csv')],
        ...['--bulk', source, '--work-dir', folder],
      ],
      { cwd: repositoryPath(''), encoding: 'utf8', maxBuffer: 2 ** 26 },
    )
    if (status !== 0) throw new Error(`cohort extract failed: ${stderr}`)
    const seconds = (performance.now() - start) / 1000
    const { maxRSS, cpu } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as {
      readonly maxRSS: number
      readonly cpu: number
    }
    const megabytes = maxRSS / 1024
    if (megabytes > MOST_MEGABYTES) process.exitCode = 1
    const isWithin = megabytes > MOST_MEGABYTES ? 'NO' : 'yes'
    return `| ${String(observations)} | ${String(patients)} | ${seconds.toFixed(1)} | ${(cpu / 1e6).toFixed(1)} | ${megabytes.toFixed(0)} | ${isWithin} |`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const head = [
  `Node ${process.version}, at most ${String(MOST_MEGABYTES)} MB`,
  '',
  '| Observations | patients | seconds | of them on a processor | MB at most | within |',
  '|---|---|---|---|---|---|',
]
process.stdout.write(`${head.join('\n')}\n`)
for (const size of [OBSERVATIONS / 10, OBSERVATIONS])
  process.stdout.write(`${await measure(size)}\n`)
