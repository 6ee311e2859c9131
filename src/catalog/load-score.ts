import type { PublishedScoreFile } from './published-score-file.ts'
import type { PublishedScore, ScoreTexts } from '../clinical/scores/published-score.ts'
import { checkScore } from './check-score.ts'
import { SCORE_FILE } from './folder-kinds.ts'
import type { Folder } from './folder.ts'
import type { Problems } from './problems.ts'
import {
  scoreCasesSchema,
  type ScoreFile,
  scoreMessagesSchema,
  type ScorePredictorsFile,
  scorePredictorsSchema,
  type ScoreRulesFile,
  scoreRulesSchema,
  scoreSchema,
} from './score-schemas.ts'

function loadTexts(folder: Folder, problems: Problems): Readonly<Record<string, ScoreTexts>> {
  const languages = folder.folder('text').folders()
  const loaded = languages.flatMap((language) => {
    const file = `text/${language}/messages.json`
    const json = folder.readJson(file, problems)
    const texts = problems.parse(file, scoreMessagesSchema, json)
    return texts === undefined ? [] : [[language, texts] as const]
  })
  return Object.fromEntries(loaded)
}

function toScore(
  { id, version, form, classes, decimals }: ScoreFile,
  { predictors }: ScorePredictorsFile,
  { rules }: ScoreRulesFile,
  translations: PublishedScore['translations'],
): PublishedScore {
  const definition = { id, version, form, classes }
  return { definition, decimals, predictors, rules, translations }
}

const unitsOf = ({ predictors }: ScorePredictorsFile) =>
  Object.fromEntries(
    predictors.flatMap((one) =>
      one.kind === 'reading' && one.unit !== undefined ? [[one.id, one.unit]] : [],
    ),
  )

/** A published score from its folder; nothing when one of its files cannot be read. */
export function loadScore(
  name: string,
  folder: Folder,
  problems: Problems,
): PublishedScoreFile | undefined {
  const read = <Schema extends Parameters<Problems['parse']>[1]>(file: string, schema: Schema) =>
    problems.parse(file, schema, folder.readJson(file, problems))
  const file = read(SCORE_FILE, scoreSchema)
  const predictors = read('predictors.json', scorePredictorsSchema)
  const rules = read('applicability.json', scoreRulesSchema)
  const cases = read('reference-cases.json', scoreCasesSchema)
  const translations = loadTexts(folder, problems)
  if (!file || !predictors || !rules || !cases) return undefined
  if (file.id !== name) problems.add(SCORE_FILE, ['id'], `must equal the folder name ${name}`)
  checkScore({ file, predictors, rules, cases, translations }, problems)
  const { title, citation, outcome, population, formula, formulaSource } = file
  const { classesSource, choices, validations } = file
  return {
    score: toScore(file, predictors, rules, translations),
    ...{ title, citation, outcome, population, formula, formulaSource },
    ...{ classesSource, choices, validations },
    units: unitsOf(predictors),
    ruleReasons: Object.fromEntries(rules.rules.map(({ id, reason }) => [id, reason])),
    cases: cases.cases,
  }
}
