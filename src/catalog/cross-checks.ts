import type { CardsDefinition } from '../cards/index.ts'
import type { Dossier } from '../evidence/index.ts'
import type { PredictorSet } from '../predictors/index.ts'
import type { Problems } from './problems.ts'
import type { ApplicabilityFile, RiskModelFile, ServiceFile } from './schemas.ts'

/** The parts of a service folder that must agree. */
export interface ServiceParts {
  readonly service: ServiceFile
  readonly inputs: PredictorSet
  readonly applicability: ApplicabilityFile
  readonly model: RiskModelFile
  readonly cards: CardsDefinition
  readonly told: Omit<Dossier, 'definition'>
}

const ALWAYS = [
  'no-diagnosis',
  'diagnosis-unreadable',
  'not-applicable',
  'insufficient-data',
  'not-classifiable',
  'under-review',
]

function checkModel({ inputs, model }: ServiceParts, problems: Problems): void {
  const file = 'risk-model.json'
  const known = inputs.predictors.map(({ id }) => id)
  const used = model.terms.map(({ predictor }) => predictor)
  for (const id of used) {
    if (!known.includes(id)) problems.add(file, `terms.${id}`, 'is not in predictors.json')
    if (model.anchor.population[id] === undefined)
      problems.add(file, `anchor.population.${id}`, 'is missing')
  }
  for (const id of known.filter((one) => !used.includes(one)))
    problems.add(file, 'terms', `predictor ${id} has no term`)
  const { platformShifts, repeatability = [] } = model
  for (const [path, list] of Object.entries({ platformShifts, repeatability }))
    for (const { predictor } of list.filter((one) => !used.includes(one.predictor)))
      problems.add(file, path, `${predictor} has no term`)
}

/** What is told of the model beside it is about its own predictors, and the anchor is the study's. */
function checkDossier(
  { model, told: { study, examples } }: ServiceParts,
  problems: Problems,
): void {
  const used = model.terms.map(({ predictor }) => predictor)
  for (const { predictor } of study.publishedRanges.filter((one) => !used.includes(one.predictor)))
    problems.add('study.json', 'publishedRanges', `${predictor} has no term`)
  for (const { name, values } of examples)
    for (const predictor of used.filter((one) => values[one] === undefined))
      problems.add('reference-cases.json', name, `${predictor} has no value`)
  if (study.patients.withOutcome > study.patients.total)
    problems.add('study.json', 'patients', 'more outcomes than patients')
}

function checkTexts({ inputs, applicability, model, cards }: ServiceParts, problems: Problems) {
  const need = (
    group: string,
    texts: Readonly<Record<string, unknown>>,
    ids: readonly string[],
  ) => {
    for (const id of ids.filter((one) => texts[one] === undefined))
      problems.add('messages.json', `${group}.${id}`, 'is missing')
  }
  const { predictors, auxiliaries } = inputs
  const excluding = [...predictors, ...auxiliaries].flatMap((input) =>
    input.kind === 'finding'
      ? input.values.flatMap(({ meaning }) =>
          meaning.kind === 'excludes' ? [meaning.because] : [],
        )
      : [],
  )
  need(
    'predictors',
    cards.texts.predictors,
    predictors.map(({ id }) => id),
  )
  need(
    'auxiliaries',
    cards.texts.auxiliaries,
    auxiliaries.map(({ id }) => id),
  )
  need('applicability', cards.texts.applicability, [
    ...applicability.rules.map(({ id }) => id),
    ...excluding,
  ])
  need(
    'categories',
    cards.texts.categories,
    model.categories.map(({ id }) => id),
  )
  need('calibration', cards.texts.calibration, [model.calibration])
}

function checkSituations({ model, cards }: ServiceParts, problems: Problems): void {
  const needed = [...ALWAYS, ...model.categories.map(({ id }) => `category-${id}`)]
  for (const id of needed.filter((one) => cards.situations[one] === undefined))
    problems.add('cards.json', `situations.${id}`, 'is missing')
}

function checkGapOrders({ inputs, cards }: ServiceParts, problems: Problems): void {
  const known = inputs.predictors.map(({ id }) => id)
  for (const [id, closes] of Object.entries(cards.gapOrders)) {
    if (cards.resources[id] === undefined)
      problems.add('cards.json', `gapOrders.${id}`, 'there is no such resource')
    for (const predictor of closes.filter((one) => !known.includes(one)))
      problems.add('cards.json', `gapOrders.${id}`, `${predictor} is not in predictors.json`)
  }
}

function checkPrefetch({ service, inputs }: ServiceParts, problems: Problems): void {
  const file = 'service.json'
  for (const role of ['patient', 'diagnoses', 'procedures'] as const) {
    const keys = Object.values(service.prefetch).filter((group) => group.role === role)
    if (keys.length !== 1) problems.add(file, 'prefetch', `needs exactly one key of role ${role}`)
  }
  for (const { id, prefetchKey } of [...inputs.predictors, ...inputs.auxiliaries]) {
    if (service.prefetch[prefetchKey]?.role !== 'observations')
      problems.add('predictors.json', id, `${prefetchKey} is no prefetch key for observations`)
  }
}

/** What no single file can tell: that the files of a service agree with each other. */
function crossCheck(parts: ServiceParts, problems: Problems): void {
  checkModel(parts, problems)
  checkDossier(parts, problems)
  checkTexts(parts, problems)
  checkSituations(parts, problems)
  checkGapOrders(parts, problems)
  checkPrefetch(parts, problems)
}

/** The same for the texts of every language. */
export function crossCheckAll(
  parts: Omit<ServiceParts, 'cards'>,
  translations: Readonly<Record<string, CardsDefinition>>,
  problems: Problems,
): void {
  for (const cards of Object.values(translations)) crossCheck({ ...parts, cards }, problems)
}
