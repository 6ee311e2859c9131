import type { ModelFile } from './model-file.ts'
import type { PublishedScoreFile } from './published-score-file.ts'
import type { BoardService } from '../hook/board.ts'
import type { CdsService, Service } from '../hook/service.ts'
import type { Fact, FactSheet, Source } from '../clinical/assessment/facts.ts'
import { toRiskModel } from '../clinical/models/estimate.ts'
import type { FactsFile } from './facts-schemas.ts'
import { readBoards } from './load-board.ts'
import { toApplicability } from './load-predictors.ts'
import { readScores } from './load-score.ts'
import { toEntries } from './discovery-entries.ts'
import { checkMeasurements } from './check-measurements.ts'
import { checkPanels } from './check-panels.ts'
import { checkSources } from './check-sources.ts'
import { toPrefetchTemplates } from './prefetch-templates.ts'
import { type CatalogProblem, Problems } from './problems.ts'
import {
  type CatalogOptions,
  checkReviewDates,
  type ReadService,
  readServices,
  type SharedParts,
} from './read-service.ts'
import type { RiskModelFile, ServiceFile } from './schemas.ts'
import type { VersionsFile } from './versions-schema.ts'
import type { ServiceParts } from './service-parts.ts'
import { toRecognition } from './to-recognition.ts'

/** What `cds-services` holds, without a mistake. */
export interface Catalog {
  /** Of the hooks that the site offers: several for each model. */
  readonly services: readonly CdsService[]
  /** One for each folder of a model, as `modelFiles`. */
  readonly definitions: readonly Service[]
  readonly modelFiles: readonly ModelFile[]
  /** Services that show several published scores on one card. */
  readonly boards: readonly BoardService[]
  readonly scores: readonly PublishedScoreFile[]
  /** What all of it rests on. */
  readonly sources: readonly Source[]
}

function keyOfRole({ prefetch }: ServiceFile, role: string): string {
  return Object.entries(prefetch).find(([, group]) => group.role === role)?.[0] ?? role
}

/** The evidence of a service in which nothing was wrong. */
function wholeEvidence({ evidence, versions }: ServiceParts) {
  const { study, modelCard, examples, modelCardTemplate } = evidence
  if (!study || !modelCard || !examples) return undefined
  return {
    study,
    modelCard,
    modelCardTemplate,
    firmShares: versions?.firmShares ?? [],
    examples: examples.cases.map(({ name, values }) => ({ name, values })),
  }
}

const withIntercepts = (model: RiskModelFile, versions: VersionsFile | undefined) =>
  versions === undefined ? model : { ...model, versionIntercepts: versions.intercepts }

/** The parts of a service in which nothing was wrong. */
function wholeParts({ parts, inputs }: ReadService, language: string) {
  const { service, orders, applicability, facts, model, versions, translations } = parts
  const evidence = wholeEvidence(parts)
  const cards = translations[language]
  if (!service || !orders || !applicability || !model || !inputs || !cards) return undefined
  if (!evidence || !facts) return undefined
  return {
    ...{ service, orders, applicability, inputs, cards, facts, translations },
    sources: parts.sources,
    model: withIntercepts(model, versions),
    evidence,
  }
}

type WholeParts = NonNullable<ReturnType<typeof wholeParts>>

/** The facts of a model, with the sources that they name. */
/** What may be said beside a model: of one that was fitted here nothing that is true of the study. */
function toFactSheet(
  { stagedBy, facts: all }: FactsFile,
  sources: readonly Source[],
  { derivedFrom }: RiskModelFile,
): FactSheet {
  const isOfStudy = ({ section, kind }: Fact) => section === 'study' || kind === 'study'
  const facts = derivedFrom?.fittedOn === undefined ? all : all.filter((fact) => !isOfStudy(fact))
  const named = new Set(facts.flatMap((fact) => fact.sources))
  return { stagedBy, facts, sources: sources.filter(({ id }) => named.has(id)) }
}

