/**
 * What the versions of a model cost: the time of one estimate by all of them, beside the same by
 * the published figures alone in the same run, and the time to draw them once. `npm run
 * bench:versions`.
 */
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { type RiskModel, toRiskModel } from '../../src/clinical/models/estimate.ts'
import { repositoryPath } from '../support/paths.ts'

const ESTIMATES = 2000
const ROUNDS = 5

const [service] = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions
if (service === undefined) throw new Error('there is no model')
const { definition } = service.model

const values = { cnlcStageIIIa: 0, nlr: 2.4, capsuleIncomplete: 1, dStar: 46, adc: 1.18 }

/** Time of the processor, so that what else the machine does is not counted. */
const milliseconds = (work: () => unknown): number => {
  const from = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000
}

function perEstimate(model: RiskModel): number {
  model.estimate(values)
  const rounds = Array.from({ length: ROUNDS }, () =>
    milliseconds(() => {
      for (let i = 0; i < ESTIMATES; i += 1) model.estimate({ ...values, nlr: 1 + i / ESTIMATES })
    }),
  )
  return (rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN) / ESTIMATES
}

const versions = toRiskModel(definition)
const published = toRiskModel({ ...definition, versions: undefined })
const drawing = milliseconds(() => versions.estimate(values))
const rows = [
  ['drawing the versions, once', drawing],
  ['an estimate by 2 000 versions', perEstimate(versions)],
  ['the same by the published figures alone', perEstimate(published)],
] as const
for (const [what, ms] of rows) process.stdout.write(`${what.padEnd(42)} ${ms.toFixed(4)} ms\n`)
