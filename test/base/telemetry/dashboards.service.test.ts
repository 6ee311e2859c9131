import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { prefetched, serviceFor } from '../../support/requests.ts'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import { startTestService, type TestService } from '../../support/service.ts'

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly type: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
}

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly expr: string
      readonly annotations: { readonly summary: string; readonly action: string }
    }[]
  }[]
}

const dashboard = readRepositoryJson('docker/grafana/dashboard.json') as Dashboard
const alerts = parse(readFileSync(repositoryPath('docker/prometheus/alerts.yml'), 'utf8')) as Alerts
const rules = alerts.groups.flatMap((group) => group.rules)

const panelExpressions = dashboard.panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr),
)
const ruleExpressions = rules.map(({ expr }) => expr)

let service: TestService
/** Labels by metric, as Prometheus would scrape them. */
const labels = new Map<string, Set<string>>()
beforeAll(async () => {
  service = await startTestService()
  await service.http.post(serviceFor()).send(prefetched('high-risk')).expect(200)
  const { text } = await service.http.get('/metrics').expect(200)
  for (const line of text.split('\n')) {
    const help = /^# HELP (\w+)/.exec(line)?.[1]
    if (help !== undefined) labels.set(help, new Set())
    const [, name = '', inside = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? []
    for (const [, label = ''] of inside.matchAll(/(\w+)="/g))
      labels.get(name.replace(/_(bucket|sum|count)$/, ''))?.add(label)
  }
})
afterAll(() => service.stop())

/** What an expression asks for: names of metrics, without the endings of a histogram. */
const metricsIn = (expression: string) =>
  [...expression.matchAll(/\b(?:cds|nodejs|process)_[a-z_]+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ''),
  )

describe.each([
  ['the dashboard', panelExpressions],
  ['the alerts', ruleExpressions],
])('%s', (_name, expressions) => {
  test('ask only for metrics that there are', () => {
    expect(expressions.length).toBeGreaterThan(10)
    const unknown = expressions.flatMap(metricsIn).filter((name) => !labels.has(name))
    expect(unknown).toEqual([])
  })

  test('have brackets that match', () => {
    for (const expression of expressions)
      for (const [open, close] of ['()', '{}', '[]'])
        expect(expression.split(open!).length).toBe(expression.split(close!).length)
  })
})

describe('the dashboard', () => {
  test('shows every metric of the service', () => {
    const shown = new Set(panelExpressions.flatMap(metricsIn))
    const own = [...labels.keys()].filter((name) => name.startsWith('cds_'))
    expect(own.length).toBeGreaterThan(15)
    expect(own.filter((name) => !shown.has(name))).toEqual([])
  })

  test('every panel has a title and asks for something', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row')
    expect(
      panels.filter(({ title, targets = [] }) => title === '' || targets.length === 0),
    ).toEqual([])
  })
})

describe('the alerts', () => {
  test('each says what is wrong and what to do, under a name of its own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    for (const { annotations } of rules) {
      expect(annotations.summary).not.toBe('')
      expect(annotations.action).not.toBe('')
    }
  })

  test('a label that an alert groups by is one that the metric has', () => {
    const samples = [...labels].filter(([, names]) => names.size > 0)
    expect(samples.length).toBeGreaterThan(5)
    const known = new Set(['instance', 'job', 'le', ...samples.flatMap(([, names]) => [...names])])
    // Of metrics without a sample yet.
    const later = [
      'server',
      'reason',
      'predictor',
      'outcome',
      'state',
      'fault',
      'figure',
      'platform',
      'subject',
    ]
    for (const name of later) known.add(name)
    for (const expression of ruleExpressions)
      for (const [, inside = ''] of expression.matchAll(/by \(([^)]*)\)/g))
        for (const label of inside.split(',')) expect(known).toContain(label.trim())
  })
})
