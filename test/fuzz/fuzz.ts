/**
 * Sends calls that are nearly right until the time is up: no answer of 5xx, none that breaks the
 * specification, no rejection that nobody handled, no memory that grows. A call that failed is
 * printed as JSON, to be kept in fixtures/fuzz/.
 *
 * `npm run fuzz -- --seconds 600 --seed 7`; `--records 20000` hides parts of so many records first.
 */
import { parseArgs } from 'node:util'
import { fc } from '../support/property.ts'
import { halfReadLaw } from '../support/half-read.ts'
import { fuzzCases } from './cases.ts'
import { startFuzzTarget } from './target.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    records: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
})
const SECONDS = Number(values.seconds)
const FIRST_SEED = Number(values.seed)
const BATCH = 100
const MEGABYTE = 1024 * 1024
/** What a garbage collector may leave behind; a leak of 1 KB per call is far above it. */
const MOST_GROWTH_MB = 24

const stray: string[] = []
process.on('unhandledRejection', (reason) => stray.push(String(reason)))
process.on('uncaughtException', (error) => stray.push(String(error.stack)))

function heapMegabytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / MEGABYTE
}

if (values.records !== '0') {
  await fc.assert(halfReadLaw, { seed: FIRST_SEED, numRuns: Number(values.records) })
  process.stdout.write(`fuzz: no card claimed more in ${values.records} half-read records\n`)
}

const target = await startFuzzTarget()
const property = fc.asyncProperty(fuzzCases, async (one) => {
  const wrong = await target.judge(one)
  if (wrong !== undefined) throw new Error(wrong)
  if (stray.length > 0) throw new Error(`nobody handled: ${stray.join('\n')}`)
})

async function run(): Promise<string | undefined> {
  const started = performance.now()
  const share = () => (performance.now() - started) / (SECONDS * 1_000)
  let [batches, settled] = [0, 0]
  while (share() < 1) {
    const seed = FIRST_SEED + batches
    const details = await fc.check(property, { seed, numRuns: BATCH })
    if (details.failed)
      return `seed ${String(seed)}: ${String(details.errorInstance)}\n${JSON.stringify(details.counterexample?.[0])}`
    batches += 1
    // The first third warms caches and compiled code.
    if (settled === 0 && share() > 1 / 3) settled = heapMegabytes()
  }
  const growth = heapMegabytes() - settled
  process.stdout.write(
    `fuzz: ${String(batches * BATCH)} calls, seeds ${String(FIRST_SEED)} to ${String(FIRST_SEED + batches - 1)}, heap ${growth.toFixed(1)} MB larger; answers by status: ${JSON.stringify(target.statuses)}\n`,
  )
  return growth > MOST_GROWTH_MB ? `the heap grew by ${growth.toFixed(1)} MB` : undefined
}

const failure = await run()
await target.stop()
if (failure !== undefined) {
  process.stderr.write(`fuzz: ${failure}\n`)
  process.exitCode = 1
}
