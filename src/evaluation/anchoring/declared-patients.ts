import type { Marginal } from '../../clinical/models/definition.ts'
import { valueAt } from '../../clinical/models/population.ts'
import { normalNodes } from './normal-nodes.ts'
import type { Patients } from './solve-intercepts.ts'

const SKEWED = normalNodes(15)
const SUMMED = normalNodes(11)

/** How one predictor enters a version, and how it is distributed there. */
export interface DeclaredTerm {
  readonly marginal: Marginal
  readonly coefficient: number
  /** Where the effect ends in this version, if it does. */
  readonly cap: number | undefined
}

type Node = readonly [logOdds: number, weight: number]

function nodesOf({ marginal, coefficient, cap = Infinity }: DeclaredTerm): readonly Node[] {
  if (marginal.kind === 'bernoulli')
    return [
      [0, 1 - marginal.probability],
      [coefficient, marginal.probability],
    ]
  return SKEWED.map(([z, weight]) => [coefficient * Math.min(cap, valueAt(marginal, z)), weight])
}

/** Independent normal predictors are one: their sum is normal. */
function sumOfNormals(terms: readonly DeclaredTerm[]): readonly Node[] {
  let [mean, variance] = [0, 0]
  for (const { marginal, coefficient } of terms) {
    if (marginal.kind !== 'normal') continue
    mean += coefficient * marginal.mean
    variance += (coefficient * marginal.sd) ** 2
  }
  return SUMMED.map(([z, weight]) => [mean + Math.sqrt(variance) * z, weight])
}

/** The patients of a population of independent predictors, as one version sees them. */
export function declaredPatients(terms: readonly DeclaredTerm[]): Patients {
  const isSummed = ({ marginal, cap }: DeclaredTerm) =>
    marginal.kind === 'normal' && cap === undefined
  const factors = terms.filter((term) => !isSummed(term)).map(nodesOf)
  const summed = terms.filter(isSummed)
  const all = summed.length === 0 ? factors : [...factors, sumOfNormals(summed)]
  const size = all.reduce((product, nodes) => product * nodes.length, 1)
  const logOdds = new Float64Array(size)
  const weights = new Float64Array(size).fill(1)
  let block = size
  for (const nodes of all) {
    block /= nodes.length
    for (let i = 0; i < size; i += 1) {
      const [part, weight] = nodes[((i / block) | 0) % nodes.length] ?? [0, 0]
      logOdds[i] = (logOdds[i] ?? 0) + part
      weights[i] = (weights[i] ?? 0) * weight
    }
  }
  return { logOdds, weights }
}
