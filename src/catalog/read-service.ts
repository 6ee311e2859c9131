import type { PredictorSet } from '../clinical/readings/input-definition.ts'
import { checkCases, checkEvidence, checkReviewDate } from './check-evidence.ts'
import { checkModel, checkPredictorsOfModel } from './check-model.ts'
import { checkLanguages, checkService, checkServiceIds } from './check-service.ts'
import { checkTexts } from './check-texts.ts'
import { foldersByKind } from './folder-kinds.ts'
import { checkValueSets } from './check-value-sets.ts'
import { type Folder, openFolder } from './folder.ts'
import { loadCards } from './load-cards.ts'
import { loadEvidence } from './load-evidence.ts'
import { toPredictorSet } from './load-predictors.ts'
import { predictorsSchema } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import { applicabilitySchema, ordersSchema, riskModelSchema, serviceSchema } from './schemas.ts'
import type { ServiceParts, Translations } from './service-parts.ts'
import { type DefaultUnits, readDefaultUnits } from './site-codes.ts'
import { readSiteFile, type SiteFile } from './site-file.ts'
import { loadSynonyms, loadValueSets, type ValueSets } from './terminology-folder.ts'

/** Where the catalog comes from. */
export interface CatalogOptions {
  /** Absolute path of `cds-services`. */
  readonly folder: string
  /** The parsed site file, if the site has one. */
  readonly site?: unknown
  /** BCP 47 tag of the folder of texts. */
  readonly language: string
}

/** What all services of a folder share. */
export interface SharedParts {
  readonly valueSets: ValueSets
  readonly synonyms: ReturnType<typeof loadSynonyms>
  readonly defaultUnits: DefaultUnits
  readonly site: SiteFile
}

/** A service folder as it was read. */
export interface ReadService {
  readonly name: string
  readonly parts: ServiceParts
  readonly inputs: PredictorSet | undefined
  readonly problems: Problems
}

/** The cards in every language that the folder has texts in. */
function loadTranslations(folder: Folder, problems: Problems): Translations {
  const languages = folder.folder('text').folders()
  return Object.fromEntries(
    languages.flatMap((language) => {
      const cards = loadCards(folder, language, problems)
      return cards === undefined ? [] : [[language, cards] as const]
    }),
  )
}

/** Each file of a service folder, as far as it can be read. */
function readParts(folder: Folder, problems: Problems): ServiceParts {
  const read = <Schema extends Parameters<typeof problems.parse>[1]>(
    file: string,
    schema: Schema,
  ) => problems.parse(file, schema, folder.readJson(file, problems))
  return {
    service: read('service.json', serviceSchema),
    orders: read('orders.json', ordersSchema),
    predictors: read('predictors.json', predictorsSchema),
    applicability: read('applicability.json', applicabilitySchema),
    model: read('risk-model.json', riskModelSchema),
    translations: loadTranslations(folder, problems),
    told: loadEvidence(folder, problems),
  }
}

/**
 * Reads one folder and tells everything that is wrong with it. A file that cannot be read whole is
 * not compared with the others: what would follow from its mistakes is not told beside them.
 */
function readService(
  name: string,
  folder: Folder,
  { valueSets }: SharedParts,
  problems: Problems,
): ReadService {
  const parts = readParts(folder, problems)
  const { orders, predictors, model, told } = parts
  checkService(parts, name, problems)
  if (orders !== undefined) checkValueSets(valueSets, 'orders.json', orders, problems)
  checkEvidence(told, model, problems)
  if (model !== undefined) {
    const before = problems.found().length
    checkModel(model, problems)
    checkPredictorsOfModel(model, predictors, problems)
    // The cases are the published model's: one that a site has updated gives others.
    const isPublished = model.derivedFrom === undefined
    if (isPublished && problems.found().length === before) checkCases(model, told, problems)
  }
  checkTexts(parts, problems)
  const inputs =
    predictors === undefined ? undefined : toPredictorSet(predictors, valueSets, problems)
  return { name, parts, inputs, problems }
}

function readShared(root: Folder, siteFile: unknown, problems: Problems): SharedParts {
  const site = readSiteFile(siteFile, problems)
  const ofSets = problems.in('_value-sets')
  const valueSets = loadValueSets(root.folder('_value-sets'), site, { ofSets, ofSite: problems })
  return {
    site,
    valueSets,
    synonyms: loadSynonyms(root.folder('_units'), problems.in('_units')),
    defaultUnits: readDefaultUnits(site, valueSets, problems),
  }
}

/** Every service folder, with what they share; what is wrong with them is in `problems`. */
export function readServices({ folder, site, language }: CatalogOptions, problems: Problems) {
  const root = openFolder(folder)
  const shared = readShared(root, site, problems)
  const names = foldersByKind(root).services
  const services = names.map((name) =>
    readService(name, root.folder(name), shared, problems.in(name)),
  )
  if (services.length === 0) problems.addAtLine('', undefined, `${folder} holds no service`)
  checkServiceIds(
    services.map(({ parts, problems: own }) => ({ service: parts.service, problems: own })),
  )
  checkLanguages(
    names.map((name) => ({
      problems: problems.in(name),
      languages: root.folder(name).folder('text').folders(),
    })),
    language,
  )
  return { root, shared, services }
}

/** Tells of every service whose review date has passed. */
export function checkReviewDates(services: readonly ReadService[], today: string): void {
  for (const { parts, problems } of services) checkReviewDate(parts.told, today, problems)
}
