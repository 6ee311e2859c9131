import { toRandom } from '../../src/evaluation/statistics/random.ts'
import { drawPatients, trueIntercept, trueRisk, TRUTHS } from './states/truths.ts'

/** Synthetic patients with outcomes, of a site in which the published model is true. */
export interface OutcomePlan {
  readonly seed: number
  readonly patients: number
  /** What the pseudonyms begin with. */
  readonly name: string
}

export interface OutcomeRow {
  readonly patient: string
  readonly year: string
  readonly values: Readonly<Record<string, number>>
  readonly outcome: 0 | 1
  readonly followUpDays: number
}

const YEARS = ['2024', '2025', '2026']

export function outcomeRows({ seed, patients, name }: OutcomePlan): readonly OutcomeRow[] {
  const random = toRandom(seed)
  const truth = TRUTHS.declared()
  const intercept = trueIntercept(random, truth)
  return drawPatients(random, truth, patients).map((patient, i) => {
    const outcome = random.uniform() < trueRisk(truth, intercept, patient) ? 1 : 0
    return {
      patient: `${name}-${String(i + 1)}`,
      year: YEARS[i % YEARS.length] ?? '',
      values: patient.values,
      outcome,
      followUpDays: outcome === 1 ? 1 + random.below(365) : 365 + random.below(200),
    }
  })
}

/** The rows as a table in CSV. */
export function outcomeTable(rows: readonly OutcomeRow[]): string {
  const predictors = Object.keys(rows[0]?.values ?? {})
  const head = ['patient', 'year', ...predictors, 'outcome', 'followUpDays']
  const lines = rows.map(({ patient, year, values, outcome, followUpDays }) =>
    [patient, year, ...predictors.map((id) => values[id]), outcome, followUpDays].join(','),
  )
  return `${[head.join(','), ...lines].join('\n')}\n`
}
