/**
 * Time and memory of the cohort commands on 100 000 synthetic rows with 12 candidate predictors:
 * `npm run bench:cohort`. Each command is a process of its own, as a user starts it.
 */
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { CANDIDATES, syntheticRows } from '../evaluation/cohort/synthetic-cohort.ts'
import { repositoryPath } from '../support/paths.ts'

const PATIENTS = Number(process.argv[2] ?? 100_000)
const folder = mkdtempSync(join(tmpdir(), 'cohort-'))
const file = join(folder, 'synthetic.csv')

async function writeTable(): Promise<void> {
  const stream = createWriteStream(file)
  const plan = { seed: 1, patients: PATIENTS, intercept: -7.4, slope: 0.85, missing: 0 }
  const header = ['patient', 'scanner', ...CANDIDATES, 'outcome']
  stream.write(`${header.join(',')}\n`)
  for (const row of syntheticRows(plan))
    stream.write(`${header.map((name) => String(row[name])).join(',')}\n`)
  stream.end()
  await finished(stream)
}

interface Measured {
  readonly name: string
  readonly seconds: number
  readonly cpuSeconds: number
  readonly megabytes: number
}

/** Appended to the command's own process: what it took, on the last line of the error stream. */
const METER = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write('\\n' + JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime })) })`,
)}`

function measure(name: string, args: readonly string[]): Measured {
  const start = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', METER, 'src/tace-cds.ts', 'cohort', ...args],
    { cwd: repositoryPath(''), encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
  const { maxRSS, cpu } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as {
    readonly maxRSS: number
    readonly cpu: number
  }
  return {
    name,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: cpu / 1e6,
    megabytes: maxRSS / 1024,
  }
}

const LIMITS: readonly (readonly [name: string, seconds: number, args: readonly string[]])[] = [
  [
    'stepwise fit',
    30,
    [
      'fit',
      file,
      '--candidate',
      CANDIDATES.join(','),
      '--bootstrap',
      '0',
      '--html',
      join(folder, 'fit.html'),
    ],
  ],
  ['validate', 10, ['validate', file, '--subgroup', 'scanner', '--html', join(folder, 'v.html')]],
  ['recalibrate', 10, ['recalibrate', file, '--outcomes']],
]
const MOST_MEGABYTES = 2048

try {
  await writeTable()
  const lines = LIMITS.map(([name, limit, args]) => {
    const { seconds, cpuSeconds, megabytes } = measure(name, args)
    const isWithin = seconds < limit && megabytes < MOST_MEGABYTES
    if (!isWithin) process.exitCode = 1
    return `| ${name} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${String(limit)} | ${megabytes.toFixed(0)} | ${isWithin ? 'yes' : 'NO'} |`
  })
  const head = [
    `Node ${process.version}, ${String(PATIENTS)} rows, ${String(CANDIDATES.length)} candidates`,
    '',
    '| command | seconds | of them on a processor | limit | MB at most | within |',
    '|---|---|---|---|---|---|',
  ]
  process.stdout.write(`${[...head, ...lines].join('\n')}\n`)
} finally {
  rmSync(folder, { recursive: true })
}
