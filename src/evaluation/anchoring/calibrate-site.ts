import { Fault } from '../../base/fault.ts'
import type { RiskModelDefinition } from '../../clinical/models/definition.ts'
import { calibrationObjections } from '../../clinical/models/evidence-gates.ts'
import type {
  LeftOutPart,
  OutcomeUpdate,
  OutcomeValidation,
  SiteAnchor,
} from '../../clinical/models/site-evidence.ts'
import { validationSampleSize } from '../cohort/sample-size.ts'
import { observedToExpected } from '../statistics/calibration.ts'
import { eventsOf } from '../statistics/cohort-columns.ts'
import { withEnds } from '../statistics/estimate.ts'
import { fitLogistic } from '../statistics/logistic-regression.ts'
import { type Performance, performanceOf, risksOf } from '../statistics/performance.ts'
import { separatingColumns } from '../statistics/separating-columns.ts'
import { shownLogOdds } from './shown-risks.ts'
import {
  type OutcomeTable,
  refuseFor,
  told,
  updateSite,
  versionedTerms,
  withExactUpdate,
} from './update-site.ts'

/** What is said of a validation beside its patients. */
export interface ValidationStatement {
  /** The share of those not known to have the outcome who were followed to the horizon. */
  readonly followedUp: number
  readonly signatures: OutcomeValidation['signatures']
  readonly expires: string
}

/** On whom the updated model is judged. */
export type Judges =
  /** On patients who are not in the update. */
  | { readonly how: 'other-patients'; readonly table: OutcomeTable }
  /** On each part of the update, by a model of the other parts: the label of every patient. */
  | { readonly how: 'internal-external'; readonly parts: readonly string[] }

/** An update, with what it was made from. */
export interface UpdatedSite {
  readonly definition: RiskModelDefinition
  readonly anchor: SiteAnchor
  readonly table: OutcomeTable
  readonly update: OutcomeUpdate
}

const outcomesOf = ({ patients }: OutcomeTable) =>
  Float64Array.from(patients, ({ outcome }) => outcome)

/** The maximum likelihood fit of the same patients must exist, or the outcome is separated. */
function checkSeparation({ definition, table }: UpdatedSite): void {
  const names = definition.terms.map(({ predictor }) => predictor)
  const columns = names.map((name) =>
    Float64Array.from(table.patients, ({ values }) => values[name] ?? NaN),
  )
  const design = { outcome: outcomesOf(table), names, columns }
  if (fitLogistic(design).unbounded.length === 0) return
  throw new Fault(
    'malformed-request',
    `not calibrated: ${separatingColumns(design).join(', ')} separates the outcome. Nothing is written.`,
  )
}

/** Patients with the log odds that a model of others gives them. */
interface Judged {
  readonly outcome: Float64Array
  readonly linearPredictor: Float64Array
}

function judgeOthers({ definition, anchor, update }: UpdatedSite, table: OutcomeTable): Judged {
  const linearPredictor = shownLogOdds({ ...definition, site: { anchor, update } }, table.patients)
  return { outcome: outcomesOf(table), linearPredictor }
}

const where = (table: OutcomeTable, isKept: (i: number) => boolean): OutcomeTable => ({
  ...table,
  patients: table.patients.filter((_, i) => isKept(i)),
})

/** A part of the patients by a model that was updated on the other parts. */
function judgePart(site: UpdatedSite, parts: readonly string[], name: string): Judged {
  const { definition, anchor, table, update } = site
  const others = where(table, (i) => parts[i] !== name)
  const made = updateSite(definition, anchor, others, update)
  const exact = withExactUpdate(definition, anchor, others, made)
  return judgeOthers(
    { ...site, update: exact },
    where(table, (i) => parts[i] === name),
  )
}

function partOf(name: string, { outcome, linearPredictor }: Judged): LeftOutPart {
  const ratio = observedToExpected(outcome, risksOf(linearPredictor))
  return {
    name,
    patients: outcome.length,
    events: eventsOf(outcome),
    ...(ratio === undefined ? {} : { observedToExpected: withEnds(ratio) }),
  }
}

/** Every part of the patients, each by a model of the others, and all of them together. */
function judgeParts(site: UpdatedSite, labels: readonly string[]) {
  const names = [...new Set(labels)].toSorted()
  if (names.length < 2)
    throw new Fault('malformed-request', 'not calibrated: all patients are of one part')
  const judged = names.map((name) => judgePart(site, labels, name))
  const joined = (of: keyof Judged) => Float64Array.from(judged.flatMap((part) => [...part[of]]))
  return {
    all: { outcome: joined('outcome'), linearPredictor: joined('linearPredictor') },
    told: { parts: judged.map((part, i) => partOf(names[i] ?? '', part)) },
  }
}

/** What cannot be estimated is a failure. */
function figuresOf({ observedToExpected, calibrationSlope, cStatistic, ...rest }: Performance) {
  const { calibrationCurve } = rest
  if (
    observedToExpected === undefined ||
    calibrationSlope === undefined ||
    cStatistic === undefined ||
    calibrationCurve === undefined
  )
    throw new Fault(
      'malformed-request',
      'not calibrated: observed : expected, slope, calibration curve or c-statistic cannot be estimated in the validation. Nothing is written.',
    )
  return {
    observedToExpected: withEnds(observedToExpected),
    calibrationSlope: withEnds(calibrationSlope),
    cStatistic: withEnds(cStatistic),
    ici: calibrationCurve.ici,
  }
}

/**
 * Width of the slope's interval that a precise validation has here: twice that of Riley et al., a
 * choice of this project.
 */
const SLOPE_WIDTH = 0.4

/** Whether a precise validation by Riley's criteria takes more patients. */
function isOnFew(linearPredictor: Float64Array, { patients, events, cStatistic }: Performance) {
  const plan = { prevalence: events / patients, cStatistic: cStatistic?.value ?? 0.5 }
  const needed = validationSampleSize({ ...plan, linearPredictor, slopeWidth: SLOPE_WIDTH })
  return patients < needed.patients
}

/**
 * A site's model, calibrated: its update with an exact intercept, and how that did on other
 * patients.
 *
 * @throws {Fault} At the gates that are not passed, with all reasons; nothing is made in part.
 */
export function calibrateSite(
  site: UpdatedSite,
  judges: Judges,
  { followedUp, signatures, expires }: ValidationStatement,
): { readonly update: OutcomeUpdate; readonly validation: OutcomeValidation } {
  const { definition, anchor, table } = site
  checkSeparation(site)
  const update = withExactUpdate(definition, anchor, table, site.update)
  const judged =
    judges.how === 'other-patients'
      ? { all: judgeOthers({ ...site, update }, judges.table), told: {} }
      : judgeParts(site, judges.parts)
  const performance = performanceOf({ ...judged.all, thresholds: [], isFittedHere: false })
  const validation: OutcomeValidation = {
    how: judges.how,
    ...judged.told,
    ...told(judges.how === 'other-patients' ? judges.table : table),
    ...figuresOf(performance),
    followedUp,
    isOnFew: isOnFew(judged.all.linearPredictor, performance),
    signatures,
    expires,
  }
  const { floor } = versionedTerms(definition).versions
  refuseFor(calibrationObjections(update, validation, floor), 'not calibrated')
  return { update, validation }
}
