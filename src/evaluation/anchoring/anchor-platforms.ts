import { Matrix, solve } from 'ml-matrix'
import { Fault } from '../../base/fault.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import type { KeyedPlatform } from '../../clinical/models/site-evidence.ts'
import { meanOf, standardDeviationOf } from '../statistics/vector.ts'
import type { AnchorPatient } from './anchor-intercepts.ts'

const columnOf = (patients: readonly AnchorPatient[], id: string): readonly number[] =>
  patients.map(({ values }) => values[id] ?? NaN)

const figuresOf = (values: readonly number[]) => ({
  mean: meanOf(values),
  sd: standardDeviationOf(values),
})

/** The predictors that a platform may differ in, and those that only its patients can. */
function kindsOf({ terms, versions, anchor }: RiskModelDefinition) {
  const centred = versions?.centred?.predictor
  const kindOf = (id: string) => anchor.population[id]?.kind
  const others = terms.map(({ predictor }) => predictor).filter((id) => id !== centred)
  return {
    measured: others.filter((id) => kindOf(id) === 'normal'),
    varying: others.filter((id) => kindOf(id) !== 'bernoulli'),
    ofPatients: others.filter((id) => kindOf(id) !== 'normal'),
  }
}

function logsOf(patients: readonly AnchorPatient[], ids: readonly string[]) {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const values = columnOf(patients, id)
      if (!values.every((value) => value > 0)) return []
      const logs = figuresOf(values.map(Math.log))
      return logs.sd > 0 ? [[id, logs] as const] : []
    }),
  )
}

/** How far the other predictors may differ between two platforms, in log odds and in errors. */
const APART = 0.3
const ERRORS_APART = 2

/** Whether platforms have different patients, so that a difference of D* may be theirs. */
export function unlikePlatforms(
  { terms, versions }: RiskModelDefinition,
  patients: readonly AnchorPatient[],
): readonly string[] {
  const centred = versions?.centred?.predictor
  const others = terms.filter(({ predictor }) => predictor !== centred)
  const logOdds = ({ values }: AnchorPatient) =>
    others.reduce(
      (sum, { predictor, coefficient }) => sum + coefficient * (values[predictor] ?? 0),
      0,
    )
  const [first, ...rest] = [...Map.groupBy(patients, ({ platform }) => platform)].map(
    ([key, own]) => ({ key, patients: own.length, ...figuresOf(own.map(logOdds)) }),
  )
  if (first === undefined) return []
  const errorOf = ({ sd, patients: n }: typeof first) => sd / Math.sqrt(n)
  return rest
    .filter((other) => {
      const apart = Math.abs(other.mean - first.mean)
      return apart > APART && apart > ERRORS_APART * Math.hypot(errorOf(other), errorOf(first))
    })
    .map(({ key }) => key)
}

/**
 * The centre of each platform as if all had the patients of all: least squares of the centred
 * predictor on platform and on what only the patients can differ in.
 */
function adjustedCentres(
  centred: string,
  covariates: readonly string[],
  patients: readonly AnchorPatient[],
): ReadonlyMap<string, number> {
  const keys = [...new Set(patients.map(({ platform }) => platform))]
  const averages = covariates.map((id) => meanOf(columnOf(patients, id)))
  const design = patients.map(({ platform, values }) => [
    ...keys.map((key) => Number(key === platform)),
    ...covariates.map((id, j) => (values[id] ?? NaN) - (averages[j] ?? NaN)),
  ])
  const fitted = solve(
    new Matrix(design),
    Matrix.columnVector([...columnOf(patients, centred)]),
    true,
  )
  return new Map(keys.map((key, i) => [key, fitted.get(i, 0)]))
}

/**
 * The platforms of a site's patients, the one with the most first. Where they have different
 * patients, each centre is that of all patients alike.
 *
 * @throws {Fault} When one has too few patients.
 */
export function platformsOf(
  definition: RiskModelDefinition,
  patients: readonly AnchorPatient[],
): readonly KeyedPlatform[] {
  const { versions } = definition
  const centred = versions?.centred?.predictor
  if (centred === undefined) return []
  const { measured, varying, ofPatients } = kindsOf(definition)
  const least = versions?.floor.anchor ?? 0
  const centres =
    unlikePlatforms(definition, patients).length === 0
      ? undefined
      : adjustedCentres(centred, ofPatients, patients)
  return [...Map.groupBy(patients, ({ platform }) => platform)]
    .map(([key, own]): KeyedPlatform => {
      if (own.length < least)
        throw new Fault(
          'malformed-request',
          `${String(own.length)} patients of ${key}: each device and method needs ${String(least)}, or is left out`,
        )
      const { mean, sd } = figuresOf(columnOf(own, centred))
      return {
        key,
        patients: own.length,
        mean: centres?.get(key) ?? mean,
        sd,
        others: Object.fromEntries(measured.map((id) => [id, figuresOf(columnOf(own, id))])),
        logs: logsOf(own, [centred, ...varying]),
      }
    })
    .toSorted((a, b) => b.patients - a.patients)
}
