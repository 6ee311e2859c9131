/**
 * Asks whether the tests notice: draws mutants of code and of clinical data, puts each into a copy
 * of the tree and runs the tests that are related to it.
 *
 * `npm run mutation -- --seed 7 --count 200`; `--exhaustive numbers` moves every number of the data
 * instead, `--only TEXT` takes the mutants of files whose path has the text, `--list` names them
 * and runs nothing. Of the related tests the nearest `--tests` are asked. What was judged is kept
 * in `--out`, and not asked again: a run that was ended goes on where it stopped.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { repositoryPath } from '../support/paths.ts'
import { judge, type Verdict } from './judge.ts'
import { drawMutants, numberMoves } from './population.ts'
import { relatedTests } from './related-tests.ts'
import { identityOf, isData, type Site } from './site.ts'
import { typeChecker } from './type-check.ts'
import { copyOf } from './work-copy.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    count: { type: 'string', default: '200' },
    exhaustive: { type: 'string' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    tests: { type: 'string', default: '60' },
    limit: { type: 'string', default: '600' },
    out: { type: 'string' },
  },
})
const name = values.exhaustive ?? values.seed
const out = values.out ?? join(tmpdir(), `mutation-${name}.ndjson`)

type Judged = Site & Verdict

const root = repositoryPath('')
const git = (...words: readonly string[]) =>
  execFileSync('git', ['-C', root, 'ls-files', '-z', ...words], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)))

const files = git('--cached', '--others', '--exclude-standard')
const drawn =
  values.exhaustive === 'numbers'
    ? numberMoves({ root, files, seed: Number(values.seed) })
    : drawMutants({ root, files, seed: Number(values.seed) }, Number(values.count))
const mutants = drawn.filter(({ file }) => file.includes(values.only))

const describe = ({ file, line, kind, from, to }: Site) =>
  `${file}:${String(line)} [${kind}] ${JSON.stringify(from.slice(0, 70))} -> ${JSON.stringify(to.slice(0, 70))}`

const tell = (line: string) => process.stdout.write(`${line}\n`)

const kept: readonly Judged[] = existsSync(out)
  ? readFileSync(out, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Judged)
  : []
const judged = new Map(kept.map((one) => [identityOf(one), one]))

function summary(kind: 'code' | 'data') {
  const all = mutants
    .filter((site) => isData(site) === (kind === 'data'))
    .flatMap((site) => judged.get(identityOf(site)) ?? [])
  const count = (verdict: Verdict['verdict']) => all.filter((one) => one.verdict === verdict).length
  const asked = all.length - count('refused')
  const share = ((100 * count('killed')) / Math.max(asked, 1)).toFixed(1)
  return `${kind}: ${String(count('killed'))} of ${String(asked)} killed (${share} %), ${String(count('timed out'))} timed out; ${String(count('refused'))} more refused by the compiler`
}

async function run() {
  const ended = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      ended.abort()
    })
  const copy = copyOf(root, files, ended.signal)
  const testsOf = relatedTests(root, files)
  const refusal = typeChecker(root)
  const verdictOf = judge({
    copy,
    testsOf,
    refusal,
    most: Number(values.tests),
    limit: Number(values.limit),
    tell,
  })
  try {
    for (const site of mutants.filter((one) => !judged.has(identityOf(one)))) {
      const started = performance.now()
      const verdict = await verdictOf(site)
      if (ended.signal.aborted) break
      const seconds = Math.round((performance.now() - started) / 1_000)
      const one = { ...site, ...verdict, seconds }
      judged.set(identityOf(site), one)
      appendFileSync(out, `${JSON.stringify(one)}\n`)
      tell(
        `${verdict.verdict} ${describe(site)}${verdict.by === undefined ? '' : ` | ${verdict.by}`}`,
      )
    }
  } finally {
    copy.remove()
  }
}

tell(`mutation check ${name}: ${String(mutants.length)} mutants, judged in ${out}`)
if (values.list) for (const site of mutants) tell(describe(site))
else {
  await run()
  for (const kind of ['code', 'data'] as const) tell(summary(kind))
}
