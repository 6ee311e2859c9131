import type { Dossier } from '../evidence/index.ts'
import type { CdsService, GuidanceDefinition } from '../guidance/index.ts'
import {
  type DiagnosisRecognition,
  type OrderRecognition,
  toNameReading,
} from '../recognition/index.ts'
import { toRiskModel } from '../risk-model/index.ts'
import { toPhraseList } from '../terminology/index.ts'
import { findValueSet, toApplicability } from './load-predictors.ts'
import { toPrefetchTemplates } from './prefetch-templates.ts'
import { type CatalogProblem, Problems } from './problems.ts'
import {
  type CatalogOptions,
  checkReviewDates,
  type ReadService,
  readServices,
  type SharedParts,
} from './read-service.ts'
import type { OrdersFile, ServiceFile } from './schemas.ts'

/** Everything that is true of the services, read once. */
export interface Catalog {
  readonly services: readonly CdsService[]
  /** One per service folder. */
  readonly definitions: readonly GuidanceDefinition[]
  /** What is told of each of them to those who must judge it. */
  readonly dossiers: readonly Dossier[]
}

function toRecognition(
  { order, diagnosis }: OrdersFile,
  { valueSets, site }: SharedParts,
): { readonly order: OrderRecognition; readonly diagnosis: DiagnosisRecognition } {
  const find = (id: string) => findValueSet(valueSets, id)
  return {
    order: {
      specificCodes: find(order.specificCodes),
      genericCodes: find(order.genericCodes),
      otherCodes: find(order.otherCodes),
      hintCodes: find(order.hintCodes),
      hintPhrases: toPhraseList(order.hintPhrases),
      reasonCodes: find(diagnosis.codes),
      elsewhere: toPhraseList([...order.otherOrgans, ...order.otherReasons]),
      names: toNameReading(order),
      isByText: site.recogniseOrdersByText,
    },
    diagnosis: {
      codes: find(diagnosis.codes),
      phrases: toPhraseList(diagnosis.phrases),
      excludingPhrases: toPhraseList(diagnosis.excludingPhrases),
    },
  }
}

function keyOfRole({ prefetch }: ServiceFile, role: string): string {
  return Object.entries(prefetch).find(([, group]) => group.role === role)?.[0] ?? role
}

/** The parts of a service in which nothing was wrong. */
function wholeParts({ parts, inputs }: ReadService, language: string) {
  const { service, orders, applicability, model, translations, told } = parts
  const { study, modelCard, examples, modelCardTemplate } = told
  const cards = translations[language]
  if (!service || !orders || !applicability || !model || !inputs || !cards) return undefined
  if (!study || !modelCard || !examples) return undefined
  const dossier = {
    study,
    modelCard,
    modelCardTemplate,
    examples: examples.cases.map(({ name, values }) => ({ name, values })),
  }
  return { service, orders, applicability, model, inputs, cards, translations, dossier }
}

type WholeParts = NonNullable<ReturnType<typeof wholeParts>>

function toDefinition(
  { service, orders, applicability, model, inputs, cards, translations, dossier }: WholeParts,
  shared: SharedParts,
): GuidanceDefinition {
  const { site, synonyms, defaultUnits } = shared
  return {
    ...toRecognition(orders, shared),
    id: service.id,
    keys: {
      patient: keyOfRole(service, 'patient'),
      diagnoses: keyOfRole(service, 'diagnoses'),
      procedures: keyOfRole(service, 'procedures'),
    },
    inputs,
    applicability: toApplicability(applicability, site),
    units: { synonyms, defaultUnits },
    model: toRiskModel(model),
    publishedAuc: dossier.study.cohorts[0]?.aucCi95,
    cards,
    translations,
    review: { ...dossier.modelCard.review, afterReviewDate: site.afterReviewDate },
  }
}

interface LoadedService {
  readonly services: readonly CdsService[]
  readonly dossier: Dossier
}

function toLoaded(parts: WholeParts, shared: SharedParts): LoadedService {
  const { service, inputs, dossier } = parts
  const definition = toDefinition(parts, shared)
  const codes = { diagnosis: definition.diagnosis.codes, inputs }
  const prefetch = toPrefetchTemplates(service.prefetch, codes)
  const services = service.services
    .filter(({ hook }) => shared.site.hooks.includes(hook))
    .map((entry) => ({ entry: { ...entry, prefetch }, definition }))
  return { services, dossier: { ...dossier, definition } }
}

/**
 * Reads the services' folder.
 *
 * @throws {CatalogError} With every problem of every folder at once; nothing is served from data
 *   that is not whole.
 */
export function loadCatalog(options: CatalogOptions): Catalog {
  const problems = new Problems()
  const { shared, services: read } = readServices(options, problems)
  problems.throwIfAny()
  const loaded = read.map((one) => {
    const parts = wholeParts(one, options.language)
    if (parts === undefined) throw new TypeError(`${one.name} is whole, or has a problem`)
    return toLoaded(parts, shared)
  })
  const dossiers = loaded.map(({ dossier }) => dossier)
  return {
    services: loaded.flatMap(({ services }) => services),
    definitions: dossiers.map(({ definition }) => definition),
    dossiers,
  }
}

/**
 * Everything that is wrong with the services' folder: what {@link loadCatalog} would refuse it for,
 * and the reviews that are past.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function checkCatalog(options: CatalogOptions, today: string): readonly CatalogProblem[] {
  const problems = new Problems()
  const { services } = readServices(options, problems)
  checkReviewDates(services, today)
  return problems.found()
}
