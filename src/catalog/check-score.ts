import { predictorsOf } from '../clinical/models/score.ts'
import { checkScoreCases, type ScoreParts } from './check-score-cases.ts'
import type { Problems } from './problems.ts'

/** Every name that the formula uses is a predictor, and every predictor is used. */
function checkPredictors(
  { file, predictors: { predictors } }: ScoreParts,
  problems: Problems,
): void {
  const used = predictorsOf(file.form)
  const ids = predictors.map(({ id }) => id)
  for (const name of used.filter((one) => !ids.includes(one)))
    problems.add('score.json', ['form'], `${name} is not in predictors.json`)
  const parts = predictors.flatMap((one) => ('of' in one ? one.of : []))
  predictors.forEach((one, i) => {
    const at = ['predictors', i]
    if (!used.includes(one.id) && !parts.includes(one.id))
      problems.add('predictors.json', at, `${one.id} is not used`)
    if (ids.indexOf(one.id) !== i) problems.add('predictors.json', at, `${one.id} is there twice`)
    for (const part of 'of' in one ? one.of : [])
      if (!ids.slice(0, i).includes(part))
        problems.add('predictors.json', at, `${part} is no predictor before it`)
    if ('perUnit' in one && one.perUnit !== 1 && one.perUnitSource === undefined)
      problems.add('predictors.json', at, 'a conversion needs its perUnitSource')
  })
}

/** Limits ascend, and only the last class has none; the rows of a table name classes. */
function checkClasses({ file: { form, classes } }: ScoreParts, problems: Problems): void {
  if (form.kind === 'decision-table') {
    for (const { value } of form.rows.filter((row) => !classes.some(({ id }) => id === row.value)))
      problems.add('score.json', ['form', 'rows'], `${value} is no class`)
    return
  }
  const limits = classes.map(({ atMost = Infinity, below = Infinity }) => Math.min(atMost, below))
  limits.forEach((limit, i) => {
    const isLast = i === limits.length - 1
    if (isLast !== (limit === Infinity))
      problems.add('score.json', ['classes', i], 'only the last class has no limit')
    const previous = limits[i - 1] ?? -Infinity
    if (previous !== Infinity && limit <= previous)
      problems.add('score.json', ['classes', i], 'limits ascend')
  })
}

function checkTexts(
  { file, rules: { rules }, translations }: ScoreParts,
  problems: Problems,
): void {
  const classes = file.classes.map(({ id }) => id)
  for (const [language, texts] of Object.entries(translations)) {
    const at = `text/${language}/messages.json`
    for (const id of classes.filter((one) => texts.classes[one] === undefined))
      problems.add(at, ['classes', id], 'is missing')
    for (const { id } of rules.filter((one) => texts.rules[one.id] === undefined))
      problems.add(at, ['rules', id], 'is missing')
    for (const id of Object.keys(texts.outcomes).filter((one) => !classes.includes(one)))
      problems.add(at, ['outcomes', id], 'is no class')
  }
}

/** A case has a value for every reading and score, and says what follows. */
function checkCases({ file, predictors, cases: { cases } }: ScoreParts, problems: Problems): void {
  const given = predictors.predictors.filter((one) => !('of' in one)).map(({ id }) => id)
  const classes = file.classes.map(({ id }) => id)
  cases.forEach(({ values, value, class: reached }, i) => {
    const at = ['cases', i]
    for (const id of given.filter((one) => values[one] === undefined))
      problems.add('reference-cases.json', at, `${id} has no value`)
    for (const id of Object.keys(values).filter((one) => !given.includes(one)))
      problems.add('reference-cases.json', at, `${id} is no reading or score of it`)
    if (value === undefined && reached === undefined)
      problems.add('reference-cases.json', at, 'says neither value nor class')
    if (reached !== undefined && !classes.includes(reached))
      problems.add('reference-cases.json', at, `${reached} is no class`)
  })
}

/** What no single file of a score's folder can tell: that they agree with each other. */
export function checkScore(parts: ScoreParts, problems: Problems): void {
  const before = problems.found().length
  checkPredictors(parts, problems)
  checkClasses(parts, problems)
  checkTexts(parts, problems)
  checkCases(parts, problems)
  // Figures are computed only with a score that is right in itself.
  if (problems.found().length === before) checkScoreCases(parts, problems)
}
