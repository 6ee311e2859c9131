/**
 * Sends calls that are nearly right, several at once: no answer of 5xx, none that breaks the
 * specification, no call that holds the event loop, no rejection that nobody handled, no memory
 * that grows. A call that failed is written to a file, to be kept in fixtures/fuzz/.
 *
 * `npm run fuzz -- --seconds 600 --seed 7`, or `--calls 1000000`; `--records 20000` hides parts of
 * so many records first, and `--go-on` counts failures instead of ending at the first. Ended by a
 * signal, it tells what it has done so far.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fc } from '../support/property.ts'
import { halfReadLaw } from '../support/half-read.ts'
import { type FuzzCase, fuzzCases } from './cases.ts'
import { type FuzzTarget, IN_FLIGHT, startFuzzTarget } from './target.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    calls: { type: 'string' },
    records: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    'go-on': { type: 'boolean', default: false },
  },
})
const SECONDS = values.calls === undefined ? Number(values.seconds) : Infinity
const CALLS = Number(values.calls ?? Infinity)
const FIRST_SEED = Number(values.seed)
const BATCH = 500
/** The service forgets its records when it ends: begun anew so often, they never fill the memory. */
const CALLS_OF_A_LIFE = 100_000
/** What a garbage collector may leave behind; a leak of 1 KB per call is far above it. */
const MOST_GROWTH_MB = 24
/** What one call may keep all others waiting: time of the service's own, whatever else runs. */
const MOST_HELD_MS = 250

let isOver = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isOver = true))

const started = performance.now()
const statuses: Record<number, number> = {}
const failures: string[] = []
let [calls, held, together, growth] = [0, 0, 0, 0]

const share = () =>
  Math.max((performance.now() - started) / (SECONDS * 1_000), calls / CALLS, isOver ? 1 : 0)

const summary = () =>
  `fuzz: ${String(calls)} calls in ${((performance.now() - started) / 1_000).toFixed(0)} s, seeds from ${String(FIRST_SEED)}; ` +
  `event loop held ${held.toFixed(0)} ms at most (${String(together)} times longer by calls at once, none of which does so alone), ` +
  `heap ${growth.toFixed(1)} MB larger; answers by status: ${JSON.stringify(statuses)}\n`

/** What is wrong with the service, apart from its answers. */
function problemOf({ processorMs, stray }: Awaited<ReturnType<FuzzTarget['held']>>) {
  if (stray.length > 0) return `nobody handled: ${stray.join('\n')}`
  return processorMs > MOST_HELD_MS ? `held ${processorMs.toFixed(0)} ms` : undefined
}

/** What became of the calls of one seed. */
interface Sent {
  /** What was wrong with the first answer that was. */
  readonly wrong: string | undefined
  /** Those that took so long that they may have held the event loop. */
  readonly slow: readonly FuzzCase[]
}

/** Calls of one seed, several under way at once. */
async function sendBatch(target: FuzzTarget, seed: number): Promise<Sent> {
  const underWay = new Set<Promise<void>>()
  const slow: FuzzCase[] = []
  let wrong: string | undefined
  const property = fc.asyncProperty(fuzzCases, async (one) => {
    const from = performance.now()
    const call = target.judge(one).then((verdict) => {
      wrong ??= verdict
      if (performance.now() - from > MOST_HELD_MS) slow.push(one)
      underWay.delete(call)
    })
    underWay.add(call)
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay)
  })
  await fc.check(property, { seed, numRuns: BATCH })
  await Promise.all(underWay)
  return { wrong, slow }
}

/** What is wrong with the service while it answers one call and no other. */
async function judgeAlone(target: FuzzTarget, one: FuzzCase): Promise<string | undefined> {
  return (await target.judge(one)) ?? problemOf(await target.held())
}

/** The calls of a seed one after the other: which one failed, as small as it still fails. */
async function findFailure(target: FuzzTarget, seed: number): Promise<string | undefined> {
  const property = fc.asyncProperty(fuzzCases, async (one) => {
    const wrong = await judgeAlone(target, one)
    if (wrong !== undefined) throw new Error(wrong)
  })
  const details = await fc.check<[FuzzCase]>(property, { seed, numRuns: BATCH })
  if (!details.failed) return undefined
  const file = join(mkdtempSync(join(tmpdir(), 'fuzz-')), `seed-${String(seed)}.json`)
  writeFileSync(file, JSON.stringify(details.counterexample?.[0]))
  return `${String(details.errorInstance)}, by the call in ${file}`
}

/** Whether one of the slow calls holds the event loop by itself. */
async function anyHolds(target: FuzzTarget, slow: readonly FuzzCase[]): Promise<boolean> {
  for (const one of slow) {
    if ((await judgeAlone(target, one)) !== undefined) return true
  }
  return false
}

/** What is wrong with one of the calls of a seed. */
async function judgeBatch(target: FuzzTarget, seed: number): Promise<string | undefined> {
  const { wrong, slow } = await sendBatch(target, seed)
  const state = await target.held()
  const problem = wrong ?? problemOf(state)
  if (problem === undefined) {
    held = Math.max(held, state.processorMs)
    return undefined
  }
  const isHeld = wrong === undefined && state.stray.length === 0
  if (isHeld && !(await anyHolds(target, slow))) {
    together += 1
    return undefined
  }
  const found = values['go-on'] ? undefined : await findFailure(target, seed)
  return `seed ${String(seed)}: ${found ?? `${problem}, by calls at once`}`
}

/** The life of one service. */
async function live(target: FuzzTarget): Promise<void> {
  const [from, until] = [calls, calls + CALLS_OF_A_LIFE]
  const [fromShare, untilShare] = [share(), 1]
  let settled: number | undefined
  while (share() < 1 && calls < until) {
    const failure = await judgeBatch(target, FIRST_SEED + calls / BATCH)
    if (failure !== undefined) failures.push(failure)
    if (failures.length > 0 && !values['go-on']) return
    calls += BATCH
    // The first third warms caches and compiled code.
    const lived = Math.max(
      (calls - from) / CALLS_OF_A_LIFE,
      (share() - fromShare) / (untilShare - fromShare),
    )
    if (settled === undefined && lived > 1 / 3) settled = (await target.held(true)).heapMb
  }
  const larger = (await target.held(true)).heapMb - (settled ?? Infinity)
  growth = Math.max(growth, larger)
  if (growth > MOST_GROWTH_MB) failures.push(`the heap grew by ${growth.toFixed(1)} MB`)
}

const mayGoOn = () => failures.length === 0 || values['go-on']

if (values.records !== '0') {
  await fc.assert(halfReadLaw, { seed: FIRST_SEED, numRuns: Number(values.records) })
  process.stdout.write(`fuzz: no card claimed more in ${values.records} half-read records\n`)
}

while (share() < 1 && mayGoOn()) {
  const target = await startFuzzTarget(statuses)
  await live(target).finally(target.stop)
  process.stdout.write(summary())
}
for (const failure of failures) process.stderr.write(`fuzz: ${failure}\n`)
if (failures.length > 0) process.exitCode = 1
