import type {
  Marginal,
  PublishedOddsRatio,
  ReferencePopulation,
  RiskModelDefinition,
} from '../../clinical/models/definition.ts'
import { meanOf } from '../../clinical/models/population.ts'
import type { ConfusionMatrix } from '../statistics/confusion-matrix.ts'
import { type DiagnosticMeasures, diagnosticMeasures } from './diagnostic-measures.ts'
import type { FirmShares } from '../../catalog/versions-schema.ts'
import type { ModelFile } from '../../catalog/model-file.ts'
import {
  expectedStandardErrors,
  impliedSpreads,
  type Spreads,
  withSpreads,
} from './implied-spread.ts'
import {
  type InterceptSwing,
  interceptSwings,
  type SolvedIntercept,
  solveReferenceIntercept,
} from './reference-intercept.ts'
import { predictorLabel } from './predictor-label.ts'
import { findMatrices } from './matrix-search.ts'
import { deriveCoefficient, type DerivedCoefficient } from '../../clinical/models/odds-ratio.ts'
import {
  type ExampleSensitivity,
  exampleSensitivities,
  type PopulationSensitivity,
  populationSensitivities,
} from './sensitivity.ts'

/** A cohort of the study as its published measures determine it. */
interface DerivedCohort {
  readonly id: string
  readonly matrix: ConfusionMatrix
  readonly measures: DiagnosticMeasures
}

/** The spread of the predictors that the published standard errors imply. */
interface ImpliedSpread {
  readonly shape: string
  readonly patients: number
  readonly spreads: Spreads
  /**
   * By predictor, as such a cohort would give them: those of the continuous predictors are the
   * published ones, those of the yes/no predictors tell whether the size fits.
   */
  readonly standardErrors: Readonly<Record<string, number>>
}

/** Everything that follows from what a study publishes and from the assumptions of its model. */
export interface Evidence {
  readonly coefficients: readonly {
    readonly predictor: string
    readonly published: PublishedOddsRatio
    readonly derived: DerivedCoefficient
  }[]
  /** In how many ways the published measures can be confusion matrices; 1 determines them. */
  readonly solutions: number
  readonly cohorts: readonly DerivedCohort[]
  readonly impliedSpreads: readonly ImpliedSpread[]
  readonly reference: SolvedIntercept
  readonly swings: readonly InterceptSwing[]
  readonly populations: readonly PopulationSensitivity[]
  readonly examples: readonly ExampleSensitivity[]
  readonly firmShares: FirmShares
}

/** The cohorts as their published measures determine them; none when they do not. */
export function deriveCohorts({ study }: ModelFile): Pick<Evidence, 'solutions' | 'cohorts'> {
  const { cohorts, patients } = study
  const solutions = findMatrices(cohorts, patients.total, patients.withOutcome)
  const [matrices] = solutions
  if (matrices === undefined || solutions.length > 1)
    return { solutions: solutions.length, cohorts: [] }
  return {
    solutions: 1,
    cohorts: cohorts.flatMap(({ id }, i) => {
      const matrix = matrices[i]
      return matrix === undefined ? [] : [{ id, matrix, measures: diagnosticMeasures(matrix) }]
    }),
  }
}

type Reshape = (marginal: Exclude<Marginal, { kind: 'bernoulli' }>) => Marginal

const asNormal: Reshape = (marginal) => ({
  kind: 'normal',
  mean: meanOf(marginal),
  sd: marginal.sd,
})

const asLognormal: Reshape = (marginal) =>
  marginal.kind === 'lognormal'
    ? marginal
    : { kind: 'lognormal', median: marginal.mean, sd: marginal.sd }

function reshaped(population: ReferencePopulation, reshape: Reshape): ReferencePopulation {
  return Object.fromEntries(
    Object.entries(population).map(([predictor, marginal]) => [
      predictor,
      marginal.kind === 'bernoulli' ? marginal : reshape(marginal),
    ]),
  )
}

/** Over several shapes for the training patients; once for all patients, to tell the two apart. */
function deriveSpreads(
  definition: RiskModelDefinition,
  { study }: ModelFile,
): readonly ImpliedSpread[] {
  const { population, patients } = definition.anchor
  const scenarios: readonly (readonly [string, number, ReferencePopulation])[] = [
    ['as in the reference population', patients, population],
    ['all normal', patients, reshaped(population, asNormal)],
    ['all lognormal', patients, reshaped(population, asLognormal)],
    ['as in the reference population', study.patients.total, population],
  ]
  return scenarios.map(([shape, size, shaped]) => {
    const spreads = impliedSpreads(definition, shaped, size)
    const errors = expectedStandardErrors(definition, withSpreads(shaped, spreads), size)
    return {
      shape,
      patients: size,
      spreads,
      standardErrors: Object.fromEntries(
        definition.terms.map(({ predictor }, i) => [predictor, errors[i] ?? 0]),
      ),
    }
  })
}

/**
 * Derives all of it. Takes some seconds: the implied spreads and the sensitivities integrate over
 * populations.
 */
export function deriveEvidence(modelFile: ModelFile): Evidence {
  const { definition, study, examples } = modelFile
  const model = definition.model.definition
  return {
    coefficients: model.terms.flatMap(({ predictor, published }) =>
      published === undefined
        ? []
        : [{ predictor, published, derived: deriveCoefficient(published) }],
    ),
    ...deriveCohorts(modelFile),
    impliedSpreads: deriveSpreads(model, modelFile),
    reference: solveReferenceIntercept(model),
    swings: interceptSwings(model, study.publishedRanges),
    populations: populationSensitivities(model, (predictor) =>
      predictorLabel(definition, predictor),
    ),
    examples: exampleSensitivities(definition.model, examples),
    firmShares: modelFile.firmShares,
  }
}
