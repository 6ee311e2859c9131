import { Z_95 } from '../../clinical/models/normal.ts'
import { inverseLogit } from '../../clinical/models/definition.ts'
import { at, sumOf, type Vector } from '../statistics/vector.ts'

interface SampleSizeCriterion {
  readonly name: string
  /** The fewest patients that meet it. */
  readonly patients: number
}

export interface SampleSize {
  readonly criteria: readonly SampleSizeCriterion[]
  readonly patients: number
}

const needed = (criteria: readonly SampleSizeCriterion[]): SampleSize => ({
  criteria,
  patients: Math.max(...criteria.map(({ patients }) => patients)),
})

interface DevelopmentPlan {
  /** Candidate parameters, not only those that are selected. */
  readonly parameters: number
  readonly prevalence: number
  /** Cox and Snell's R squared that the model is expected to reach in new patients. */
  readonly coxSnellR2: number
}

const SHRINKAGE = 0.9
const MARGIN = 0.05

/** The greatest Cox-Snell R squared that a prevalence allows. */
export function greatestCoxSnellR2(prevalence: number): number {
  const logLikelihood =
    prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence)
  return 1 - Math.exp(2 * logLikelihood)
}

/**
 * Patients needed to develop a model: expected shrinkage of at least 0.9, optimism of R squared of
 * at most 0.05, the overall risk known to 0.05 (Riley et al., BMJ 2020;368:m441).
 */
export function developmentSampleSize(plan: DevelopmentPlan): SampleSize {
  const { parameters, prevalence, coxSnellR2 } = plan
  const forShrinkage = (shrinkage: number) =>
    Math.ceil(parameters / ((shrinkage - 1) * Math.log(1 - coxSnellR2 / shrinkage)))
  const optimismShrinkage = coxSnellR2 / (coxSnellR2 + MARGIN * greatestCoxSnellR2(prevalence))
  return needed([
    { name: 'shrinkage of at least 0.9', patients: forShrinkage(SHRINKAGE) },
    { name: 'optimism of R squared of at most 0.05', patients: forShrinkage(optimismShrinkage) },
    {
      name: 'overall risk known to 0.05',
      patients: Math.ceil((Z_95 / MARGIN) ** 2 * prevalence * (1 - prevalence)),
    },
  ])
}

/**
 * Cox and Snell's R squared of a fit, less its own optimism by the shrinkage of van Houwelingen and
 * le Cessie (Riley et al., Stat Med 2019;38:1276-1296, equation 8); never below 0.
 */
export function adjustedCoxSnellR2(
  likelihoodRatio: number,
  patients: number,
  parameters: number,
): number {
  const apparent = 1 - Math.exp(-likelihoodRatio / patients)
  return Math.max(0, apparent * (1 + parameters / (patients * Math.log(1 - apparent))))
}

interface ValidationPlan {
  readonly prevalence: number
  readonly cStatistic: number
  /** Linear predictors as they are expected in the patients of the validation. */
  readonly linearPredictor: Vector
  /** Width of the 95 % interval of the slope that is wanted. */
  readonly slopeWidth?: number
}

/** Widths of the 95 % intervals that are wanted (the defaults of Riley et al. 2021). */
const WIDTH = { observedToExpected: 0.2, slope: 0.2, cStatistic: 0.1 }

function forObservedToExpected(prevalence: number): number {
  const standardError = Math.asinh(WIDTH.observedToExpected / 2) / Z_95
  return Math.ceil((1 - prevalence) / (prevalence * standardError ** 2))
}

/** From the information of the intercept and slope per patient, if the model holds. */
function forSlope(linearPredictor: Vector, width: number): number {
  const mean = (power: number) =>
    sumOf(linearPredictor.length, (i) => {
      const lp = at(linearPredictor, i)
      const risk = inverseLogit(lp)
      return lp ** power * risk * (1 - risk)
    }) / linearPredictor.length
  const [a, ab, b] = [mean(0), mean(1), mean(2)]
  const standardError = width / (2 * Z_95)
  return Math.ceil(a / (standardError ** 2 * (a * b - ab ** 2)))
}

/** Newcombe's standard error of the c-statistic (Stat Med 2006;25:559-573) for n patients. */
function cStatisticError(n: number, prevalence: number, c: number): number {
  const half = n / 2 - 1
  const inner = 1 + half * ((1 - c) / (2 - c)) + (half * c) / (1 + c)
  return Math.sqrt((c * (1 - c) * inner) / (n ** 2 * prevalence * (1 - prevalence)))
}

function forCStatistic(prevalence: number, c: number): number {
  const wanted = WIDTH.cStatistic / (2 * Z_95)
  let [low, high] = [2, 4]
  while (cStatisticError(high, prevalence, c) > wanted) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (cStatisticError(middle, prevalence, c) > wanted) low = middle
    else high = middle
  }
  return high
}

/**
 * Patients needed to validate a model: intervals of at most 0.2 for O:E (from 0.9 to 1.1), 0.2 for
 * the slope, 0.1 for the c-statistic, if the model holds in them (Riley et al., Stat Med
 * 2021;40:4230-4251).
 */
export function validationSampleSize(plan: ValidationPlan): SampleSize {
  const { prevalence, cStatistic, linearPredictor, slopeWidth = WIDTH.slope } = plan
  return needed([
    { name: 'O:E known to 0.1', patients: forObservedToExpected(prevalence) },
    {
      name: `calibration slope known to ${String(slopeWidth / 2)}`,
      patients: forSlope(linearPredictor, slopeWidth),
    },
    { name: 'c-statistic known to 0.05', patients: forCStatistic(prevalence, cStatistic) },
  ])
}
