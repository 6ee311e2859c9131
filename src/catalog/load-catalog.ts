import type { CardsDefinition } from '../cards/index.ts'
import type { Dossier, ScoreDossier } from '../evidence/index.ts'
import type { BoardService, CdsService, GuidanceDefinition } from '../guidance/index.ts'
import {
  type DiagnosisRecognition,
  type OrderRecognition,
  toNameReading,
} from '../recognition/index.ts'
import { toRiskModel } from '../risk-model/index.ts'
import { toPhraseList } from '../terminology/index.ts'
import type { UnitReading } from '../observations/index.ts'
import type { PredictorSet } from '../predictors/index.ts'
import { crossCheckAll } from './cross-checks.ts'
import { loadDossier } from './load-dossier.ts'
import { type Folder, openFolder } from './folder.ts'
import { BOARD_FILE, loadBoard } from './load-board.ts'
import { loadCards } from './load-cards.ts'
import { findValueSet, toApplicability, toPredictorSet } from './load-predictors.ts'
import { loadScore, SCORE_FILE } from './load-score.ts'
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
  /** What is told of each of them to those who must judge it. */
  readonly dossiers: readonly Dossier[]
  /** Services that show several published scores on one card. */
  readonly boards: readonly BoardService[]
  readonly scores: readonly ScoreDossier[]
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

type Translations = Readonly<Record<string, CardsDefinition>>

/** The files of a service folder; nothing when one of them cannot be read. */
function readParts(folder: Folder, language: string, problems: Problems) {
  const read = <Schema extends Parameters<typeof problems.parse>[1]>(
    file: string,
    schema: Schema,
  ) => problems.parse(file, schema, folder.readJson(file, problems))
  const service = read('service.json', serviceSchema)
  const orders = read('orders.json', ordersSchema)
  const predictors = read('predictors.json', predictorsSchema)
  const applicability = read('applicability.json', applicabilitySchema)
  const model = read('risk-model.json', riskModelSchema)
  const translations = loadTranslations(folder, problems)
  const cards = translations[language]
  const told = loadDossier(folder, problems)
  return service && orders && predictors && applicability && model && cards && told
    ? { service, orders, predictors, applicability, model, cards, translations, told }
    : undefined
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

type Parts = NonNullable<ReturnType<typeof readParts>>

function toDefinition(
  { service, applicability, model, cards, translations, told }: Parts,
  inputs: PredictorSet,
  recognition: ReturnType<typeof toRecognition>,
  { site, units }: Shared,
): GuidanceDefinition {
  return {
    ...recognition,
    id: service.id,
    keys: {
      patient: keyOfRole(service, 'patient'),
      diagnoses: keyOfRole(service, 'diagnoses'),
      procedures: keyOfRole(service, 'procedures'),
    },
    inputs,
    applicability: toApplicability(applicability, site),
    units,
    model: toRiskModel(model),
    publishedAuc: told.study.cohorts[0].aucCi95,
    cards,
    translations,
    review: { ...told.modelCard.review, afterReviewDate: site.afterReviewDate },
  }
}

interface LoadedService {
  readonly services: readonly CdsService[]
  readonly dossier: Dossier
}

function loadService(
  name: string,
  folder: Folder,
  shared: Shared,
  problems: Problems,
): readonly LoadedService[] {
  const parts = readParts(folder, shared.language, problems)
  if (parts === undefined) return []
  const { service, orders, predictors, told } = parts
  if (service.id !== name) problems.add('service.json', 'id', `must equal the folder name ${name}`)
  const recognition = toRecognition(orders, shared, problems)
  const inputs = toPredictorSet(predictors, shared.valueSets, problems)
  if (inputs === undefined) return []
  crossCheckAll({ ...parts, inputs }, parts.translations, problems)
  problems.throwIfAny()
  const definition = toDefinition(parts, inputs, recognition, shared)
  const codes = { diagnosis: recognition.diagnosis.codes, inputs }
  const prefetch = toPrefetchTemplates(service.prefetch, codes)
  const services = service.services
    .filter(({ hook }) => shared.site.hooks.includes(hook))
    .map((entry) => ({ entry: { ...entry, prefetch }, definition }))
  return [{ services, dossier: { ...told, definition } }]
}

/** The folders by what they hold: a model with its service, a published score, or a board of them. */
function foldersByKind(root: Folder) {
  const names = root.folders().filter((name) => !name.startsWith('_'))
  const having = (file: string) =>
    names.filter((name) => root.folder(name).jsonFiles().includes(file))
  const [scores, boards] = [having(SCORE_FILE), having(BOARD_FILE)]
  const others = new Set([...scores, ...boards])
  return { services: names.filter((name) => !others.has(name)), scores, boards }
}

function loadScoresAndBoards(
  root: Folder,
  kinds: ReturnType<typeof foldersByKind>,
  shared: Shared & { readonly services: readonly CdsService[] },
  problems: Problems,
): Pick<Catalog, 'boards' | 'scores'> {
  const scores = kinds.scores.flatMap((name) => loadScore(name, root.folder(name), problems) ?? [])
  const surroundings = { ...shared, scores, hooks: shared.site.hooks }
  const boards = kinds.boards.flatMap((name) =>
    loadBoard(name, root.folder(name), surroundings, problems),
  )
  return { boards, scores }
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
  const kinds = foldersByKind(root)
  const loaded = kinds.services.flatMap((name) =>
    loadService(name, root.folder(name), shared, problems),
  )
  problems.throwIfAny()
  const services = loaded.flatMap((one) => one.services)
  const dossiers = loaded.map(({ dossier }) => dossier)
  const scored = loadScoresAndBoards(root, kinds, { ...shared, services }, problems)
  problems.throwIfAny()
  return {
    services,
    definitions: dossiers.map(({ definition }) => definition),
    dossiers,
    ...scored,
  }
}
