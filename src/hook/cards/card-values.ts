import type { Instant } from '../../base/time.ts'
import { type Concept, nameOf, textsOf } from '../../clinical/fhir/concept.ts'
import {
  type Assessment,
  type Inputs,
  type RelevantAssessment,
} from '../../clinical/assessment/assess.ts'
import { ORDER_KEY } from '../../clinical/assessment/slots.ts'
import { isBar, stateOf } from '../../clinical/assessment/unread-keys.ts'
import type { Contribution, RiskEstimate } from '../../clinical/models/estimate.ts'
import { hasSitePatients } from '../../clinical/models/site-evidence.ts'
import type { Service } from '../service.ts'
import type { CardValues, SituationValues } from './card-placeholders.ts'
import { formatNumber } from './format.ts'
import { dateOf, missingInputs } from './gap-values.ts'
import { factLine, type ModelValues, modelValues } from './model-values.ts'
import { scenarioRows } from './scenario-rows.ts'
import { toWording, type Wording } from './wording.ts'

type Estimated = Extract<Assessment, { readonly kind: 'estimated' }>
type Insufficient = Extract<Assessment, { readonly kind: 'insufficient-data' }>

type MissingValues = SituationValues<'insufficient-data'>
type EstimateValues = SituationValues<'not-classifiable'>
type UsedInput = MissingValues['inputs'][number]
type UnreadValues = SituationValues<'record-unread'>

const ageOf = (days: number | undefined, wording: Wording) =>
  days === undefined ? '' : wording.age(days)

/** The inputs that have a number, in the order of the service's predictors. */
function usedInputs(
  { inputs: { predictors } }: Service,
  readings: Inputs,
  wording: Wording,
): readonly (UsedInput & { readonly predictor: string })[] {
  return predictors.flatMap(({ id }) => {
    const reading = readings[id]
    if (reading?.kind !== 'found') return []
    const { value, from } = reading
    return [
      {
        predictor: id,
        label: wording.label(id),
        name: wording.name(id),
        asSent: wording.asSent(from),
        used: wording.value(id, value),
        date: dateOf(from.written),
        age: ageOf(from.ageDays, wording),
      },
    ]
  })
}

/** From how many times the reference patient's odds on there is an arrow more: project choice. */
const ARROW_STEPS = [1.2, 2, 5]

function arrowsOf(oddsRatio: number): string {
  const times = Math.max(oddsRatio, 1 / oddsRatio)
  const arrows = ARROW_STEPS.filter((step) => times >= step).length
  return arrows === 0 ? '≈' : (oddsRatio > 1 ? '↑' : '↓').repeat(arrows)
}

const weightOf = (contribution: Contribution | undefined) => ({
  contribution: contribution === undefined ? '' : formatNumber(contribution.logOdds),
  effect: contribution === undefined ? '' : `×${formatNumber(contribution.oddsRatio, 2)}`,
  arrows: contribution === undefined ? '' : arrowsOf(contribution.oddsRatio),
})

/** The input that moves the odds furthest from the reference patient's. */
function driverOf({ contributions }: RiskEstimate, wording: Wording): string {
  const [first] = contributions.toSorted(
    (a, b) => Math.abs(Math.log(b.oddsRatio)) - Math.abs(Math.log(a.oddsRatio)),
  )
  return first === undefined ? '' : wording.label(first.predictor)
}

/** The codes of a concept with their systems, as a site maps them. */
const codesOf = ({ codings }: Concept) =>
  codings
    .filter(({ code }) => code !== undefined)
    .map(({ system, code = '' }) => (system === undefined ? code : `${system}|${code}`))
    .join(', ')

/** A diagnosis that only the site can read: what it is called, and its codes. */
function unmappedValues(concept: Concept | undefined) {
  if (concept === undefined) return undefined
  const codes = codesOf(concept)
  const [words] = textsOf(concept)
  return { diagnosis: words === undefined ? codes : `${words} (${codes})` }
}

function citedDiagnosis(concept: Concept | undefined) {
  return concept && { words: nameOf(concept), code: codesOf(concept) }
}

function commonValues({ inputs }: Service, assessment: Estimated | Insufficient, wording: Wording) {
  const found = Object.values(assessment.inputs).filter(({ kind }) => kind === 'found')
  return {
    indexDate: assessment.indexDay,
    found: String(found.length),
    total: String(inputs.predictors.length),
    cautions: wording.cautions(assessment).map((text) => ({ text })),
    diagnosisInWords: citedDiagnosis(assessment.diagnosisInWords),
  }
}

const fallbackRows = (told: Pick<RiskEstimate, 'fallbacks'> | undefined, wording: Wording) =>
  told === undefined ? [] : wording.fallbacks(told).map((text) => ({ text }))

function insufficientValues(service: Service, assessment: Insufficient, wording: Wording) {
  const { bounds, inputs } = assessment
  return {
    ...commonValues(service, assessment, wording),
    inputs: usedInputs(service, inputs, wording),
    bounds: bounds === undefined ? '' : wording.range(bounds.range),
    scenarios: scenarioRows(service, bounds, wording),
    fallbacks: fallbackRows(bounds, wording),
  }
}

