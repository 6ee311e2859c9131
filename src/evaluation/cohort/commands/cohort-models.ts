import { designOf } from '../stepwise-selection.ts'
import { standardErrorAtMean } from '../../statistics/logistic-regression.ts'
import { type DerivableModel, type Derivation, refittedModel, siteModel } from '../updated-model.ts'
import { anchorIntercepts } from '../../anchoring/anchor-intercepts.ts'
import { anchorPlatform, anchorSite } from '../../anchoring/anchor-site.ts'
import { toWritten } from '../../anchoring/versions-file.ts'
import type { KeyedPlatform, SiteAnchor } from '../../../clinical/models/site-evidence.ts'
import type { Cohort } from '../../statistics/cohort-columns.ts'
import type { Estimate } from '../../statistics/estimate.ts'
import type { FittedStudy } from '../fit-study.ts'
import { linearPredictors } from '../../statistics/logistic-likelihood.ts'
import { checkBalance } from '../../statistics/not-converged.ts'
import { risksOf } from '../../statistics/performance.ts'
import { at, sumOf } from '../../statistics/vector.ts'
import { populationOf } from '../../statistics/fit-marginals.ts'
import type { ReadCohort } from '../read-cohort.ts'
import { Fault } from '../../../base/fault.ts'
import type { Term } from '../../../clinical/models/definition.ts'
import type { CohortModel } from './installed-model.ts'

/** Who answers for a model, and what it is called. */
export interface SignedOff {
  readonly id: string | undefined
  readonly by: string
  /** Calendar date, YYYY-MM-DD. */
  readonly on: string
  readonly outcomeDefinition: string | undefined
}

const derivation = (
  { id, version }: DerivableModel,
  signedOff: SignedOff,
  rest: Pick<Derivation, 'method' | 'patients' | 'events' | 'shrinkage'>,
): Derivation => ({
  parent: { id, version },
  ...rest,
  signedOffBy: signedOff.by,
  signedOffOn: signedOff.on,
  ...(signedOff.outcomeDefinition === undefined
    ? {}
    : { outcomeDefinition: signedOff.outcomeDefinition }),
})

const idOf = ({ id }: SignedOff) => (id === undefined ? {} : { id })

const predictorsOf = ({ terms }: DerivableModel) => terms.map(({ predictor }) => predictor)

/** How long an anchor holds. */
const ANCHOR_MONTHS = 12

/** A day so many months after another. */
export function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.toISOString().slice(0, 10)
}

/** What the person who signs an anchor says of its patients. */
export interface SaidOfAnchor {
  readonly role: string
  readonly period: { readonly from: string; readonly to: string }
  readonly share: SiteAnchor['share']
  /** The device and method of every row, or of each. */
  readonly platforms: readonly string[]
}

const valuesAt = (model: DerivableModel, { columns }: Cohort, i: number) =>
  Object.fromEntries(predictorsOf(model).map((id) => [id, columns[id]?.[i] ?? NaN]))

/** The patients of a table with what measured each. */
export const patientsOf = (
  model: DerivableModel,
  { cohort }: ReadCohort,
  platforms: readonly string[],
) =>
  Array.from({ length: cohort.patients }, (_, i) => ({
    values: valuesAt(model, cohort, i),
    platform: platforms[i] ?? '',
  }))

/** The model file after anchoring on a site's own patients, without outcomes. */
export function anchoredModel<Model extends CohortModel>(
  parent: Model,
  read: ReadCohort,
  { role, period, share, platforms }: SaidOfAnchor,
  signedOff: SignedOff,
) {
  const { cohort, flow } = read
  const signature = { name: signedOff.by, role, on: signedOff.on }
  const patients = patientsOf(parent, read, platforms)
  const expires = monthsAfter(signedOff.on, ANCHOR_MONTHS)
  const said = { rows: flow.rows, period, share, signature, expires }
  const anchor = anchorSite(parent, patients, said)
  const counted =
    share === undefined
      ? 'the share of the outcome as documented'
      : `the share of the outcome as counted here, ${String(share.events)} of ${String(share.patients)}`
  return siteModel(parent, {
    ...idOf(signedOff),
    site: { anchor },
    derivedFrom: derivation(parent, signedOff, {
      method: `Versions anchored on ${String(cohort.patients)} local patients without outcomes, with ${counted}.`,
      patients: cohort.patients,
    }),
  })
}

/** The model file with one platform's own centre, where nothing else of the site is known. */
export function platformModel<Model extends CohortModel>(
  parent: Model,
  platform: KeyedPlatform,
  { role, period }: Pick<SaidOfAnchor, 'role' | 'period'>,
  signedOff: SignedOff,
) {
  const signature = { name: signedOff.by, role, on: signedOff.on }
  const expires = monthsAfter(signedOff.on, ANCHOR_MONTHS)
  const { patients } = platform
  return siteModel(parent, {
    ...idOf(signedOff),
    site: { anchor: anchorPlatform(parent, platform, { period, signature, expires }) },
    derivedFrom: derivation(parent, signedOff, {
      method: `Centred on ${String(patients)} local patients of one device and method; nothing else of the site is known.`,
      patients,
    }),
  })
}

/**
 * The intercept of a fit that may become a model.
 *
 * @throws {Fault} When the fit was not judged, selected nothing or has no finite estimates, or when
 *   it does not predict as many events as there were.
 */
function writableIntercept({ report, fit, training }: FittedStudy): Estimate {
  const { optimism, validation, terms, intercept, fittedOn } = report
  if (intercept === undefined || fit.unbounded.length > 0)
    throw new Fault('malformed-request', 'a model without finite estimates is not written: --firth')
  if (optimism === undefined && validation === undefined)
    throw new Fault('malformed-request', 'a model is written only with a bootstrap or a split')
  if (terms.length === 0)
    throw new Fault('malformed-request', 'no predictor was selected: there is no model to write')
  const risks = risksOf(linearPredictors(designOf(training, fit.names), fit.coefficients))
  checkBalance(
    sumOf(risks.length, (i) => at(risks, i)),
    fittedOn.events,
  )
  return intercept
}

const termOf = (predictor: string, { value, standardError }: Estimate): Term => ({
  predictor,
  coefficient: value,
  standardError,
})

/** A model file from a fit; the parent gives the categories and names the service. */
export function fittedModel<Model extends CohortModel>(
  parent: Model,
  study: FittedStudy,
  signedOff: SignedOff,
) {
  const intercept = writableIntercept(study)
  const { report, training, fit } = study
  const columns = designOf(training, fit.names).columns
  const errorAtMean = standardErrorAtMean(fit, columns)
  const { patients, events } = report.fittedOn
  const method = `Stepwise logistic regression (${report.options.estimator}) on ${patients} local patients, ${events} with the outcome.`
  const model = refittedModel(parent, {
    ...idOf(signedOff),
    intercept: { value: intercept.value, standardError: errorAtMean },
    terms: report.terms.flatMap(({ term, estimates }) =>
      estimates === undefined ? [] : [termOf(term, estimates.coefficient)],
    ),
    anchor: { events, patients },
    population: populationOf(
      training,
      report.terms.map(({ term }) => term),
    ),
    derivedFrom: derivation(parent, signedOff, { method, patients, events }),
  })
  const { versions, terms, anchor } = model
  return {
    ...model,
    ...(versions && {
      versionIntercepts: toWritten(
        anchorIntercepts(
          { versions, terms, population: anchor.population },
          { kind: 'documented' },
        ),
      ),
    }),
    citation: 'Fitted on local patients; not published.',
    unitAssumption: 'The units of the columns of the table, which are those of the service.',
  }
}
