import { type DerivedCoefficient, deriveCoefficient } from '../clinical/models/odds-ratio.ts'
import { checkSiteEvidence } from './check-site-evidence.ts'
import type { JsonPath } from '../base/json-path.ts'
import type { PredictorsFile } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import type { RiskModelFile } from './schemas.ts'

const FILE = 'risk-model.json'

type Term = RiskModelFile['terms'][number]

/** How far a figure that a paper rounds may be from the one that follows from it. */
const ROUNDING = 0.01
/** Interval ends are rounded more coarsely, in relation to their distance, than the odds ratio. */
const INTERVAL_ROUNDING = 0.06

const isNear = (value: number, expected: number, share: number) =>
  Math.abs(value - expected) <= Math.max(share * Math.abs(expected), 0.0006)

const shown = (value: number) => String(Number(value.toPrecision(4)))

const raises = ({ direction }: Term) => direction === 'raises-risk'

function checkDirection(term: Term, i: number, problems: Problems): void {
  const { direction, coefficient, predictor } = term
  if (direction === undefined || coefficient === 0 || coefficient > 0 === raises(term)) return
  problems.add(
    FILE,
    ['terms', i, 'coefficient'],
    `${predictor} is said to be one that ${direction.replace('-', ' ')}, and its coefficient ${shown(coefficient)} does the opposite`,
    'Look the sign up in the paper: is the outcome or the group coded the other way round?',
  )
}

/** The P value that a paper prints, as the interval in which the true one lies. */
function printedP(p: string): readonly [number, number] | undefined {
  const limit = /^<\s*(0?\.\d+)$/.exec(p)?.[1]
  if (limit !== undefined) return [0, Number(limit)]
  return /^0?\.\d+$|^1(\.0+)?$/.test(p) ? [Number(p), Number(p)] : undefined
}

function checkP({ p }: DerivedCoefficient, term: Term, i: number, problems: Problems): void {
  const printed = printedP(term.published?.p ?? '')
  if (printed === undefined) {
    problems.add(FILE, ['terms', i, 'published', 'p'], 'must be written 0.024 or <0.001')
    return
  }
  const [low, high] = printed
  // An odds ratio rounded to three digits moves P by some per cent.
  const slack = Math.max(0.15 * p, 0.0015)
  if (p < low - slack || p > high + slack)
    problems.add(
      FILE,
      ['terms', i, 'published', 'p'],
      `P ${term.published?.p ?? ''} does not follow from odds ratio and interval, which give ${shown(p)}`,
      'One of the three is mistyped',
    )
}

type Add = (member: JsonPath, message: string, mend: string) => void

/** That odds ratio, interval and P of a predictor follow from each other. */
function checkPrinted(term: Term, i: number, problems: Problems, add: Add): void {
  const { published } = term
  if (published === undefined) return
  const { oddsRatio, ci95 } = published
  const [low, high] = ci95
  const derived = deriveCoefficient(published)
  if (oddsRatio < low || oddsRatio > high)
    add(
      ['published', 'ci95'],
      `does not hold the odds ratio ${shown(oddsRatio)}`,
      'One of them is mistyped',
    )
  else if (!isNear(derived.middle, 1, INTERVAL_ROUNDING))
    add(
      ['published', 'ci95'],
      `its geometric middle is ${shown(derived.middle)} times the odds ratio, where it should be the same`,
      'A 95 % interval of a logistic model lies evenly around it: is an end mistyped?',
    )
  else checkP(derived, term, i, problems)
}

/** That coefficient and standard error follow from the published odds ratio and interval. */
function checkCoefficient({ published, coefficient, standardError }: Term, add: Add): void {
  if (published === undefined) return
  const derived = deriveCoefficient(published)
  if (!isNear(Math.exp(coefficient), published.oddsRatio, ROUNDING))
    add(
      ['coefficient'],
      `does not fit the odds ratio ${shown(published.oddsRatio)}, whose natural logarithm is ${shown(derived.coefficient)}`,
      'Is it per another unit, or is the sign lost?',
    )
  const isInterval = isNear(derived.middle, 1, INTERVAL_ROUNDING)
  if (isInterval && !isNear(standardError, derived.standardError, INTERVAL_ROUNDING))
    add(
      ['standardError'],
      `does not fit the published interval, from which ${shown(derived.standardError)} follows`,
      'It is ln(upper / lower) / 3.92',
    )
}

