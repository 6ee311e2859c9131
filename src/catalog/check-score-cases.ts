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

/** The values of a case by predictor, differences and ratios of others included. */
function lookUpIn({ predictors: { predictors } }: ScoreParts, values: Values): LookUp {
  return (name) => {
    const predictor = predictors.find(({ id }) => id === name)
    const value = values[name]
    if (predictor === undefined || !('of' in predictor))
      return value === undefined ? undefined : toKnown(value)
    const [first, second] = predictor.of.map((part) => Number(values[part]))
    if (first === undefined || second === undefined) return undefined
    return { number: predictor.kind === 'ratio' ? first / second : first - second }
  }
}

/** What of a reference case the score does not give. */
interface UnmetFigure {
  readonly member: 'value' | 'class'
  /** What it gives instead. */
  readonly given: string | number | undefined
}

/** The value before the class: a wrong class follows from a wrong value. */
function unmetOf(
  { value, class: reached }: Case,
  result: ScoreResult | undefined,
): UnmetFigure | undefined {
  const given = { value: result?.value, class: result?.class?.id }
  if (value !== undefined && !isMet(value, given.value ?? Number.NaN))
    return { member: 'value', given: given.value }
  return reached === undefined || reached === given.class
    ? undefined
    : { member: 'class', given: given.class }
}

/**
 * That a score in which nothing else is wrong gives what its reference cases say. When it gives
 * none of them, the score is what is wrong, and there is one problem for all.
 */
export function checkScoreCases(parts: ScoreParts, problems: Problems): void {
  const { id, version, form, classes } = parts.file
  const { cases } = parts.cases
  const unmet = cases.flatMap((example, i) => {
    const result = computeScore({ id, version, form, classes }, lookUpIn(parts, example.values))
    const found = unmetOf(example, result)
    return found === undefined ? [] : [{ ...found, i, example }]
  })
  if (unmet.length > 1 && unmet.length === cases.length) {
    problems.add(CASES, ['cases'], 'score.json gives none of them', 'The mistake is likely there')
    return
  }
  for (const { i, example, member, given } of unmet) {
    const words = `${example.name}: score.json gives ${String(given ?? 'nothing')}, not ${String(example[member])}`
    problems.add(CASES, ['cases', i, member], words)
  }
}
