import { inverseLogit, linearPredictor } from '../clinical/models/definition.ts'
import type { EvidenceFiles } from './load-evidence.ts'
import type { Problems } from './problems.ts'
import type { RiskModelFile } from './schemas.ts'

const CASES = 'reference-cases.json'
const CARD = 'model-card.json'

/** How exactly a reference case must be met; they are given to nine decimals or fewer. */
const EXACTNESS = 5e-6

type Case = NonNullable<EvidenceFiles['examples']>['cases'][number]

const decimalsOf = (value: number) => String(value).split('.')[1]?.length ?? 0

/** Half of the last decimal that is given, at least {@link EXACTNESS}. */
const slackOf = (given: number) => Math.max(EXACTNESS, 0.5 * 10 ** -Math.max(2, decimalsOf(given)))

/** Whether a computed figure, rounded as the given one is, is the given one. */
export const isMet = (given: number, computed: number) =>
  Math.abs(given - computed) <= slackOf(given) * (1 + 1e-9)

/** A figure of a reference case that the model does not give. */
interface UnmetFigure {
  /** Index of the case. */
  readonly i: number
  readonly member: 'linearPredictor' | 'predictedRisk'
  readonly words: string
}

function checkValues(model: RiskModelFile, { name, values }: Case, i: number, problems: Problems) {
  const used = model.terms.map(({ predictor }) => predictor)
  const missing = used.filter((id) => values[id] === undefined)
  for (const id of missing)
    problems.add(CASES, ['cases', i, 'values', id], `${name}: ${id} has no value`)
  for (const id of Object.keys(values).filter((key) => !used.includes(key)))
    problems.add(CASES, ['cases', i, 'values', id], `${name}: ${id} has no term in risk-model.json`)
  return missing.length === 0
}

/**
 * The first figure of a case that the model does not give: the risk follows from the linear
 * predictor.
 */
function unmetOf(model: RiskModelFile, example: Case, i: number): readonly UnmetFigure[] {
  const lp = linearPredictor(model.intercept.value, model.terms, example.values)
  const computed = { linearPredictor: lp, predictedRisk: inverseLogit(lp) }
  const member = (['linearPredictor', 'predictedRisk'] as const).find(
    (each) => !isMet(example[each], computed[each]),
  )
  if (member === undefined) return []
  const given = String(Number(computed[member].toPrecision(8)))
  return [
    {
      i,
      member,
      words: `${example.name}: risk-model.json gives ${given}, not ${String(example[member])}`,
    },
  ]
}

/** That a model in which nothing else is wrong gives what its reference cases say. */
export function checkCases(
  model: RiskModelFile,
  { examples }: EvidenceFiles,
  problems: Problems,
): void {
  if (examples === undefined) return
  const { cases } = examples
  if (cases.length === 0)
    problems.add(
      CASES,
      ['cases'],
      'holds no case',
      'Give at least one that was computed apart from this program',
    )
  const names = cases.map(({ name }) => name)
  cases.forEach(({ name }, i) => {
    if (names.indexOf(name) !== i)
      problems.add(CASES, ['cases', i, 'name'], `${name} is there twice`)
  })
  const whole = cases.map((example, i) => checkValues(model, example, i, problems))
  const unmet = cases.flatMap((example, i) => (whole[i] === true ? unmetOf(model, example, i) : []))
  if (unmet.length > 1 && unmet.length === cases.length)
    problems.add(
      CASES,
      ['cases'],
      `none of them is met; ${unmet[0]?.words ?? ''}`,
      'The intercept or a coefficient of risk-model.json is wrong, or its unit',
    )
  else
    for (const { i, member, words } of unmet)
      problems.add(
        CASES,
        ['cases', i, member],
        words,
        'Compute the case by hand or with the calculator of the authors, not with this program',
      )
}

function checkStudy(
  { study }: EvidenceFiles,
  model: RiskModelFile | undefined,
  problems: Problems,
) {
  if (study === undefined) return
  const { total, withOutcome, publishedPercent } = study.patients
  if (withOutcome > total)
    problems.add('study.json', ['patients', 'withOutcome'], 'more outcomes than patients')
  else if (Math.abs((100 * withOutcome) / total - publishedPercent) > 0.051)
    problems.add(
      'study.json',
      ['patients', 'publishedPercent'],
      `${String(withOutcome)} of ${String(total)} are ${((100 * withOutcome) / total).toFixed(2)} %, not ${String(publishedPercent)} %`,
    )
  const used = model?.terms.map(({ predictor }) => predictor)
  study.publishedRanges.forEach(({ predictor }, i) => {
    if (used?.includes(predictor) === false)
      problems.add('study.json', ['publishedRanges', i, 'predictor'], `${predictor} has no term`)
  })
}

function checkSignOff({ modelCard }: EvidenceFiles, problems: Problems): void {
  modelCard?.signOff.forEach(({ role, name, on }, i) => {
    if (name !== null && on === null)
      problems.add(CARD, ['signOff', i, 'on'], `${role}: a name without a date is no sign-off`)
    if (name === null && on !== null)
      problems.add(CARD, ['signOff', i, 'name'], `${role}: a date without a name is no sign-off`)
  })
}

function checkReview({ modelCard }: EvidenceFiles, problems: Problems): void {
  if (modelCard === undefined) return
  const { reviewedOn, reviewBy } = modelCard.review
  if (reviewBy <= reviewedOn)
    problems.add(
      CARD,
      ['review', 'reviewBy'],
      `${reviewBy} is not after the day of the last review, ${reviewedOn}`,
    )
}

/** That study and model card are about the model's own predictors, and agree in themselves. */
export function checkEvidence(
  evidence: EvidenceFiles,
  model: RiskModelFile | undefined,
  problems: Problems,
): void {
  checkStudy(evidence, model, problems)
  checkSignOff(evidence, problems)
  checkReview(evidence, problems)
}

/**
 * That the review is not past. Time alone breaks it, so that a running hospital's service goes on
 * and says so on its cards; who checks the folder must see it.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function checkReviewDate({ modelCard }: EvidenceFiles, today: string, problems: Problems) {
  if (modelCard !== undefined && modelCard.review.reviewBy < today)
    problems.add(
      CARD,
      ['review', 'reviewBy'],
      `was ${modelCard.review.reviewBy}: the model is past its review`,
      'Review it, then set reviewedOn and reviewBy',
    )
}
