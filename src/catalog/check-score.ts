import type { ScoreTexts } from '../guidance/index.ts'
import { predictorsOf } from '../risk-model/index.ts'
import type {
  ScoreCasesFile,
  ScoreFile,
  ScorePredictorsFile,
  ScoreRulesFile,
} from './score-schemas.ts'
import type { Telling } from './telling.ts'

/** The files of a score's folder. */
export interface ScoreParts {
  readonly file: ScoreFile
  readonly predictors: ScorePredictorsFile
  readonly rules: ScoreRulesFile
  readonly cases: ScoreCasesFile
  readonly translations: Readonly<Record<string, ScoreTexts>>
}

/** Every name that the formula uses is a predictor, and every predictor is used. */
function checkPredictors({ file, predictors: { predictors } }: ScoreParts, tell: Telling): void {
  const used = predictorsOf(file.form)
  const ids = predictors.map(({ id }) => id)
  for (const name of used.filter((one) => !ids.includes(one)))
    tell.add('score.json', ['form'], `${name} is not in predictors.json`)
  const parts = predictors.flatMap((one) => ('of' in one ? one.of : []))
  predictors.forEach((one, i) => {
    const at = ['predictors', i]
    if (!used.includes(one.id) && !parts.includes(one.id))
      tell.add('predictors.json', at, `${one.id} is not used`)
    if (ids.indexOf(one.id) !== i) tell.add('predictors.json', at, `${one.id} is there twice`)
    for (const part of 'of' in one ? one.of : [])
      if (!ids.slice(0, i).includes(part))
        tell.add('predictors.json', at, `${part} is no predictor before it`)
    if ('perUnit' in one && one.perUnit !== 1 && one.perUnitSource === undefined)
      tell.add('predictors.json', at, 'a conversion needs its perUnitSource')
  })
}

/** Limits ascend, and only the last class has none; the rows of a table name classes. */
function checkClasses({ file: { form, classes } }: ScoreParts, tell: Telling): void {
  if (form.kind === 'decision-table') {
    for (const { value } of form.rows.filter((row) => !classes.some(({ id }) => id === row.value)))
      tell.add('score.json', ['form', 'rows'], `${value} is no class`)
    return
  }
  const limits = classes.map(({ atMost = Infinity, below = Infinity }) => Math.min(atMost, below))
  limits.forEach((limit, i) => {
    const isLast = i === limits.length - 1
    if (isLast !== (limit === Infinity))
      tell.add('score.json', ['classes', i], 'only the last class has no limit')
    if (i > 0 && limit <= (limits[i - 1] ?? -Infinity))
      tell.add('score.json', ['classes', i], 'limits ascend')
  })
}

function checkTexts({ file, rules: { rules }, translations }: ScoreParts, tell: Telling): void {
  const classes = file.classes.map(({ id }) => id)
  for (const [language, texts] of Object.entries(translations)) {
    const at = `text/${language}/messages.json`
    for (const id of classes.filter((one) => texts.classes[one] === undefined))
      tell.add(at, ['classes', id], 'is missing')
    for (const { id } of rules.filter((one) => texts.rules[one.id] === undefined))
      tell.add(at, ['rules', id], 'is missing')
    for (const id of Object.keys(texts.outcomes).filter((one) => !classes.includes(one)))
      tell.add(at, ['outcomes', id], 'is no class')
  }
}

/** A case has a value for every reading and score, and says what follows. */
function checkCases({ file, predictors, cases: { cases } }: ScoreParts, tell: Telling): void {
  const given = predictors.predictors.filter((one) => !('of' in one)).map(({ id }) => id)
  const classes = file.classes.map(({ id }) => id)
  cases.forEach(({ values, value, class: reached }, i) => {
    const at = ['cases', i]
    for (const id of given.filter((one) => values[one] === undefined))
      tell.add('reference-cases.json', at, `${id} has no value`)
    for (const id of Object.keys(values).filter((one) => !given.includes(one)))
      tell.add('reference-cases.json', at, `${id} is no reading or score of it`)
    if (value === undefined && reached === undefined)
      tell.add('reference-cases.json', at, 'says neither value nor class')
    if (reached !== undefined && !classes.includes(reached))
      tell.add('reference-cases.json', at, `${reached} is no class`)
  })
}

/** What no single file of a score's folder can tell: that they agree with each other. */
export function checkScore(parts: ScoreParts, tell: Telling): void {
  checkPredictors(parts, tell)
  checkClasses(parts, tell)
  checkTexts(parts, tell)
  checkCases(parts, tell)
}
