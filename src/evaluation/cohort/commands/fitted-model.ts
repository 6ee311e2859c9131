import { Fault } from '../../../base/fault.ts'
import type { Terminal } from '../../../base/terminal/terminal.ts'
import { addMonths } from '../../../base/time.ts'
import type { Term } from '../../../clinical/models/definition.ts'
import { HOLDS_MONTHS } from '../../../clinical/models/evidence-gates.ts'
import type { OutcomeUpdate, SiteAnchor } from '../../../clinical/models/site-evidence.ts'
import { anchorIntercepts } from '../../anchoring/anchor-intercepts.ts'
import { anchorSite } from '../../anchoring/anchor-site.ts'
import { fittedPosterior } from '../../anchoring/fitted-posterior.ts'
import { toUpdate, told, withExactUpdate } from '../../anchoring/update-site.ts'
import { toWritten } from '../../anchoring/versions-file.ts'
import type { Cohort } from '../../statistics/cohort-columns.ts'
import { populationOf } from '../../statistics/fit-marginals.ts'
import { linearPredictors } from '../../statistics/logistic-likelihood.ts'
import { standardErrorAtMean, standardErrorOf } from '../../statistics/logistic-regression.ts'
import { interceptBeside } from '../../statistics/solve-intercept.ts'
import { at, meanOf, standardDeviationOf } from '../../statistics/vector.ts'
import type { FittedStudy } from '../fit-study.ts'
import { designOf } from '../stepwise-selection.ts'
import { refittedModel, withSite } from '../updated-model.ts'
import { checkStated } from './anchor.ts'
import { derivation, idOf } from './cohort-models.ts'
import type { CohortModel } from './installed-model.ts'
import type { ReadOutcomeTable } from './outcome-table.ts'
import { type OutcomeModelOptions, type Said, withValidation } from './update-model.ts'

const refuse = (why: string) => new Fault('malformed-request', `${why}. Nothing is written.`)

/**
 * By how much the coefficients of a fit are shrunken: the slope that its bootstrap expects in other
 * patients, and never more than 1.
 *
 * @throws {Fault} When the fit has no finite estimates, selected nothing, or was not bootstrapped.
 */
function shrinkageOf({ report, fit }: FittedStudy): number {
  const { optimism, options } = report
  if (options.split !== 'none')
    throw refuse('a model is fitted on all patients, not on the training part of a split')
  if (fit.unbounded.length > 0)
    throw refuse('a model without finite estimates is not written: --firth')
  if (fit.names.length === 0) throw refuse('no predictor was selected: there is no model to write')
  const slope = optimism?.measures?.calibrationSlope.corrected
  if (slope === undefined)
    throw refuse('a model is shrunken by the slope of its own bootstrap: give --bootstrap')
  if (!(slope > 0))
    throw refuse(`nothing of the model is left in its bootstrap (slope ${slope.toFixed(2)})`)
  return Math.min(1, slope)
}

/** Coefficients after shrinkage, and the intercept with which they predict the events observed. */
function shrunken({ fit, training }: FittedStudy, shrinkage: number) {
  const design = designOf(training, fit.names)
  const slopes = fit.coefficients.slice(1).map((coefficient) => shrinkage * coefficient)
  const intercept = interceptBeside(linearPredictors(design, [0, ...slopes]), eventsIn(training))
  return { ...fit, coefficients: [intercept, ...slopes] }
}

const eventsIn = ({ outcome }: Cohort) => Array.from(outcome).filter((y) => y === 1).length

/** The site's distributions; the centred predictor's is normal, as its versions take it. */
function populationFor(training: Cohort, names: readonly string[], centred: string | undefined) {
  const population = populationOf(training, names)
  const values = training.columns[centred ?? '']
  if (centred === undefined || values === undefined) return population
  const normal = { kind: 'normal' as const, mean: meanOf(values), sd: standardDeviationOf(values) }
  return { ...population, [centred]: normal }
}

