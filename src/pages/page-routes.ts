import type { Catalog } from '../catalog/load-catalog.ts'
import type { Config } from '../base/config/config.ts'
import { deriveCohorts } from '../evaluation/evidence/derive-evidence.ts'
import type { AppOptions } from '../server/http/app.ts'
import { appOpenedRoute } from '../server/http/app-opened-route.ts'
import { issuerRoute } from '../server/http/issuer-route.ts'
import { tokenRoute } from '../server/http/token-route.ts'
import { webRoutes } from '../server/http/web-routes.ts'
import { questionnaireOf } from '../hook/entry/to-questionnaire.ts'
import { toServiceJson, toBoardJson } from '../hook/service-json.ts'
import type { Circumstances } from '../clinical/models/versions/versioned-model.ts'
import type { Clock } from '../base/time.ts'
import { SANDBOX_FHIR_PATH } from '../sandbox/fhir-path.ts'
import { type KnownIssuersOptions, toKnownIssuers } from '../server/access/known-issuers.ts'
import type { SmartClient } from '../server/access/smart-clients.ts'
import { toCodeExchange } from '../server/access/token-exchange.ts'
import type { Logger } from '../base/telemetry/logger.ts'
import type { Metrics } from '../base/telemetry/metric-types.ts'

/** What the pages are made from. */
interface PageParts {
  readonly config: Config
  readonly catalog: Catalog
  readonly clock: Clock
  readonly logger: Logger
  readonly publicUrl: string
  /** Absolute path of the built browser bundle; without it no page is served. */
  readonly webFolder: string | undefined
  /** How single EHRs know the SMART app. */
  readonly smartClients: readonly SmartClient[]
  /** The clients as they are registered now. */
  readonly registry: KnownIssuersOptions['registry']
  /** The URLs by which a browser may reach this service. */
  readonly publicUrls: readonly string[]
  readonly newUuid: () => string
  /** Nothing when metrics are off. */
  readonly metrics: Metrics | undefined
  /** Which platforms of a service's model have moved since they were anchored. */
  readonly moved: (service: { readonly id: string }) => Circumstances['moved']
}

/** What the SMART app is told: the services with their texts. */
const toAppSettings = ({ config, catalog, publicUrl }: PageParts) => ({
  hasReportSentences: config.hasReportSentences,
  // Where a person who starts the app outside an EHR most likely wants to go.
  fhirServer: config.isSandbox ? `${publicUrl}${SANDBOX_FHIR_PATH}` : '',
  definitions: catalog.modelFiles.map(({ definition }) => toServiceJson(definition)),
  studies: Object.fromEntries(
    catalog.modelFiles.map((dossier) => [
      dossier.definition.id,
      deriveCohorts(dossier).cohorts.map(({ id, matrix }) => ({ id, matrix })),
    ]),
  ),
  prefetch: Object.fromEntries(
    catalog.services.map(({ entry, definition }) => [definition.id, entry.prefetch]),
  ),
})

/** By service, the keys of the platforms that have moved, or that this cannot be read. */
const toMoved = ({ catalog, moved }: PageParts) =>
  Object.fromEntries(
    catalog.definitions.map((definition) => {
      const keys = moved(definition)
      return [definition.id, keys === 'unread' ? keys : [...(keys ?? [])]]
    }),
  )

/** The boards with the searches of each. Apart from the settings: read only when somebody asks. */
const toAppBoards = ({ boards }: Catalog) =>
  [...new Map(boards.map((service) => [service.board.id, service])).values()].map(
    ({ board, entry }) => ({
      board: toBoardJson(board),
      prefetch: entry.prefetch,
    }),
  )

/** The form of each service for EHRs that fill forms in themselves, by path. */
const toQuestionnaires = ({ modelFiles }: Catalog) =>
  Object.fromEntries(
    modelFiles.map(({ definition }) => {
      const questionnaire = questionnaireOf(definition)
      return [`/smart/${questionnaire.id}.json`, questionnaire] as const
    }),
  )

const jwksOf = (clients: readonly SmartClient[]) => ({
  keys: clients.flatMap(({ confidential }) =>
    confidential?.credential.kind === 'private_key_jwt' ? [confidential.credential.key.jwk] : [],
  ),
})

/** The token requests of the app, where an EHR knows it as a confidential client. */
function tokenMounts(parts: PageParts): AppOptions['mounts'] {
  const { smartClients, publicUrls, clock, logger, newUuid } = parts
  if (!smartClients.some(({ confidential }) => confidential !== undefined)) return []
  const exchange = toCodeExchange(smartClients, { clock, newId: newUuid })
  const route = tokenRoute({ exchange, publicUrls, redirectPath: '/smart/app', logger })
  return [['/smart/token', route]]
}

/** Without metrics nothing is counted. */
const countOpened = ({ metrics }: PageParts) =>
  metrics?.counter({
    name: 'cds_app_opens_total',
    help: 'Times that the SMART app showed an assessment, by whether a card led there.',
    labels: ['service', 'from'],
  }) ?? (() => undefined)

/** The SMART app, and in the sandbox the mock EHR. */
export function pageRoutes(parts: PageParts): AppOptions['mounts'] {
  const { config, smartClients, webFolder, catalog, publicUrls } = parts
  const count = countOpened(parts)
  if (webFolder === undefined) return []
  const { isSandbox, frameAncestors } = config
  const router = webRoutes({
    folder: webFolder,
    pages: {
      '/smart/launch': 'smart/launch.html',
      '/smart/app': 'smart/app.html',
      ...(isSandbox ? { '/': 'index.html' } : {}),
    },
    documents: {
      '/smart/settings.json': toAppSettings(parts),
      '/smart/boards.json': toAppBoards(parts.catalog),
      '/smart/jwks.json': jwksOf(smartClients),
      ...toQuestionnaires(parts.catalog),
    },
    changing: { '/smart/moved.json': () => toMoved(parts) },
    frameAncestors,
    // EHRs keep their FHIR and authorization servers on hosts of their own.
    connectSources: isSandbox ? ['https:', 'http:'] : ['https:'],
  })
  const findIssuer = toKnownIssuers({ ...parts, clientId: config.smartClientId, isSandbox })
  // No key, no secret and no token endpoint: the page needs none of them.
  const services = catalog.definitions.map(({ id }) => id)
  return [
    ['/', router],
    ['/smart/issuer', issuerRoute(findIssuer)],
    ['/smart/opened', appOpenedRoute({ services, publicUrls, count })],
    ...tokenMounts(parts),
  ]
}
