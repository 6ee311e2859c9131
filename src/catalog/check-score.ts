import { predictorsOf } from '../clinical/models/score.ts'
import { checkBands } from './check-bands.ts'
import { checkScoreCases, type ScoreParts } from './check-score-cases.ts'
import type { Problems } from './problems.ts'

/** Every name that the formula uses is a predictor, and every predictor is used. */
function checkPredictors(
  { file, predictors: { predictors } }: ScoreParts,
  problems: Problems,
): void {
  const used = predictorsOf(file.form)
  const ids = predictors.map(({ id }) => id)
  for (const name of used.filter((predictor) => !ids.includes(predictor)))
    problems.add('score.json', ['form'], `${name} is not in predictors.json`)
  const parts = predictors.flatMap((predictor) => ('of' in predictor ? predictor.of : []))
  predictors.forEach((predictor, i) => {
    const at = ['predictors', i]
    if (!used.includes(predictor.id) && !parts.includes(predictor.id))
      problems.add('predictors.json', at, `${predictor.id} is not used`)
    if (ids.indexOf(predictor.id) !== i)
      problems.add('predictors.json', at, `${predictor.id} is there twice`)
    for (const part of 'of' in predictor ? predictor.of : [])
      if (!ids.slice(0, i).includes(part))
        problems.add('predictors.json', at, `${part} is no predictor before it`)
    if ('perUnit' in predictor && predictor.perUnit !== 1 && predictor.perUnitSource === undefined)
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
    for (const id of classes.filter((wanted) => texts.classes[wanted] === undefined))
      problems.add(at, ['classes', id], 'is missing')
    for (const { id } of rules.filter((rule) => texts.rules[rule.id] === undefined))
      problems.add(at, ['rules', id], 'is missing')
    for (const id of Object.keys(texts.outcomes).filter((given) => !classes.includes(given)))
      problems.add(at, ['outcomes', id], 'is no class')
  }
}

/** A case has a value for every reading and score, and says what follows. */
function checkCases({ file, predictors, cases: { cases } }: ScoreParts, problems: Problems): void {
  const given = predictors.predictors
    .filter((predictor) => !('of' in predictor))
    .map(({ id }) => id)
  const classes = file.classes.map(({ id }) => id)
  cases.forEach(({ values, value, class: reached }, i) => {
    const at = ['cases', i]
    for (const id of given.filter((wanted) => values[wanted] === undefined))
      problems.add('reference-cases.json', at, `${id} has no value`)
    for (const id of Object.keys(values).filter((key) => !given.includes(key)))
      problems.add('reference-cases.json', at, `${id} is no reading or score of it`)
    if (value === undefined && reached === undefined)
      problems.add('reference-cases.json', at, 'says neither value nor class')
    if (reached !== undefined && !classes.includes(reached))
      problems.add('reference-cases.json', at, `${reached} is no class`)
  })
}

/** That the files of a score's folder agree with each other. */
export function checkScore(parts: ScoreParts, problems: Problems): void {
  const before = problems.found().length
  checkPredictors(parts, problems)
  const { form } = parts.file
  if (form.kind === 'points')
    checkBands(form.items, { file: 'score.json', at: ['form', 'items'] }, problems)
  checkClasses(parts, problems)
  checkTexts(parts, problems)
  checkCases(parts, problems)
  // Figures are computed only with a score that is right in itself.
  if (problems.found().length === before) checkScoreCases(parts, problems)
}
