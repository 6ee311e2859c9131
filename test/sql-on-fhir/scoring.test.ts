import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type Random, toRandom } from '../../src/cohort/index.ts'
import { scoringQuery } from '../../src/sql-on-fhir/index.ts'
import { definition, extract } from '../extraction/support.ts'
import { at, draw, type Made } from '../interchange/synthetic-patient.ts'
import { SCENARIOS } from '../interchange/synthetic-scenarios.ts'
import { repositoryPath } from '../support/paths.ts'
import { queryOver, type Scored } from './duckdb.ts'

const QUERY = scoringQuery(definition)

function exported(): readonly Made[] {
  const folder = repositoryPath('fixtures/bulk-export')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Made)
}

const ownerOf = (resource: Made) =>
  resource.resourceType === 'Patient'
    ? String(resource['id'])
    : (resource['subject'] as { readonly reference: string }).reference.slice(8)

/** The risk that the service's own code gives each patient; nothing for those whom it gives none. */
function risksOf(resources: readonly Made[]): ReadonlyMap<string, number | undefined> {
  const byPatient = Map.groupBy(resources, ownerOf)
  return new Map(
    [...byPatient].map(([id, own]) => {
      const extracted = extract(own, id)
      const assessment = extracted.kind === 'assessed' ? extracted.assessment : undefined
      return [id, assessment?.kind === 'estimated' ? assessment.estimate.predictedRisk : undefined]
    }),
  )
}

/** Every figure of the query is the service's; the answer is those whom SQL gives none. */
function compare(rows: readonly Scored[], risks: ReadonlyMap<string, number | undefined>) {
  const withheld: Record<string, string> = {}
  for (const row of rows) {
    const { patient_id: id, predicted_risk: risk, no_figure_because: why } = row
    const expected = risks.get(String(id))
    expect([id, (risk === null) === (why !== null)]).toEqual([id, true])
    if (typeof risk === 'number') {
      expect([id, expected === undefined]).toEqual([id, false])
      expect(Math.abs(risk - (expected ?? 0))).toBeLessThan(1e-9)
    } else if (expected !== undefined) withheld[String(id)] = String(why)
  }
  return withheld
}

/** A text as somebody else might have written it, or nothing. */
const one = <Item>(items: readonly Item[], random: Random) =>
  items[Math.floor(random.uniform() * items.length)]

/** A resource that something happened to. */
function changed(resource: Made, shift: (days: number) => string, random: Random): Made {
  if (resource.resourceType === 'Patient') return resource
  const days = Math.floor(random.uniform() * 40) - 25
  const sent = resource['valueQuantity'] as { readonly value: number } | undefined
  const changes: readonly object[] = [
    { status: one(['final', 'corrected', 'amended', 'preliminary', 'cancelled'], random) },
    { effectiveDateTime: shift(days) },
    { effectiveDateTime: shift(days).slice(0, 10) },
    { effectiveDateTime: shift(days).slice(0, 7) },
    { effectiveDateTime: `${shift(days).slice(0, 19)}.250Z` },
    { effectiveDateTime: '2025-02-30' },
    { effectiveDateTime: undefined },
    { effectiveDateTime: undefined, effectivePeriod: { start: shift(days - 1), end: shift(days) } },
    { effectiveDateTime: undefined, effectiveInstant: shift(days) },
    { performedDateTime: shift(days), authoredOn: shift(days) },
    { specimen: undefined },
    { valueQuantity: sent && { ...sent, value: sent.value * one([0.5, 1.5, 10, 1000], random)! } },
    { valueQuantity: sent && { ...sent, comparator: '<' } },
    {
      valueQuantity: sent && {
        value: sent.value,
        unit: one(['x10^9/L', '%', '/uL', 'mm2/s'], random),
      },
    },
    { valueQuantity: undefined, valueString: one(['3.1', 'complete', 'IIIa', '完整'], random) },
    { dataAbsentReason: { text: 'error' } },
    { modifierExtension: [{ url: 'http://hospital.example/not' }] },
    { bodySite: { text: one(['segment 5', 'segment 8'], random) } },
  ]
  return { ...resource, ...one(changes, random) }
}

/** Patients of every scenario to whose records something happened, some resources twice. */
function disturbed(seed: number, rounds: number): readonly Made[] {
  const random = toRandom(seed)
  const scenarios = Object.values(SCENARIOS)
  return Array.from({ length: rounds * scenarios.length }, (_, i) => {
    const drawn = draw(`d-${String(i)}`, random)
    const made = scenarios[i % scenarios.length]?.(drawn) ?? []
    const shift = (days: number) => at(drawn, days)
    return made.flatMap((resource, k) => {
      if (random.uniform() < 0.85) return [resource]
      const other = changed(resource, shift, random)
      return random.uniform() < 0.5
        ? [other]
        : [resource, { ...other, id: `${drawn.id}-x${String(k)}` }]
    })
  }).flat()
}

describe('the scoring query, run by DuckDB', () => {
  test('gives every patient of the export the same risk to 1e-9 as the service, and none where the service gives none', async () => {
    const resources = exported()
    const risks = risksOf(resources)
    const withheld = compare(await queryOver(resources, QUERY), risks)
    const names = Object.keys(SCENARIOS)
    const byName = Object.entries(withheld).map(([id, why]) => [
      names[Number(id.slice(4)) - 1],
      why,
    ])
    // What SQL does not follow, each by its name; everything else it does.
    expect(Object.fromEntries(byName)).toEqual({
      'procedure by its name': 'treatment-not-by-code',
      'generic code and site': 'treatment-not-by-code',
      'diagnosis in words': 'diagnosis-not-by-code',
      'stage in words': 'not-followed: cnlcStageIIIa unsure: text',
      'stage of the diagnosis': 'not-followed: stage-in-a-condition',
      'a minimum beside the mean': 'not-followed: adc unsure: statistic',
      'two lesions with sizes': 'not-followed: several-lesions',
      'values in components': 'not-followed: values-in-components',
    })
    expect([...risks.values()].filter((risk) => risk !== undefined)).toHaveLength(28)
  })

  test.each([1, 2])(
    'never gives another figure than the service, whatever happened to the records (seed %i)',
    async (seed) => {
      const resources = disturbed(seed, 4)
      const risks = risksOf(resources)
      const rows = await queryOver(resources, QUERY)
      const withheld = compare(rows, risks)
      const figures = rows.filter(({ predicted_risk: risk }) => risk !== null)
      expect(figures.length).toBeGreaterThan(40)
      expect(Object.keys(withheld).length).toBeLessThan(figures.length)
    },
  )

  test('says nothing of patients without the treatment', async () => {
    const rows = await queryOver(exported(), QUERY)
    const names = Object.keys(SCENARIOS)
    const ids = rows.map(({ patient_id: id }) => names[Number(String(id).slice(4)) - 1])
    expect(ids).not.toContain('no treatment')
    expect(ids).not.toContain('treatment that was not done')
    expect(new Set(ids).size).toBe(names.length - 2)
  })
})
