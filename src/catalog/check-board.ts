import type { PublishedScoreFile } from './published-score-file.ts'
import type { BoardTexts } from '../hook/board.ts'
import { ORDER_KEY } from '../clinical/assessment/slots.ts'
import { FACTS as SCORE_FACTS } from '../clinical/scores/score-facts.ts'
import type { AuxiliaryInput } from '../clinical/readings/input-definition.ts'
import type { BoardFile } from './board-schemas.ts'
import type { Problems } from './problems.ts'

export interface BoardParts {
  readonly file: BoardFile
  /** Prefetch keys of the base. */
  readonly baseKeys: readonly string[]
  /** Ids of the base's applicability rules. */
  readonly baseRules: readonly string[]
  /** Those that it shares with the base, and its own. */
  readonly readings: readonly AuxiliaryInput[]
  readonly scores: readonly PublishedScoreFile[]
  readonly translations: Readonly<Record<string, Pick<BoardTexts, 'readings' | 'facts' | 'keys'>>>
}

const FILE = 'board.json'

function checkReferences({ file, baseKeys, baseRules }: BoardParts, problems: Problems): void {
  for (const key of file.prefetch.shared.filter((name) => !baseKeys.includes(name)))
    problems.add(FILE, ['prefetch', 'shared'], `${key} is no prefetch key of ${file.base}`)
  for (const key of Object.keys(file.prefetch.own).filter((name) => baseKeys.includes(name)))
    problems.add(FILE, ['prefetch', 'own', key], `is a prefetch key of ${file.base}`)
  for (const id of file.alwaysOnCard.filter((name) => !file.scores.includes(name)))
    problems.add(FILE, ['alwaysOnCard'], `${id} is no score of the board`)
  for (const id of file.exclusions.filter((rule) => !baseRules.includes(rule)))
    problems.add(FILE, ['exclusions'], `${id} is no rule of ${file.base}`)
}

function checkReadings({ file, readings }: BoardParts, problems: Problems): void {
  const keys = [...file.prefetch.shared, ...Object.keys(file.prefetch.own)]
  readings.forEach(({ id, prefetchKey }, i) => {
    if (!keys.includes(prefetchKey))
      problems.add('predictors.json', [id], `${prefetchKey} is no prefetch key of the board`)
    if (readings.findIndex((reading) => reading.id === id) !== i)
      problems.add('predictors.json', [id], 'is a reading of the base already')
  })
}

type Predictor = PublishedScoreFile['score']['predictors'][number]

/** Why a predictor cannot be computed: its source is not there, or in another unit. */
function problemOf(
  predictor: Predictor,
  unit: string | undefined,
  readings: readonly AuxiliaryInput[],
  earlier: readonly string[],
): string | undefined {
  if (predictor.kind === 'score')
    return earlier.includes(predictor.score)
      ? undefined
      : `needs ${predictor.score}, no score before it`
  if (predictor.kind !== 'reading') return undefined
  const reading = readings.find(({ id }) => id === predictor.reading)
  if (reading === undefined) return `needs ${predictor.reading}, which is no reading`
  const own = reading.kind === 'quantity' ? reading.unit : undefined
  const isSame = predictor.perUnit !== 1 || unit === own
  return isSame ? undefined : `is read in ${own ?? 'no unit'}, not in ${unit ?? 'none'}`
}

/** Scores are computed in the board's order, so that each needs the scores before it only. */
function checkScoreInputs({ readings, scores }: BoardParts, problems: Problems): void {
  scores.forEach(({ score: { definition, predictors }, units }, i) => {
    const earlier = scores.slice(0, i).map((scoreFile) => scoreFile.score.definition.id)
    for (const predictor of predictors) {
      const words = problemOf(predictor, units[predictor.id], readings, earlier)
      if (words !== undefined)
        problems.add(FILE, ['scores', i], `${definition.id}: ${predictor.id} ${words}`)
    }
  })
}

function checkRules({ readings, scores }: BoardParts, problems: Problems): void {
  const shared = [...readings.map(({ id }) => id), ...SCORE_FACTS]
  scores.forEach(({ score: { definition, predictors, rules } }, i) => {
    const known = [...shared, ...predictors.map(({ id }) => id)]
    for (const { input } of rules.flatMap(({ when }) => when))
      if (!known.includes(input))
        problems.add(FILE, ['scores', i], `${definition.id}: no rule can ask for ${input}`)
  })
}

function checkTexts(
  { file, readings, scores, translations }: BoardParts,
  problems: Problems,
): void {
  for (const [language, texts] of Object.entries(translations)) {
    const at = `text/${language}/messages.json`
    for (const { id } of readings.filter((reading) => texts.readings[reading.id] === undefined))
      problems.add(at, ['readings', id], 'is missing')
    const facts = [ORDER_KEY, ...SCORE_FACTS]
    for (const fact of facts.filter((name) => texts.facts[name] === undefined))
      problems.add(at, ['facts', fact], 'is missing')
    for (const key of Object.keys(file.prefetch.own).filter(
      (name) => texts.keys[name] === undefined,
    ))
      problems.add(at, ['keys', key], 'is missing')
    scores.forEach(({ score }, i) => {
      if (score.translations[language] === undefined)
        problems.add(FILE, ['scores', i], `${score.definition.id} has no texts in ${language}`)
    })
  }
}

/** That a board, its base and its scores agree with each other. */
export function checkBoard(parts: BoardParts, problems: Problems): void {
  const before = problems.found().length
  checkReferences(parts, problems)
  checkReadings(parts, problems)
  // Without its readings every score would lack something: only the cause is worth telling.
  if (problems.found().length > before) return
  checkScoreInputs(parts, problems)
  checkRules(parts, problems)
  checkTexts(parts, problems)
}
