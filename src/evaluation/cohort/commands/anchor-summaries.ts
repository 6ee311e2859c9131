import { readFile } from 'node:fs/promises'
import { Fault } from '../../../base/fault.ts'
import { isJsonObject } from '../../../base/json.ts'
import type { PredictorSummary, SiteSummaries } from '../../anchoring/site-summaries.ts'

const bad = (why: string) => new Fault('malformed-request', `the summaries: ${why}`)

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0

const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0

function quartilesIn(json: unknown): PredictorSummary | undefined {
  if (!Array.isArray(json) || json.length !== 3 || !json.every(isPositive)) return undefined
  const [first = NaN, median = NaN, third = NaN] = json
  return first <= median && median <= third && first < third
    ? { kind: 'quartiles', quartiles: [first, median, third] }
    : undefined
}

function summaryIn(id: string, json: unknown, patients: number): PredictorSummary {
  const { yes, mean, sd, quartiles } = isJsonObject(json) ? json : {}
  if (isCount(yes) && yes <= patients) return { kind: 'count', yes }
  if (isPositive(mean) && isPositive(sd)) return { kind: 'moments', mean, sd }
  const summary = quartilesIn(quartiles)
  if (summary !== undefined) return summary
  throw bad(
    `${id} is neither a count of "yes" among the patients, "mean" and "sd", nor three "quartiles"`,
  )
}

/**
 * The figures of a site's consecutive patients from a file.
 *
 * @throws {Fault} Which says what is not as it should be.
 */
export async function readSummaries(path: string): Promise<SiteSummaries> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Fault('malformed-request', 'the summaries cannot be read as JSON', { cause })
  }
  const { patients, consecutive, predictors } = isJsonObject(json) ? json : {}
  if (!isCount(patients) || !isCount(consecutive) || consecutive < patients)
    throw bad('"patients" is the number of complete ones among the "consecutive" ones')
  if (!isJsonObject(predictors)) throw bad('"predictors" is an object')
  return {
    patients,
    consecutive,
    predictors: Object.fromEntries(
      Object.entries(predictors).map(([id, summary]) => [id, summaryIn(id, summary, patients)]),
    ),
  }
}
