import type { ListedSource } from './facts-schemas.ts'
import type { PlaceRead, PublishedScoreFile, ScoreOrigin } from './published-score-file.ts'
import type { PublishedScore } from '../clinical/scores/published-score.ts'
import { checkScore } from './check-score.ts'
import { type Folder, textsByLanguage } from './folder.ts'
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

const FILE = 'score.json'

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
    predictors.flatMap((predictor) =>
      predictor.kind === 'reading' && predictor.unit !== undefined
        ? [[predictor.id, predictor.unit]]
        : [],
    ),
  )

/** The places that a score was read in, with what the list of sources says of each. */
function toOrigin(
  { origin }: ScoreFile,
  sources: readonly ListedSource[],
  { problems }: Folder,
): ScoreOrigin {
  const { read, secondStatement, ...rest } = origin
  const placeOf = (id: string, place: string): PlaceRead => {
    const source = sources.find((listed) => listed.id === id)
    if (source === undefined)
      problems.add(FILE, ['origin'], `there is no source ${id} in sources.json`)
    const { cite = id, url, seen = '', seenOn = '' } = source ?? {}
    return { cite, url, seen, seenOn, place }
  }
  return {
    ...rest,
    read: read.map(({ source, place, gives }) => ({ ...placeOf(source, place), gives })),
    secondStatement:
      'source' in secondStatement
        ? {
            ...placeOf(secondStatement.source, secondStatement.place),
            differs: secondStatement.differs,
          }
        : secondStatement,
  }
}

/** A published score from its folder; nothing when one of its files cannot be read. */
function loadScore(
  folder: Folder,
  sources: readonly ListedSource[],
): PublishedScoreFile | undefined {
  const file = folder.readJson(FILE, scoreSchema)
  const predictors = folder.readJson('predictors.json', scorePredictorsSchema)
  const rules = folder.readJson('applicability.json', scoreRulesSchema)
  const cases = folder.readJson('reference-cases.json', scoreCasesSchema)
  const translations = textsByLanguage(folder, (texts) =>
    texts.readJson('messages.json', scoreMessagesSchema),
  )
  if (!file || !predictors || !rules || !cases) return undefined
  if (file.id !== folder.name)
    folder.problems.add(FILE, ['id'], `must equal the folder name ${folder.name}`)
  checkScore({ file, predictors, rules, cases, translations }, folder.problems)
  const { title, citation, outcome, population, formula, formulaSource } = file
  const { classesSource, choices, validations } = file
  return {
    score: toScore(file, predictors, rules, translations),
    ...{ title, citation, outcome, population, formula, formulaSource },
    ...{ classesSource, choices, validations },
    origin: toOrigin(file, sources, folder),
    units: unitsOf(predictors),
    ruleReasons: Object.fromEntries(rules.rules.map(({ id, reason }) => [id, reason])),
    cases: cases.cases,
  }
}

/**
 * Every score of `cds-services` that can be read.
 *
 * @param sources - Those that its folders name by id.
 */
export const readScores = (
  root: Folder,
  sources: readonly ListedSource[],
): readonly PublishedScoreFile[] =>
  root
    .folder('scores')
    .folders()
    .flatMap((folder) => loadScore(folder, sources) ?? [])
