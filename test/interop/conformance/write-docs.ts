/**
 * Writes docs/conformance.md from the clauses (clauses.json) and the tests whose titles begin with
 * one, and from the table of neighbours. `--check` only compares. `--report FILE` takes the JSON of
 * a test run that is there already.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { toNeighbourTable } from '../../neighbours/table.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'

interface Clause {
  readonly id: string
  readonly level: 'SHALL' | 'SHOULD' | 'MAY'
  readonly versions: string
  readonly text: string
  readonly otherwise?: string
}

interface JestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

interface Shown {
  readonly file: string
  readonly title: string
}

const DOCUMENT = repositoryPath('docs/conformance.md')
const ID = String.raw`(?:[A-Z]\d+|[IL]@\d+|cds-[a-z]+-\d|ord-1|FHIR-\d+|1\.\d+)`
const TITLE = new RegExp(`^(${ID}(?:, ${ID})*)(?: [a-z]+)?(?::|$)`)

/** How many tests of a clause are named; there may be many. */
const NAMED = 2

function runTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  const report = join(folder, 'report.json')
  const args = ['test', '--silent', '--', '--json', `--outputFile=${report}`]
  spawnSync('npm', args, { cwd: repositoryPath(''), stdio: 'inherit' })
  const text = readFileSync(report, 'utf8')
  rmSync(folder, { recursive: true })
  return text
}

function readShown(report: string): ReadonlyMap<string, readonly Shown[]> {
  const shown = new Map<string, Shown[]>()
  for (const { name, assertionResults } of (JSON.parse(report) as JestReport).testResults) {
    const file = name.slice(name.lastIndexOf('/test/') + 1)
    for (const { title, status } of assertionResults) {
      if (status !== 'passed') continue
      for (const id of TITLE.exec(title)?.[1]?.split(', ') ?? [])
        shown.set(id, [...(shown.get(id) ?? []), { file, title }])
    }
  }
  return shown
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const withoutIds = (title: string) => title.replace(TITLE, '').trim()

function toTests(shown: readonly Shown[]): string {
  const byFile = Map.groupBy(shown, ({ file }) => file)
  return [...byFile]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, tests]) => {
      const titles = [...new Set(tests.map(({ title }) => withoutIds(title)))].toSorted()
      const named = titles.filter((title) => title !== '').slice(0, NAMED)
      const more = titles.length - named.length
      const words = [...named, ...(more > 0 ? [`${String(more)} more`] : [])].join('; ')
      return `\`${file}\`: ${escaped(words)}`
    })
    .join('<br>')
}

function toRow(clause: Clause, shown: readonly Shown[]): string {
  const { id, level, versions, text, otherwise = '' } = clause
  const cells = [id, level, versions, escaped(text), toTests(shown), escaped(otherwise)]
  return `| ${cells.join(' | ')} |`
}

function toDocument(
  clauses: readonly Clause[],
  shown: ReadonlyMap<string, readonly Shown[]>,
): string {
  const rows = clauses.map((clause) => toRow(clause, shown.get(clause.id) ?? []))
  return [
    '# Conformance with CDS Hooks 1.0 to 3.0',
    '',
    'Generated from the tests by `npm run conformance:docs`; do not edit. Every SHALL and SHOULD that',
    'falls on a service (and the MAYs that need a word), the tests whose titles begin with it, and where we do otherwise, why.',
    '',
    'Ids: `cds-*` and `ord-1` are invariants of the specification and its hook library; `I@n` and `L@n`',
    'number the requirements of CDS Hooks 2.0 and of the hook library 1.0.1 as the Inferno test kit of',
    'Da Vinci CRD does; `FHIR-n` is a change request; the other letters are the chapters of our own list:',
    'N JSON, D discovery, H HTTP, P prefetch, F FHIR access, Y system actions, J client tokens.',
    '"3.0" is the ballot of January 2026 and what was edited since.',
    '',
    'No request says its version: it is a setting of the client, 2.0 when nothing is known.',
    '',
    '<!-- prettier-ignore -->',
    '| id | level | versions | what | shown by | otherwise, and why |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## Programs of others',
    '',
    'What `npm run test:neighbours` and `npm run test:image` run against, from `test/neighbours/neighbours.json`. The versions are those',
    'that are installed; a test compares them. The result is what the tests named beside it hold.',
    '',
    '<!-- prettier-ignore -->',
    toNeighbourTable(),
    '',
  ].join('\n')
}

function complaintsOf(
  clauses: readonly Clause[],
  shown: ReadonlyMap<string, readonly Shown[]>,
): readonly string[] {
  const ids = clauses.map(({ id }) => id)
  const bare = clauses.filter(({ id, otherwise }) => !shown.has(id) && otherwise === undefined)
  const unknown = [...shown.keys()].filter((id) => !ids.includes(id))
  return [
    ...bare.map(({ id }) => `${id}: neither a test nor a reason`),
    ...unknown.map((id) => `${id}: a test begins with it, but clauses.json has no such clause`),
  ]
}

const args = process.argv.slice(2)
const given = args.indexOf('--report')
const report = given < 0 ? runTests() : readFileSync(args[given + 1] ?? '', 'utf8')
const clauses = readRepositoryJson('test/interop/conformance/clauses.json') as readonly Clause[]
const shown = readShown(report)
const complaints = complaintsOf(clauses, shown)
const options = await resolveConfig(DOCUMENT)
const text = await format(toDocument(clauses, shown), { ...options, parser: 'markdown' })
if (!args.includes('--check')) writeFileSync(DOCUMENT, text)
else if (readFileSync(DOCUMENT, 'utf8') !== text)
  complain('docs/conformance.md is stale: npm run conformance:docs')
for (const complaint of complaints) complain(complaint)

function complain(what: string): void {
  process.stderr.write(`conformance: ${what}\n`)
  process.exitCode = 1
}
