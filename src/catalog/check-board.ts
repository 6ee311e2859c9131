import type { PublishedScoreFile } from './published-score-file.ts'
import type { BoardTexts } from '../hook/board.ts'
import { FACTS as SCORE_FACTS } from '../clinical/scores/score-facts.ts'
import type { AuxiliaryInput } from '../clinical/readings/input-definition.ts'
import type { BoardFile } from './board-schemas.ts'
import type { Problems } from './problems.ts'

/** The parts of a board that must agree. */
export interface BoardParts {
  readonly file: BoardFile
  /** The keys of the base's prefetch, by the ids of its rules and by its readings. */
  readonly baseKeys: readonly string[]
  readonly baseRules: readonly string[]
  readonly readings: readonly AuxiliaryInput[]
  readonly scores: readonly PublishedScoreFile[]
  readonly translations: Readonly<Record<string, Pick<BoardTexts, 'readings' | 'facts'>>>
}

const FILE = 'board.json'

function checkReferences({ file, baseKeys, baseRules }: BoardParts, problems: Problems): void {
  for (const key of file.prefetch.shared.filter((one) => !baseKeys.includes(one)))
    problems.add(FILE, ['prefetch', 'shared'], `${key} is no prefetch key of ${file.base}`)
  for (const key of Object.keys(file.prefetch.own).filter((one) => baseKeys.includes(one)))
    problems.add(FILE, ['prefetch', 'own', key], `is a prefetch key of ${file.base}`)
  for (const id of file.exclusions.filter((one) => !baseRules.includes(one)))
    problems.add(FILE, ['exclusions'], `${id} is no rule of ${file.base}`)
}

function checkReadings({ file, readings }: BoardParts, problems: Problems): void {
  const keys = [...file.prefetch.shared, ...Object.keys(file.prefetch.own)]
  readings.forEach(({ id, prefetchKey }, i) => {
    if (!keys.includes(prefetchKey))
      problems.add('predictors.json', [id], `${prefetchKey} is no prefetch key of the board`)
    if (readings.findIndex((one) => one.id === id) !== i)
      problems.add('predictors.json', [id], 'is a reading of the base already')
  })
}

type Predictor = PublishedScoreFile['score']['predictors'][number]

/** What is wrong with a predictor: what it is made from is not there, or in another unit. */
function problemOf(
  one: Predictor,
  unit: string | undefined,
  readings: readonly AuxiliaryInput[],
  earlier: readonly string[],
): string | undefined {
  if (one.kind === 'score')
    return earlier.includes(one.score) ? undefined : `needs ${one.score}, no score before it`
  if (one.kind !== 'reading') return undefined
  const reading = readings.find(({ id }) => id === one.reading)
  if (reading === undefined) return `needs ${one.reading}, which is no reading`
  const own = reading.kind === 'quantity' ? reading.unit : undefined
  const isSame = one.perUnit !== 1 || unit === own
  return isSame ? undefined : `is read in ${own ?? 'no unit'}, not in ${unit ?? 'none'}`
}

/** What a score is computed from exists, in the unit that it expects, and before it. */
function checkScoreInputs({ readings, scores }: BoardParts, problems: Problems): void {
  scores.forEach(({ score: { definition, predictors }, units }, i) => {
    const earlier = scores.slice(0, i).map((one) => one.score.definition.id)
    for (const one of predictors) {
      const words = problemOf(one, units[one.id], readings, earlier)
      if (words !== undefined)
        problems.add(FILE, ['scores', i], `${definition.id}: ${one.id} ${words}`)
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

function checkTexts({ readings, scores, translations }: BoardParts, problems: Problems): void {
  for (const [language, texts] of Object.entries(translations)) {
    const at = `text/${language}/messages.json`
    for (const { id } of readings.filter((one) => texts.readings[one.id] === undefined))
      problems.add(at, ['readings', id], 'is missing')
    for (const fact of SCORE_FACTS.filter((one) => texts.facts[one] === undefined))
      problems.add(at, ['facts', fact], 'is missing')
    scores.forEach(({ score }, i) => {
      if (score.translations[language] === undefined)
        problems.add(FILE, ['scores', i], `${score.definition.id} has no texts in ${language}`)
    })
  }
}

/** What no single folder can tell: that a board, its base and its scores agree with each other. */
export function checkBoard(parts: BoardParts, problems: Problems): void {
  const before = problems.found().length
  checkReferences(parts, problems)
  checkReadings(parts, problems)
  // Without its readings every score would lack something: that is not told beside the cause.
  if (problems.found().length > before) return
  checkScoreInputs(parts, problems)
  checkRules(parts, problems)
  checkTexts(parts, problems)
}