function checkTwice(model: RiskModelFile, problems: Problems): void {
  const lists = {
    terms: model.terms.map(({ predictor }) => predictor),
    categories: model.categories.map(({ id }) => id),
  }
  for (const [member, ids] of Object.entries(lists))
    ids.forEach((id, i) => {
      if (ids.indexOf(id) !== i) problems.add(FILE, [member, i], `${id} is there twice`)
    })
}

function checkCategories({ categories }: RiskModelFile, problems: Problems): void {
  categories.forEach(({ id, from }, i) => {
    const before = categories[i - 1]
    if (before === undefined && from !== 0)
      problems.add(
        FILE,
        ['categories', i, 'from'],
        `a risk below ${shown(from)} would have no category`,
        'The first category begins at 0',
      )
    if (before !== undefined && from <= before.from)
      problems.add(
        FILE,
        ['categories', i, 'from'],
        `${id} overlaps ${before.id}, which begins at ${shown(before.from)}`,
        'Categories ascend from 0; each ends where the next begins',
      )
  })
}

/** That a risk model agrees in itself. */
export function checkModel(model: RiskModelFile, problems: Problems): void {
  const isUpdated = model.derivedFrom !== undefined
  model.terms.forEach((term, i) => {
    checkDirection(term, i, problems)
    const add: Add = (member, ...words) => problems.add(FILE, ['terms', i, ...member], ...words)
    checkPrinted(term, i, problems, add)
    if (!isUpdated) checkCoefficient(term, add)
  })
  checkTwice(model, problems)
  checkCategories(model, problems)
  checkSiteEvidence(model, problems)
  const { events, patients } = model.anchor
  if (events > patients)
    problems.add(
      FILE,
      ['anchor', 'events'],
      `more outcomes (${shown(events)}) than patients (${shown(patients)})`,
    )
  const { derivedFrom } = model
  if (derivedFrom?.events !== undefined && derivedFrom.events > derivedFrom.patients)
    problems.add(FILE, ['derivedFrom', 'events'], 'more outcomes than patients')
}

function checkPopulations(model: RiskModelFile, problems: Problems): void {
  const used = model.terms.map(({ predictor }) => predictor)
  const { population } = model.anchor
  for (const id of used.filter((predictor) => population[predictor] === undefined))
    problems.add(
      FILE,
      ['anchor', 'population', id],
      'is missing: the reference population needs a distribution of every predictor',
    )
  const extra = (member: Readonly<Record<string, unknown>>) =>
    Object.keys(member).filter((id) => !used.includes(id))
  for (const id of extra(population))
    problems.add(FILE, ['anchor', 'population', id], `${id} has no term`)
}

/** That what is unknown of a model is about its own predictors. */
function checkVersionsSettings(
  { caps, documented, centred }: NonNullable<RiskModelFile['versions']>,
  used: readonly string[],
  problems: Problems,
): void {
  for (const [member, list] of Object.entries({ caps, documented }))
    list.forEach(({ predictor }, i) => {
      if (!used.includes(predictor))
        problems.add(FILE, ['versions', member, i, 'predictor'], `${predictor} has no term`)
    })
  if (centred !== undefined && !used.includes(centred.predictor))
    problems.add(FILE, ['versions', 'centred', 'predictor'], `${centred.predictor} has no term`)
}

/** That a model and the inputs that are read for it are about the same predictors. */
export function checkPredictorsOfModel(
  model: RiskModelFile,
  predictors: PredictorsFile | undefined,
  problems: Problems,
): void {
  const used = model.terms.map(({ predictor }) => predictor)
  checkPopulations(model, problems)
  const { repeatability = [], versions } = model
  if (versions !== undefined) checkVersionsSettings(versions, used, problems)
  repeatability.forEach(({ predictor }, i) => {
    if (!used.includes(predictor))
      problems.add(FILE, ['repeatability', i, 'predictor'], `${predictor} has no term`)
  })
  if (predictors === undefined) return
  const known = predictors.predictors.map(({ id }) => id)
  used.forEach((id, i) => {
    if (!known.includes(id))
      problems.add(
        FILE,
        ['terms', i, 'predictor'],
        `${id} is a predictor that nothing reads: it is not in predictors.json`,
        `There are: ${known.join(', ')}`,
      )
  })
  known.forEach((id, i) => {
    if (!used.includes(id))
      problems.add(
        'predictors.json',
        ['predictors', i, 'id'],
        `predictor ${id} has no term in risk-model.json`,
        'Without a coefficient it belongs among the auxiliaries',
      )
  })
}