/** The model of the fit as a published one would be, before it has any evidence. */
function bareModel(parent: CohortModel, study: FittedStudy, said: Said) {
  const { training, report } = study
  const shrinkage = shrinkageOf(study)
  const fit = shrunken(study, shrinkage)
  const [intercept = NaN, ...slopes] = fit.coefficients
  const terms = fit.names.map((predictor, j): Term => ({
    predictor,
    coefficient: at(slopes, j),
    standardError: standardErrorOf(fit, j + 1),
  }))
  const { patients, events } = report.fittedOn
  const fittedOn = { patients, events, period: said.period }
  const method = `Stepwise logistic regression (${report.options.estimator}) on ${String(patients)} local patients, ${String(events)} with the outcome; coefficients shrunken by the slope of its bootstrap.`
  const model = refittedModel(parent, {
    ...idOf(said.signedOff),
    intercept: {
      value: intercept,
      standardError: standardErrorAtMean(study.fit, designOf(training, fit.names).columns),
    },
    terms,
    anchor: { events, patients },
    population: populationFor(training, fit.names, parent.versions?.centred?.predictor),
    derivedFrom: {
      ...derivation(parent, said.signedOff, { method, patients, events, shrinkage }),
      fittedOn,
    },
  })
  return { model, fit }
}

/** The versions of a fitted model, where nothing else is known. */
function withVersions(model: CohortModel): CohortModel {
  const { versions, terms, anchor } = model
  if (versions === undefined) throw refuse('this model has no versions')
  const intercepts = anchorIntercepts(
    { versions, terms, population: anchor.population },
    { kind: 'documented' },
  )
  return { ...model, versionIntercepts: toWritten(intercepts) }
}

function anchorOf(
  model: CohortModel,
  read: ReadOutcomeTable,
  said: Said,
  options: OutcomeModelOptions,
): SiteAnchor {
  const { table, prepared } = read
  checkStated(told(table).platforms, options)
  const { period, signature } = said
  const expires = addMonths(signature.on, HOLDS_MONTHS.anchor)
  const { rows } = prepared.read.flow
  const anchor = anchorSite(model, table.patients, {
    rows,
    period,
    evidence: table.evidence,
    signature,
    expires,
  })
  if (model.versions?.centred !== undefined && anchor.platforms.length > 1)
    throw refuse('a model is fitted on the patients of one device and method')
  return anchor
}

function updateOf(
  model: CohortModel,
  anchor: SiteAnchor,
  { table }: ReadOutcomeTable,
  { said, fit }: { readonly said: Said; readonly fit: FittedStudy['fit'] },
): OutcomeUpdate {
  const predictor = model.versions?.centred?.predictor
  const [platform] = anchor.platforms
  const centre =
    predictor === undefined || platform === undefined ? undefined : { predictor, ...platform }
  const statement = { ...said, posterior: fittedPosterior(fit, centre) }
  const update = toUpdate(model, anchor, table, statement)
  return withExactUpdate(model, anchor, table, update)
}

/**
 * The model file of a fit, shrunken by its own bootstrap, in the state that the gates allow; the
 * parent gives the categories and names the service.
 *
 * @throws {Fault} At the gates that are not passed, with their reasons; nothing is made in part.
 */
export async function fittedModel(
  terminal: Terminal,
  options: OutcomeModelOptions,
  said: Said,
  { study, read }: { readonly study: FittedStudy; readonly read: ReadOutcomeTable },
): Promise<CohortModel> {
  if (options.leaveOut !== undefined)
    throw refuse('--leave-out is for cohort update: a fit is checked on other patients')
  const { model: bare, fit } = bareModel(read.prepared.model, study, said)
  const model = withVersions(bare)
  const anchor = anchorOf(model, read, said, options)
  const update = updateOf(model, anchor, read, { said, fit })
  const made = { definition: model, anchor, table: read.table, update }
  const site = await withValidation(terminal, options, said, { site: made, read })
  const { patients, events } = update
  const { from, to } = said.period
  return {
    ...withSite(model, site),
    citation: `Fitted on ${String(patients)} patients of this hospital, ${from} to ${to}, ${String(events)} with the outcome; not published.`,
    unitAssumption: 'The units of the columns of the table, which are those of the service.',
  }
}
