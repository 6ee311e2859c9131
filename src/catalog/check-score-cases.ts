import type { Known, LookUp } from '../clinical/models/decisions.ts'
import type { ScoreTexts } from '../clinical/scores/published-score.ts'
import { computeScore, type ScoreResult } from '../clinical/models/score.ts'
import { isMet } from './check-evidence.ts'
import type { Problems } from './problems.ts'
import type {
  ScoreCasesFile,
  ScoreFile,
  ScorePredictorsFile,
  ScoreRulesFile,
} from './score-schemas.ts'

const CASES = 'reference-cases.json'

/** The files of a score's folder. */
export interface ScoreParts {
  readonly file: ScoreFile
  readonly predictors: ScorePredictorsFile
  readonly rules: ScoreRulesFile
  readonly cases: ScoreCasesFile
  readonly translations: Readonly<Record<string, ScoreTexts>>
}

type Case = ScoreCasesFile['cases'][number]
type Values = Case['values']

const toKnown = (value: number | string): Known =>
  typeof value === 'number' ? { number: value } : { finding: value }

/** What a case says of a predictor, with the differences and ratios that are made of others. */
function lookUpIn({ predictors: { predictors } }: ScoreParts, values: Values): LookUp {
  return (name) => {
    const predictor = predictors.find(({ id }) => id === name)
    const value = values[name]
    if (predictor === undefined || !('of' in predictor))
      return value === undefined ? undefined : toKnown(value)
    const [first, second] = predictor.of.map((one) => Number(values[one]))
    if (first === undefined || second === undefined) return undefined
    return { number: predictor.kind === 'ratio' ? first / second : first - second }
  }
}

/** A figure or a class that the score does not give. */
interface Unmet {
  readonly member: 'value' | 'class'
  readonly given: string | number | undefined
}

/** What is asked for first is told: a class that is wrong follows from a value that is. */
function unmetOf(
  { value, class: reached }: Case,
  result: ScoreResult | undefined,
): Unmet | undefined {
  const given = { value: result?.value, class: result?.class?.id }
  if (value !== undefined && !isMet(value, given.value ?? Number.NaN))
    return { member: 'value', given: given.value }
  return reached === undefined || reached === given.class
    ? undefined
    : { member: 'class', given: given.class }
}

/**
 * That a score in which nothing else is wrong gives what its reference cases say. When it gives
 * none of them, the score is what is wrong, and that is told once.
 */
export function checkScoreCases(parts: ScoreParts, problems: Problems): void {
  const { id, version, form, classes } = parts.file
  const { cases } = parts.cases
  const unmet = cases.flatMap((one, i) => {
    const result = computeScore({ id, version, form, classes }, lookUpIn(parts, one.values))
    const found = unmetOf(one, result)
    return found === undefined ? [] : [{ ...found, i, one }]
  })
  if (unmet.length > 1 && unmet.length === cases.length) {
    problems.add(CASES, ['cases'], 'score.json gives none of them', 'The mistake is likely there')
    return
  }
  for (const { i, one, member, given } of unmet) {
    const words = `${one.name}: score.json gives ${String(given ?? 'nothing')}, not ${String(one[member])}`
    problems.add(CASES, ['cases', i, member], words)
  }
}
