import { rebase, SHIPPED_BASE } from '../base/canonical.ts'
import type { PredictorSet } from '../clinical/readings/input-definition.ts'
import { checkCases, checkEvidence, checkReviewDate } from './check-evidence.ts'
import { checkFacts } from './check-facts.ts'
import { checkLayout } from './check-layout.ts'
import { checkModel, checkPredictorsOfModel } from './check-model.ts'
import { checkLanguages, checkService, checkServiceIds } from './check-service.ts'
import { checkTexts } from './check-texts.ts'
import { checkVersions, VERSIONS_FILE } from './check-versions.ts'
import { versionsFileSchema } from './versions-schema.ts'
import { checkValueSets } from './check-value-sets.ts'
import { factsSchema, type ListedSource, sourcesSchema } from './facts-schemas.ts'
import { type Folder, openFolder } from './folder.ts'
import { loadTranslations } from './load-cards.ts'
import { loadEvidence } from './load-evidence.ts'
import { toPredictorSet } from './load-predictors.ts'
import { loadSiteRules, type SiteRules } from './load-sites.ts'
import { predictorsSchema } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import {
  applicabilitySchema,
  cardsSchema,
  ordersSchema,
  riskModelSchema,
  serviceSchema,
} from './schemas.ts'
import type { ServiceParts } from './service-parts.ts'
import type { WrittenUnits } from '../clinical/terminology/convert.ts'
import { type DefaultUnits, readDefaultUnits } from './site-codes.ts'
import { readWrittenUnits } from './site-units.ts'
import { readSiteFile, type SiteFile } from './site-file.ts'
import { loadUnitWords, loadValueSets, type ValueSets } from './terminology-folder.ts'

/** Where the catalog comes from. */
export interface CatalogOptions {
  /** Absolute path of `cds-services`. */
  readonly folder: string
  /** The parsed site file, if the site has one. */
  readonly site?: unknown
  /** BCP 47 tag of the folder of texts. */
  readonly language: string
  /** Where the project's own definitions are; else where the files say. */
  readonly canonicalBase?: string | undefined
}

/** What all models, scores and boards share. */
export interface SharedParts {
  readonly valueSets: ValueSets
  readonly sites: SiteRules
  readonly written: WrittenUnits
  readonly defaultUnits: DefaultUnits
  readonly site: SiteFile
  /** What the folder's statements and codes rest on. */
  readonly sources: readonly ListedSource[]
  readonly canonicalBase: string
}

/** A model's folder as it was read. */
export interface ReadService {
  readonly folder: Folder
  readonly parts: ServiceParts
  readonly inputs: PredictorSet | undefined
}

/** Each file of a model's folder, as far as it can be read. */
function readParts(folder: Folder): ServiceParts {
  const model = folder.readJson('risk-model.json', riskModelSchema)
  const needsVersions = model?.versions !== undefined && model.versionIntercepts === undefined
  const files = {
    service: folder.readJson('service.json', serviceSchema),
    orders: folder.readJson('orders.json', ordersSchema),
    predictors: folder.readJson('predictors.json', predictorsSchema),
    applicability: folder.readJson('applicability.json', applicabilitySchema),
    model,
    versions: needsVersions ? folder.readJson(VERSIONS_FILE, versionsFileSchema) : undefined,
    cards: folder.readJson('cards.json', cardsSchema),
    facts: folder.readJson('facts.json', factsSchema),
    sources: folder.readJson('sources.json', sourcesSchema)?.sources ?? [],
  }
  return {
    ...files,
    translations: loadTranslations(folder, files.cards, model?.derivedFrom?.fittedOn !== undefined),
    evidence: loadEvidence(folder),
  }
}

/**
 * Reads one folder and collects everything that is wrong with it. A file that cannot be read whole
 * is not compared with the others: those problems would only follow from its mistakes.
 */
function readService(folder: Folder, shared: SharedParts): ReadService {
  const { problems } = folder
  const { valueSets } = shared
  const parts = readParts(folder)
  const { orders, predictors, model, evidence } = parts
  checkService(parts, folder)
  if (orders !== undefined) checkValueSets(valueSets, 'orders.json', orders, problems)
  checkEvidence(evidence, model, problems)
  if (model !== undefined) {
    const before = problems.found().length
    checkModel(model, problems)
    checkPredictorsOfModel(model, predictors, problems)
    // The cases are the published model's: one that a site has updated gives others.
    const isPublished = model.derivedFrom === undefined
    if (problems.found().length === before) {
      if (isPublished) checkCases(model, evidence, problems)
      checkVersions(model, parts.versions, problems)
    }
  }
  checkTexts(parts, problems)
  checkFacts(parts, [...shared.sources, ...parts.sources], problems)
  const inputs = predictors === undefined ? undefined : toPredictorSet(predictors, shared, problems)
  return { folder, parts, inputs }
}

function readShared(root: Folder, siteFile: unknown, canonicalBase: string): SharedParts {
  const site = readSiteFile(siteFile, root.problems)
  const terminology = root.folder('terminology')
  const valueSets = loadValueSets(terminology.folder('value-sets'), {
    site,
    siteProblems: root.problems,
    canonicalBase,
  })
  return {
    site,
    canonicalBase,
    sources: root.readJson('sources.json', sourcesSchema)?.sources ?? [],
    valueSets,
    sites: loadSiteRules(terminology, valueSets),
    written: readWrittenUnits(site, loadUnitWords(terminology), root.problems),
    defaultUnits: readDefaultUnits(site, valueSets, root.problems),
  }
}

/** Every model of `cds-services`, with what they share. */
export function readServices(options: CatalogOptions, problems: Problems) {
  const { folder, site, language, canonicalBase = SHIPPED_BASE } = options
  const root = openFolder(folder, problems, (text) => rebase(text, canonicalBase))
  checkLayout(root)
  const shared = readShared(root, site, canonicalBase)
  const services = root
    .folder('models')
    .folders()
    .map((model) => readService(model, shared))
  if (services.length === 0)
    problems.addAtLine('', undefined, `${folder} holds no model: each is a folder in models/`)
  checkServiceIds(services)
  checkLanguages(
    services.map((service) => service.folder),
    language,
  )
  return { root, shared, services }
}

/**
 * Adds a problem for every model whose review date has passed.
 *
 * @param today - `YYYY-MM-DD`.
 */
export function checkReviewDates(services: readonly ReadService[], today: string): void {
  for (const { folder, parts } of services) checkReviewDate(parts.evidence, today, folder.problems)
}
