import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readConfig } from '../../src/base/config/config.ts'
import { loadShippedCatalog } from '../../src/catalog/shipped.ts'
import { DOCUMENTS } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'

const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')
const run = read('docs/run.md')

/** A figure that a document states, and the source of it. */
const FIGURES: readonly (readonly [path: string, said: string, from: string, source: RegExp])[] = [
  ['docs/run.md', 'user 1000', 'docker/k8s/statefulset.yaml', /runAsUser: 1000\n/],
  ['docs/run.md', '1 GB', 'docker/compose.yaml', /mem_limit: 1g\n/],
  ['docs/run.md', 'two replicas', 'docker/compose.yaml', / {2}tace-cds-1:[^]* {2}tace-cds-2:/],
  ['docs/run.md', 'kept for 65 s', 'src/server/http/server.ts', /keepAliveTimeout: 65_000,/],
  [
    'docs/run.md',
    'wait for at most 2 s',
    'src/server/http/admission-options.ts',
    /QUEUE_WAIT_MS = 2_000\n/,
  ],
  ['docs/run.md', '(80 %)', 'src/records/watch-records.ts', /NEARLY_FULL = 0\.8\n/],
  ['docs/run.md', '60 days before', 'src/clinical/models/site-evidence.ts', /ALARM_DAYS = 60\n/],
  [
    'docs/monitoring.md',
    'alarm_ beyond 3.6',
    'src/evaluation/monitoring/alarm-state.ts',
    /= 3\.6\n/,
  ],
  ['docs/monitoring.md', '80 % of them', 'src/evaluation/monitoring/alarm-state.ts', /= 0\.8\n/],
  ['docs/monitoring.md', 'as `<5`', 'src/evaluation/monitoring/small-cells.ts', /SMALL_CELL = 5\n/],
  [
    'docs/validation.md',
    'last 24 months',
    'src/clinical/models/evidence-gates.ts',
    /ANCHOR_REACHES_MONTHS = 24\n/,
  ],
  [
    'docs/validation.md',
    '90 % complete',
    'src/evaluation/anchoring/anchor-site.ts',
    /LEAST_COMPLETE = 0\.9\n/,
  ],
]

describe('what documents say of the state', () => {
  test('README.md names every service that is shipped', () => {
    const { services } = loadShippedCatalog({ language: 'en' })
    const missing = services
      .map(({ entry }) => entry.id)
      .filter((id) => !read('README.md').includes(id))
    expect(missing).toEqual([])
  })

  test('docs/run.md has every health check', () => {
    const sources = readdirSync(repositoryPath('src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(`src/${name}`))
    const checks = sources.flatMap((text) =>
      [...text.matchAll(/name: '([a-z-]+)',\s*check\b/g)].map(([, name]) => name!),
    )
    const table = [...run.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name!)
    expect(table.toSorted()).toEqual([...new Set(checks)].toSorted())
  })

  test('it says for how long records are kept', () => {
    expect(run).toContain(`RECORDS_KEEP_DAYS (${String(readConfig({}, []).recordsKeepDays)})`)
  })

  test('the Node that documents name is that of the project', () => {
    const version = read('.nvmrc').trim()
    const named = DOCUMENTS.filter((path) => !/CHANGELOG|adr\//.test(path)).flatMap((path) =>
      [...read(path).matchAll(/\bNode (\d+)\b/g)].map(([, one]) => [path, one]),
    )
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter(([, one]) => one !== version)).toEqual([])
  })

  test.each(FIGURES)('%s: %s', (path, said, from, source) => {
    expect(read(path).replace(/\s+/g, ' ')).toContain(said)
    expect(read(from)).toMatch(source)
  })
})