function toDefinition(parts: WholeParts, shared: SharedParts): Service {
  const { service, orders, applicability, model, inputs, cards, facts, translations } = parts
  const { evidence } = parts
  const { site, written, defaultUnits, canonicalBase } = shared
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
    units: { written, defaultUnits },
    model: toRiskModel(model),
    publishedAuc: evidence.study.cohorts[0]?.aucCi95,
    cards,
    factSheet: toFactSheet(facts, [...shared.sources, ...parts.sources], model),
    canonicalBase,
    translations,
    review: { ...evidence.modelCard.review, afterReviewDate: site.afterReviewDate },
  }
}

/** The services of one model, and its file. */
interface LoadedModel {
  readonly services: readonly CdsService[]
  readonly modelFile: ModelFile
}

/** What a model is called: one that was fitted here is not the study's. */
function modelNameOf(
  { title, modelName = title }: WholeParts['service'],
  { model, translations }: Service,
  language: string | undefined,
): string {
  if (language !== undefined) return translations[language]?.sourceLabel ?? modelName
  const fittedOn = model.definition.derivedFrom?.fittedOn
  return fittedOn === undefined
    ? modelName
    : `a model that was fitted on ${String(fittedOn.patients)} patients of this hospital`
}

function toLoadedModel(parts: WholeParts, shared: SharedParts): LoadedModel {
  const { service, inputs, evidence } = parts
  const definition = toDefinition(parts, shared)
  const prefetch = toPrefetchTemplates(service.prefetch, inputs, shared.site.panels)
  const services = service.services
    .filter(({ hook }) => shared.site.hooks.includes(hook))
    .map((written) => ({
      ...toEntries(written, prefetch, (description, told) =>
        description.replaceAll('{model}', modelNameOf(service, definition, told)),
      ),
      definition,
    }))
  return { services, modelFile: { ...evidence, definition } }
}

/** The services of folders in which nothing was wrong. */
function toServices(read: readonly ReadService[], shared: SharedParts, language: string) {
  const loaded = read.map((service) => {
    const parts = wholeParts(service, language)
    if (parts === undefined) throw new TypeError(`${service.folder.name} lacks a part`)
    return toLoadedModel(parts, shared)
  })
  const modelFiles = loaded.map(({ modelFile }) => modelFile)
  return {
    services: loaded.flatMap(({ services }) => services),
    definitions: modelFiles.map(({ definition }) => definition),
    modelFiles,
  }
}

/** The sources that all folders share, and those of each model. */
const sourcesOf = (shared: SharedParts, read: readonly ReadService[]) => [
  ...shared.sources,
  ...read.flatMap(({ parts }) => parts.sources),
]

/** @throws {CatalogError} With every problem of every folder at once. */
export function loadCatalog(options: CatalogOptions): Catalog {
  const problems = new Problems()
  const { root, shared, services: read } = readServices(options, problems)
  problems.throwIfAny()
  const loaded = toServices(read, shared, options.language)
  const { language } = options
  const sources = sourcesOf(shared, read)
  const scores = readScores(root, sources)
  problems.throwIfAny()
  const boards = readBoards(root, { ...shared, ...loaded, scores, language })
  checkPanels(shared.site, [...loaded.services, ...boards], problems)
  checkMeasurements(shared.site, loaded.definitions, problems)
  problems.throwIfAny()
  return { ...loaded, scores, boards, sources }
}

/**
 * Everything that is wrong with a folder: what {@link loadCatalog} would refuse it for, and the
 * reviews that are past. Boards are read, and sources looked for, only when nothing else is wrong:
 * those problems might only follow from mistakes elsewhere.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function checkCatalog(options: CatalogOptions, today: string): readonly CatalogProblem[] {
  const problems = new Problems()
  const { root, shared, services } = readServices(options, problems)
  const scores = readScores(root, sourcesOf(shared, services))
  if (problems.found().length === 0) {
    const { language } = options
    const loaded = toServices(services, shared, language)
    readBoards(root, { ...shared, ...loaded, scores, language })
  }
  if (problems.found().length === 0) checkSources(root, today)
  checkReviewDates(services, today)
  return problems.found()
}
