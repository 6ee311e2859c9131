import type { ModelFile } from './model-file.ts'
import type { PublishedScoreFile } from './published-score-file.ts'
import type { BoardService } from '../hook/board.ts'
import type { CdsService, Service } from '../hook/service.ts'
import type { DiagnosisRecognition, OrderRecognition } from '../clinical/recognition/definition.ts'
import { toNameReading } from '../clinical/recognition/read-name.ts'
import { toRiskModel } from '../clinical/models/estimate.ts'
import { toPhraseList } from '../clinical/terminology/phrase.ts'
import { readBoards, readScores } from './load-board.ts'
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
  readonly definitions: readonly Service[]
  /** What is told of each of them to those who must judge it. */
  readonly modelFiles: readonly ModelFile[]
  /** Services that show several published scores on one card. */
  readonly boards: readonly BoardService[]
  readonly scores: readonly PublishedScoreFile[]
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
): Service {
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
  readonly dossier: ModelFile
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

/** The services in which nothing was wrong. */
function toServices(read: readonly ReadService[], shared: SharedParts, language: string) {
  const loaded = read.map((one) => {
    const parts = wholeParts(one, language)
    if (parts === undefined) throw new TypeError(`${one.name} is whole, or has a problem`)
    return toLoaded(parts, shared)
  })
  const modelFiles = loaded.map(({ dossier }) => dossier)
  return {
    services: loaded.flatMap(({ services }) => services),
    definitions: modelFiles.map(({ definition }) => definition),
    modelFiles,
  }
}

/**
 * Reads the services' folder.
 *
 * @throws {CatalogError} With every problem of every folder at once; nothing is served from data
 *   that is not whole.
 */
export function loadCatalog(options: CatalogOptions): Catalog {
  const problems = new Problems()
  const { root, shared, services: read } = readServices(options, problems)
  problems.throwIfAny()
  const loaded = toServices(read, shared, options.language)
  const { language } = options
  const scores = readScores(root, problems)
  const boards = readBoards(root, { ...shared, ...loaded, scores, language }, problems)
  problems.throwIfAny()
  return { ...loaded, scores, boards }
}

/**
 * Everything that is wrong with the services' folder: what {@link loadCatalog} would refuse it for,
 * and the reviews that are past. Boards are read only when all else is whole: what would follow
 * from a mistake elsewhere is not told beside it.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function checkCatalog(options: CatalogOptions, today: string): readonly CatalogProblem[] {
  const problems = new Problems()
  const { root, shared, services } = readServices(options, problems)
  const scores = readScores(root, problems)
  if (problems.found().length === 0) {
    const { language } = options
    const whole = toServices(services, shared, language)
    readBoards(root, { ...shared, ...whole, scores, language }, problems)
  }
  checkReviewDates(services, today)
  return problems.found()
}
