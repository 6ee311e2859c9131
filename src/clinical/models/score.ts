import { withoutNoise } from '../../base/number.ts'
import {
  addPoints,
  decide,
  type Condition,
  holds,
  isBelowMost,
  type LookUp,
  type PointsBand,
  type DecisionRow,
} from './decisions.ts'

/** Applied to a number before it is multiplied, or to a sum at the end. */
type Transform = 'identity' | 'ln' | 'log10' | 'square' | 'square-root'

/** One summand: a predictor's number, or a constant where a condition holds. */
type ScoreTerm =
  | {
      readonly predictor: string
      readonly transform: Transform
      readonly coefficient: number
    }
  | { readonly when: Condition; readonly coefficient: number }

/**
 * How a published score is computed:
 *
 * - `formula`: a constant and a sum of terms, transformed at the end;
 * - `points`: the sum of the points of each item;
 * - `decision-table`: the class of the first row that holds;
 * - `cox`: the linear predictor of a proportional hazards model, centred, and the survival that
 *   follows from a baseline survival.
 */
export type ScoreForm =
  | {
      readonly kind: 'formula'
      readonly constant: number
      readonly terms: readonly ScoreTerm[]
      readonly then: Transform
    }
  | { readonly kind: 'points'; readonly items: readonly (readonly PointsBand[])[] }
  | { readonly kind: 'decision-table'; readonly rows: readonly DecisionRow[] }
  | {
      readonly kind: 'cox'
      readonly terms: readonly ScoreTerm[]
      /** The linear predictor of the patient whose survival is the baseline survival. */
      readonly centre: number
      readonly baselineSurvival: readonly SurvivalAt[]
    }

/** The share of patients alive after a time. */
export interface SurvivalAt {
  readonly months: number
  readonly survival: number
}

/** Whether a class is favourable in the outcome of its own score. */
export type Leaning = 'favourable' | 'unfavourable' | 'neither'

/** A class of a score, from the end of the class before it up to its limit. The last has no limit. */
export interface ScoreClass {
  readonly id: string
  readonly atMost?: number | undefined
  readonly below?: number | undefined
  readonly leaning: Leaning
}

/** A published score, whose predictors are known by name. */
export interface ScoreDefinition {
  readonly id: string
  /** Semantic version of the folder's content. */
  readonly version: string
  readonly form: ScoreForm
  /** Ascending; none where no cut-off is verified. Of a decision table, by id. */
  readonly classes: readonly ScoreClass[]
}

export interface ScoreResult {
  /** The number, without the noise of floating point; nothing of a decision table. */
  readonly value: number | undefined
  readonly class: ScoreClass | undefined
  /** Of a Cox model alone. */
  readonly survival: readonly SurvivalAt[]
}

const TRANSFORMS: Readonly<Record<Transform, (value: number) => number>> = {
  identity: (value) => value,
  ln: Math.log,
  log10: Math.log10,
  square: (value) => value * value,
  'square-root': Math.sqrt,
}

// Sums of decimal fractions carry noise (6.2 + 0.8), and cut-offs are compared exactly. The
// logarithm of 0 is no number.
const finite = (value: number) => (Number.isFinite(value) ? withoutNoise(value) : undefined)

function termValue(term: ScoreTerm, lookUp: LookUp): number | undefined {
  if ('when' in term) {
    const isTrue = holds(term.when, lookUp)
    return isTrue === undefined ? undefined : Number(isTrue) * term.coefficient
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

const NONE = { value: undefined, class: undefined, survival: [] }

function fromValue(
  value: number | undefined,
  { classes }: ScoreDefinition,
): ScoreResult | undefined {
  if (value === undefined) return undefined
  return { ...NONE, value, class: classes.find((scoreClass) => isBelowMost(value, scoreClass)) }
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
 * Nothing when a predictor that matters is not known, or when the score has no number for these
 * values.
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

/** The names of all that a score is computed from, each once. */
export function predictorsOf(form: ScoreForm): readonly string[] {
  const terms = 'terms' in form ? form.terms.map(nameOf) : []
  return [...new Set([...terms, ...conditionsOf(form).map(({ input }) => input)])]
}