function missingValues(
  service: Service,
  assessment: Insufficient,
  wording: Wording,
): Omit<MissingValues, keyof ModelValues> {
  const gaps = missingInputs(service, assessment, wording)
  const gapList = gaps.map(({ name }) => name).join(wording.listGap)
  const values = insufficientValues(service, assessment, wording)
  return { ...values, isAnyFound: values.inputs.length > 0, gaps, gapList }
}

const isUnread = ([, { kind }]: readonly [string, { readonly kind: string }]) =>
  kind === 'not-obtained'

/** So many keys are named in the first line, which ends with what to do; the detail names all. */
const MOST_KEYS_NAMED = 3

/** The keys that the first line names: those that could not be read at all, else all. */
function unreadList({ definition, unread }: ListedKeys, wording: Wording): string {
  const bars = unread.filter((key) => isBar(key, definition))
  const notAtAll = bars.filter((key) => stateOf(key) !== 'partial')
  const listed = notAtAll.length === 0 ? bars : notAtAll
  const named = listed.slice(0, MOST_KEYS_NAMED).map(({ key }) => wording.key(key))
  return named.join(wording.listGap) + (listed.length > named.length ? wording.andMore : '')
}

interface ListedKeys {
  readonly definition: Service
  readonly unread: Assessment['unread']
}

/** Where something was not read, what is missing and what was not read are told apart. */
function unreadValues(
  service: Service,
  assessment: Insufficient,
  wording: Wording,
): Omit<UnreadValues, keyof ModelValues> & Pick<UnreadValues, 'isAllPartial'> {
  const { inputs, imaging, unread } = assessment
  const entries = Object.entries(inputs)
  const obtained = Object.fromEntries(entries.filter((entry) => !isUnread(entry)))
  const notObtained = Object.fromEntries(entries.filter(isUnread))
  const bars = unread.filter((key) => isBar(key, service))
  return {
    ...insufficientValues(service, assessment, wording),
    gaps: missingInputs(service, { inputs: obtained, imaging }, wording),
    unreadInputs: missingInputs(service, { inputs: notObtained, imaging }, wording),
    unreadList: unreadList({ definition: service, unread }, wording),
    isAllPartial: bars.every((key) => stateOf(key) === 'partial'),
    mayExclude: assessment.mayExclude.map((id) => ({ text: wording.rule(id) })),
  }
}

function estimateValues(
  service: Service,
  assessment: Estimated,
  wording: Wording,
): Omit<EstimateValues, keyof ModelValues | 'mdt'> {
  const { estimate } = assessment
  const { contributions } = estimate
  return {
    ...commonValues(service, assessment, wording),
    inputs: usedInputs(service, assessment.inputs, wording).map((input) => ({
      ...input,
      ...weightOf(contributions.find(({ predictor }) => predictor === input.predictor)),
      outside: assessment.outside.includes(input.predictor),
    })),
    risk: wording.figure(estimate),
    range: wording.range(estimate.range),
    rangeBeside: wording.rangeBeside(wording.figure(estimate), estimate.range),
    statement: wording.statement(estimate),
    anchored: hasSitePatients(estimate.state),
    evidence: wording.evidence(estimate, service),
    fallbacks: fallbackRows(estimate, wording),
    step: wording.step(estimate),
    rank: estimate.rank === undefined ? '' : wording.rank(estimate.rank),
    odds: wording.odds(estimate.oddsRatio),
    driver: driverOf(estimate, wording),
  }
}

/** Why no diagnosis could be read: the key, the order, or a code that only the site can map. */
function unreadableValues(
  { keys }: Service,
  { unread, unmapped }: Extract<RelevantAssessment, { readonly kind: 'diagnosis-unreadable' }>,
) {
  const behind = unread.filter(({ key }) => key === keys.diagnoses || key === ORDER_KEY)
  const isAllPartial = behind.length > 0 && behind.every((key) => stateOf(key) === 'partial')
  return { isAllPartial, unmapped: unmappedValues(unmapped) }
}

/** What the card of an assessment says, in the language of the service's cards. */
export function toCardValues(
  service: Service,
  assessment: RelevantAssessment,
  now: Instant,
): CardValues {
  const wording = toWording(service)
  const ofModel = modelValues(service, assessment, now, wording)
  switch (assessment.kind) {
    case 'no-diagnosis':
    case 'under-review':
      return ofModel
    case 'diagnosis-unreadable':
      return { ...ofModel, ...unreadableValues(service, assessment) }
    case 'not-applicable': {
      const exclusions = assessment.because.map((id) => ({ text: wording.rule(id) }))
      const exclusionList = exclusions.map(({ text }) => text).join(wording.listGap)
      return { ...ofModel, exclusions, exclusionList }
    }
    case 'insufficient-data':
      return assessment.isHalfRead
        ? { ...ofModel, ...unreadValues(service, assessment, wording) }
        : { ...ofModel, ...missingValues(service, assessment, wording) }
    case 'estimated': {
      const { category } = assessment.estimate
      const mdt = factLine(service, assessment, { line: 'mdt', now, wording })
      const ofEstimate = { ...ofModel, mdt, ...estimateValues(service, assessment, wording) }
      return category === undefined
        ? ofEstimate
        : { ...ofEstimate, category: wording.category(category) }
    }
  }
}
