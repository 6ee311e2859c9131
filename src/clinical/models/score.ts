import { addPoints, decide } from './decide.ts'
import { type Condition, holds, type LookUp } from './condition.ts'
import type {
  ScoreClass,
  ScoreDefinition,
  ScoreForm,
  ScoreResult,
  ScoreTerm,
  SurvivalAt,
  Transform,
} from './score-definition.ts'

const TRANSFORMS: Readonly<Record<Transform, (value: number) => number>> = {
  identity: (value) => value,
  ln: Math.log,
  log10: Math.log10,
  square: (value) => value * value,
  'square-root': Math.sqrt,
}

/** Sums of decimal fractions carry noise (6.2 + 0.8), and cut-offs are compared exactly. */
const withoutNoise = (value: number) => Number(value.toPrecision(12))

/** The number, if it is one: a logarithm of 0 is none. */
const finite = (value: number) => (Number.isFinite(value) ? withoutNoise(value) : undefined)

function termValue(term: ScoreTerm, lookUp: LookUp): number | undefined {
  if ('when' in term) {
    const isSo = holds(term.when, lookUp)
    return isSo === undefined ? undefined : Number(isSo) * term.coefficient
  }
  const number = lookUp(term.predictor)?.number
  return number === undefined ? undefined : term.coefficient * TRANSFORMS[term.transform](number)
}

function sumOf(terms: readonly ScoreTerm[], lookUp: LookUp): number | undefined {
  return terms.reduce<number | undefined>((sum, term) => {
    const value = termValue(term, lookUp)
    return sum === undefined || value === undefined ? undefined : sum + value
  }, 0)
}

const isWithin = (value: number, { atMost = Infinity, below = Infinity }: ScoreClass) =>
  value <= atMost && value < below

const NONE = { value: undefined, class: undefined, survival: [] }

function fromValue(
  value: number | undefined,
  { classes }: ScoreDefinition,
): ScoreResult | undefined {
  if (value === undefined) return undefined
  return { ...NONE, value, class: classes.find((scoreClass) => isWithin(value, scoreClass)) }
}

function fromFormula(
  { constant, terms, then }: Extract<ScoreForm, { kind: 'formula' }>,
  lookUp: LookUp,
): number | undefined {
  const sum = sumOf(terms, lookUp)
  return sum === undefined ? undefined : finite(TRANSFORMS[then](constant + sum))
}

/** Survival of a proportional hazards model: the baseline's to the power of the hazard ratio. */
function survivalOf(
  { centre, baselineSurvival }: Extract<ScoreForm, { kind: 'cox' }>,
  lp: number,
): readonly SurvivalAt[] {
  const hazardRatio = Math.exp(lp - centre)
  return baselineSurvival.map(({ months, survival }) => ({
    months,
    survival: survival ** hazardRatio,
  }))
}

function fromTable(
  { rows }: Extract<ScoreForm, { kind: 'decision-table' }>,
  { classes }: ScoreDefinition,
  lookUp: LookUp,
): ScoreResult | undefined {
  const id = decide(rows, lookUp)?.value
  return id === undefined
    ? undefined
    : { ...NONE, class: classes.find((scoreClass) => scoreClass.id === id) }
}

function fromHazards(
  form: Extract<ScoreForm, { kind: 'cox' }>,
  definition: ScoreDefinition,
  lookUp: LookUp,
): ScoreResult | undefined {
  const lp = finite(sumOf(form.terms, lookUp) ?? NaN)
  if (lp === undefined) return undefined
  return { ...NONE, ...fromValue(lp, definition), survival: survivalOf(form, lp) }
}

/**
 * What a score says; nothing when a predictor that matters is not known, or when it has no number
 * for these values.
 */
export function computeScore(definition: ScoreDefinition, lookUp: LookUp): ScoreResult | undefined {
  const { form } = definition
  switch (form.kind) {
    case 'formula':
      return fromValue(fromFormula(form, lookUp), definition)
    case 'points':
      return fromValue(addPoints(form.items, lookUp)?.value, definition)
    case 'decision-table':
      return fromTable(form, definition, lookUp)
    case 'cox':
      return fromHazards(form, definition, lookUp)
  }
}

const nameOf = (term: ScoreTerm) => ('when' in term ? term.when.input : term.predictor)

function conditionsOf(form: ScoreForm): readonly Condition[] {
  if (form.kind === 'points') return form.items.flat().map(({ when }) => when)
  return form.kind === 'decision-table' ? form.rows.flatMap(({ when }) => when) : []
}

/** The names of everything that a score is computed from, each once. */
export function predictorsOf(form: ScoreForm): readonly string[] {
  const terms = 'terms' in form ? form.terms.map(nameOf) : []
  return [...new Set([...terms, ...conditionsOf(form).map(({ input }) => input)])]
}
