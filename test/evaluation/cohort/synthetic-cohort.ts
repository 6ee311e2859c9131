/**
 * Synthetic cohorts: made up by a seeded generator, nobody's data. Written to fixtures/cohorts by
 * `node test/evaluation/cohort/synthetic-cohort.ts`.
 */
import { writeFileSync } from 'node:fs'
import { type Random, toRandom } from '../../../src/evaluation/statistics/random.ts'
import { inverseLogit } from '../../../src/clinical/models/definition.ts'
import { repositoryPath } from '../../support/paths.ts'

/** One patient as a row of a table; an empty text is a missing value. */
export type SyntheticRow = Readonly<Record<string, string | number>>

export interface SyntheticPlan {
  readonly seed: number
  readonly patients: number
  readonly intercept: number
  /** What the coefficients of the shipped model are multiplied with in this population. */
  readonly slope: number
  /** The share of values that are missing. */
  readonly missing: number
  /** Every patient with an incomplete capsule resists, as in a table too small. */
  readonly isSeparated?: boolean
  /** What the pseudonyms begin with, and that the table says how long each patient was followed. */
  readonly followed?: string
}

/** Rounded log odds ratios of the published model, and of nothing else. */
const LOG_ODDS = {
  cnlcStageIIIa: 1.38,
  nlr: 0.79,
  capsuleIncomplete: 2.31,
  dStar: 0.114,
  adc: -0.858,
}

export const CANDIDATES = [
  'cnlcStageIIIa',
  'nlr',
  'capsuleIncomplete',
  'dStar',
  'adc',
  'childPughB',
  'diameterCm',
  'platelets',
  'ageYears',
  'afpAbove400',
  'albumin',
  'bilirubin',
] as const

const fixed = (value: number, digits: number) => Number(value.toFixed(digits))

function predictorsOf(random: Random) {
  const yes = (share: number) => (random.uniform() < share ? 1 : 0)
  const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value))
  const diameter = between(1, Math.exp(1.5 + 0.5 * random.normal()), 20)
  return {
    cnlcStageIIIa: yes(0.28),
    nlr: fixed(between(0.4, 2.4 * Math.exp(0.45 * random.normal()), 20), 2),
    capsuleIncomplete: yes(0.45),
    dStar: fixed(between(15, 46 + 11 * random.normal(), 90), 1),
    adc: fixed(between(0.5, 1.18 + 0.19 * random.normal(), 2), 3),
    childPughB: yes(0.2),
    diameterCm: fixed(diameter, 1),
    platelets: fixed(between(30, 150 + 60 * random.normal(), 450), 0),
    ageYears: fixed(between(22, 61 + 9 * random.normal(), 88), 0),
    afpAbove400: yes(0.1 + Math.min(0.5, 0.04 * diameter)),
    albumin: fixed(between(22, 38 + 5 * random.normal(), 52), 1),
    bilirubin: fixed(Math.exp(2.7 + 0.4 * random.normal()), 1),
  }
}

function linearPredictorOf(patient: ReturnType<typeof predictorsOf>, plan: SyntheticPlan): number {
  const terms = Object.entries(LOG_ODDS) as [keyof typeof LOG_ODDS, number][]
  return terms.reduce(
    (sum, [name, logOdds]) => sum + plan.slope * logOdds * patient[name],
    plan.intercept,
  )
}

/** Days to the outcome within a year, or to the last look at its end or later. */
const followUpDays = (random: Random, outcome: number) =>
  outcome === 1 ? 1 + random.below(365) : 365 + random.below(200)

/** The rows of a plan, one at a time; the same plan gives the same rows. */
export function* syntheticRows(plan: SyntheticPlan): Generator<SyntheticRow, void> {
  const random = toRandom(plan.seed)
  for (let i = 0; i < plan.patients; i += 1) {
    const patient = predictorsOf(random)
    const risk = inverseLogit(linearPredictorOf(patient, plan))
    const drawn = random.uniform() < risk ? 1 : 0
    const outcome = plan.isSeparated === true && patient.capsuleIncomplete === 1 ? 1 : drawn
    const values = Object.entries({ ...patient, outcome }).map(
      ([name, value]): [string, string | number] =>
        random.uniform() < plan.missing ? [name, ''] : [name, value],
    )
    const scanner = random.uniform() < 0.6 ? '3T' : '1.5T'
    const { followed } = plan
    yield {
      patient: `${followed ?? 'synthetic'}-${String(i + 1)}`,
      scanner,
      ...Object.fromEntries(values),
      ...(followed === undefined ? {} : { followUpDays: followUpDays(random, outcome) }),
    }
  }
}

/** A site in which the published coefficients are true. */
const SITE = { intercept: -8.2, slope: 1, missing: 0 }

export const COHORTS: Readonly<Record<string, SyntheticPlan>> = {
  'synthetic-a.csv': { seed: 2026, patients: 600, intercept: -7.4, slope: 0.85, missing: 0 },
  'synthetic-b.ndjson': { seed: 2027, patients: 500, intercept: -7.9, slope: 0.9, missing: 0.01 },
  'synthetic-small.csv': { seed: 2028, patients: 60, intercept: -8.4, slope: 1, missing: 0.01 },
  'synthetic-separated.csv': {
    seed: 2029,
    patients: 80,
    intercept: -8.4,
    slope: 1,
    missing: 0,
    isSeparated: true,
  },
  'site-first.csv': { ...SITE, seed: 2034, patients: 260, followed: 'first' },
  'site-later.csv': { ...SITE, seed: 2045, patients: 250, followed: 'later' },
}

/** The text of a cohort's file. */
export function cohortText(name: string, plan: SyntheticPlan): string {
  const rows = [...syntheticRows(plan)]
  const lines = name.endsWith('.csv')
    ? [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].map((fields) =>
        fields.join(','),
      )
    : rows.map((row) => JSON.stringify(row, (_, value: unknown) => (value === '' ? null : value)))
  return `${lines.join('\n')}\n`
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, plan] of Object.entries(COHORTS))
    writeFileSync(repositoryPath(`fixtures/cohorts/${name}`), cohortText(name, plan))
}
