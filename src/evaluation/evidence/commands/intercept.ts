import {
  expectedCStatistic,
  interceptStandardError,
  logOddsDistribution,
  shareFlagged,
  solveIntercept,
} from '../../../clinical/models/population.ts'
import type { Define } from '../../../base/terminal/lazy-commands.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import type { RiskModelDefinition } from '../../../clinical/models/definition.ts'

const fixed = (value: number, digits = 3) => value.toFixed(digits)

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

function besideStudy(cStatistic: number, published: readonly [number, number] | undefined): string {
  if (published === undefined) return 'the study publishes no interval to compare it with'
  const [low, high] = published
  const agrees = cStatistic >= low && cStatistic <= high
  return `study (apparent) ${fixed(low)} to ${fixed(high)}: ${agrees ? 'passed' : 'FAILED'}`
}

/** The solved intercept of a model, what it rests on, and how far it moves with that. */
function describeIntercept(
  { id, version, terms, anchor, categories, intercept }: RiskModelDefinition,
  publishedAuc: readonly [number, number] | undefined,
): readonly string[] {
  const share = anchor.events / anchor.patients
  const distribution = logOddsDistribution(terms, anchor.population)
  const solved = solveIntercept(distribution, share)
  const cStatistic = expectedCStatistic(distribution, solved)
  return [
    `${id} ${version}: intercept ${fixed(solved, 6)} (file: ${fixed(intercept.value, 6)}), PROVISIONAL`,
    `  solved so that the mean predicted risk is ${String(anchor.events)}/${String(anchor.patients)} = ${percent(share)}`,
    `  standard error from sampling that share: ${fixed(interceptStandardError(distribution, solved, anchor.patients))}`,
    ...Object.entries(anchor.population).map(
      ([name, marginal]) => `  ${name}: ${JSON.stringify(marginal)}`,
    ),
    ...categories.slice(1).map(({ id: category, from }) => {
      return `  from ${String(from)} (${category}): ${percent(shareFlagged(distribution, solved, from))} of the reference population`
    }),
    `  check: c-statistic of the reference population ${fixed(cStatistic)}, ${besideStudy(cStatistic, publishedAuc)}`,
  ]
}

/** `intercept`: the solved intercept of each model. */
export const define: Define = (command, { say, environment }) =>
  command.action(async () => {
    const { definitions } = await readCatalog(environment)
    for (const { model, publishedAuc } of definitions)
      say(describeIntercept(model.definition, publishedAuc).join('\n'))
  })
