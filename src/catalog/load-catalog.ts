import type { CardsDefinition } from '../cards/index.ts'
import type { CdsService, GuidanceDefinition } from '../guidance/index.ts'
import {
  type DiagnosisRecognition,
  type OrderRecognition,
  toNameReading,
} from '../recognition/index.ts'
import { toRiskModel } from '../risk-model/index.ts'
import { toPhraseList } from '../terminology/index.ts'
import type { UnitReading } from '../observations/index.ts'
import { crossCheckAll } from './cross-checks.ts'
import { type Folder, openFolder } from './folder.ts'
import { loadCards } from './load-cards.ts'
import { findValueSet, toApplicability, toPredictorSet } from './load-predictors.ts'
import { toPrefetchTemplates } from './prefetch-templates.ts'
import { predictorsSchema } from './predictor-schemas.ts'
import { Problems } from './problems.ts'
import {
  applicabilitySchema,
  type OrdersFile,
  ordersSchema,
  riskModelSchema,
  type ServiceFile,
  serviceSchema,
} from './schemas.ts'
import { readDefaultUnits } from './site-codes.ts'
import { readSiteFile, type SiteFile } from './site-file.ts'
import { loadSynonyms, loadValueSets, type ValueSets } from './terminology-folder.ts'

/** Everything that is true of the services, read once. */
export interface Catalog {
  readonly services: readonly CdsService[]
  /** One per service folder. */
  readonly definitions: readonly GuidanceDefinition[]
}

/** Where the catalog comes from. */
export interface CatalogOptions {
  /** Absolute path of `cds-services`. */
  readonly folder: string
  /** The parsed site file, if the site has one. */
  readonly site?: unknown
  /** BCP 47 tag of the folder of texts. */
  readonly language: string
}

interface Shared {
  readonly valueSets: ValueSets
  readonly units: UnitReading
  readonly site: SiteFile
  readonly language: string
}

function toRecognition(
  { order, diagnosis }: OrdersFile,
  { valueSets, site }: Shared,
  problems: Problems,
): { readonly order: OrderRecognition; readonly diagnosis: DiagnosisRecognition } {
  const find = (id: string) => findValueSet(valueSets, id, 'orders.json', problems)
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

function readParts(folder: Folder, problems: Problems) {
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
  }
}

function loadTranslations(
  folder: Folder,
  problems: Problems,
): Readonly<Record<string, CardsDefinition>> {
  const languages = folder.folder('text').folders()
  return Object.fromEntries(
    languages.flatMap((language) => {
      const cards = loadCards(folder, language, problems)
      return cards === undefined ? [] : [[language, cards] as const]
    }),
  )
}

function loadService(
  name: string,
  folder: Folder,
  shared: Shared,
  problems: Problems,
): readonly CdsService[] {
  const { service, orders, predictors: read, applicability, model } = readParts(folder, problems)
  const translations = loadTranslations(folder, problems)
  const cards = translations[shared.language]
  const modelCard = folder.readText('README.md', problems)
  if (!service || !orders || !read || !applicability || !model || !cards) return []
  if (service.id !== name) problems.add('service.json', 'id', `must equal the folder name ${name}`)
  const recognition = toRecognition(orders, shared, problems)
  const inputs = toPredictorSet(read, shared.valueSets, problems)
  if (inputs !== undefined)
    crossCheckAll({ service, inputs, applicability, model }, translations, problems)
  problems.throwIfAny()
  if (inputs === undefined) return []
  const definition: GuidanceDefinition = {
    ...recognition,
    id: service.id,
    keys: {
      patient: keyOfRole(service, 'patient'),
      diagnoses: keyOfRole(service, 'diagnoses'),
      procedures: keyOfRole(service, 'procedures'),
    },
    inputs,
    applicability: toApplicability(applicability, shared.site),
    units: shared.units,
    model: toRiskModel(model),
    publishedAuc: model.publishedPerformance.aucCi95.training,
    study: model.publishedPerformance.confusion,
    cards,
    translations,
    modelCard,
  }
  const codes = { diagnosis: recognition.diagnosis.codes, inputs }
  const prefetch = toPrefetchTemplates(service.prefetch, codes)
  return service.services.map((entry) => ({ entry: { ...entry, prefetch }, definition }))
}

/**
 * Reads the services' folder.
 *
 * @throws {CatalogError} With every problem of a folder at once; nothing is served from data that
 *   is not whole.
 */
export function loadCatalog({ folder, site: siteFile, language }: CatalogOptions): Catalog {
  const problems = new Problems()
  const root = openFolder(folder)
  const site = readSiteFile(siteFile, problems)
  const valueSets = loadValueSets(root.folder('_value-sets'), site, problems)
  const shared: Shared = {
    site,
    language,
    valueSets,
    units: {
      synonyms: loadSynonyms(root.folder('_units'), problems),
      defaultUnits: readDefaultUnits(site, valueSets, problems),
    },
  }
  const services = root
    .folders()
    .filter((name) => !name.startsWith('_'))
    .flatMap((name) => loadService(name, root.folder(name), shared, problems))
  problems.throwIfAny()
  const definitions = [...new Set(services.map(({ definition }) => definition))]
  return { services, definitions }
}
