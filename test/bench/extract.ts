/**
 * Time and memory of `cohort extract` from synthetic Bulk Data exports of several sizes: `npm run
 * bench:extract`, or with the greatest number of Observations behind it. Beside each stands what
 * the same process takes that does nothing but parse every line, so that a busy machine shows in
 * both. Memory is told as a straight line through the greater sizes, drawn on to ten million.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeExport } from '../support/synthetic-export.ts'
import { repositoryPath } from '../support/paths.ts'

const OBSERVATIONS = Number(process.argv[2] ?? 2_000_000)

const SHARES = [0.05, 0.25, 0.5, 1]

/** Below it Node has not yet taken the memory that it lets wait for its collector. */
const LEAST_OF_LINE = 0.25

/** Of a patient of the export, on the average. */
const PER_PATIENT = 37

const TEN_MILLION = 10_000_000

/** Appended to a process: what it took, on the last line of the error stream. */
const METER = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write('\\n' + JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime })) })`,
)}`

/** The floor: every line is read and parsed, and nothing is made of it. */
const BARE = `
import { createReadStream, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
const [, , folder] = process.argv
for (const name of readdirSync(folder))
  for await (const line of createInterface({ input: createReadStream(folder + '/' + name) })) JSON.parse(line)
`

interface Taken {
  readonly seconds: number
  readonly megabytes: number
}

function take(args: readonly string[]): Taken {
  const { status, stderr } = spawnSync(process.execPath, ['--import', METER, ...args], {
    cwd: repositoryPath(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`${args[0] ?? ''} failed: ${stderr}`)
  const { maxRSS, cpu } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as {
    readonly maxRSS: number
    readonly cpu: number
  }
  return { seconds: cpu / 1e6, megabytes: maxRSS / 1024 }
}

interface Measured {
  readonly observations: number
  readonly patients: number
  readonly extract: Taken
  readonly bare: Taken
}

async function measure(wanted: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'extract-'))
  try {
    const source = join(folder, 'export')
    const patients = Math.round(wanted / PER_PATIENT)
    const plan = { seed: 1, patients, others: PER_PATIENT - 8, files: 4 }
    const observations = await writeExport(source, plan)
    writeFileSync(join(folder, 'bare.mjs'), BARE)
    const bare = take([join(folder, 'bare.mjs'), source])
    const command = ['src/tace-cds.ts', 'cohort', 'extract', join(folder, 'cohort.csv')]
    const extract = take([...command, '--bulk', source, '--work-dir', folder])
    return { observations, patients, extract, bare }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Least squares: the value at 0 and the slope. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const slope =
    points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) /
    points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  return (at: number) => y + slope * (at - x)
}

const head = [
  `Node ${process.version}; seconds of a processor`,
  '',
  '| Observations | patients | extract s | bare parsing s | ratio | extract MB at most | bare MB |',
  '|---|---|---|---|---|---|---|',
]
process.stdout.write(`${head.join('\n')}\n`)
const measured: Measured[] = []
for (const share of SHARES) {
  const row = await measure(OBSERVATIONS * share)
  const { observations, patients, extract, bare } = row
  const ratio = (extract.seconds / bare.seconds).toFixed(1)
  const cells = [observations, patients, extract.seconds.toFixed(1), bare.seconds.toFixed(1), ratio]
  const memory = [extract, bare].map(({ megabytes }) => megabytes.toFixed(0))
  process.stdout.write(`| ${[...cells, ...memory].join(' | ')} |\n`)
  measured.push(row)
}
const line = lineThrough(
  measured
    .filter((_, i) => (SHARES[i] ?? 0) >= LEAST_OF_LINE)
    .map(({ observations, extract }) => [observations, extract.megabytes] as const),
)
process.stdout.write(
  `\nMemory as a straight line: ${line(OBSERVATIONS).toFixed(0)} MB at ${String(OBSERVATIONS)}, ${line(TEN_MILLION).toFixed(0)} MB at ${String(TEN_MILLION)} Observations.\n`,
)
