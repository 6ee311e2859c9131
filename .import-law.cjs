/**
 * The law of imports: a wing, a folder of src/, imports only the wings to its left; wings between
 * two commas stand side by side and know nothing of each other. The files of src/ itself are the
 * root. test/architecture proves that each rule can fail.
 */
const law =
  'base < clinical < hook < catalog < records, server < evaluation, interop, sandbox < pages < root'

const floors = law.split(' < ').map((floor) => floor.split(', '))

/** For every wing, the wings that it may import. */
const wings = Object.fromEntries(
  floors.flatMap((floor, i) =>
    floor.filter((wing) => wing !== 'root').map((wing) => [wing, floors.slice(0, i).flat()]),
  ),
)

/**
 * What another wing may import of a wing: a file, or all that lies below a folder. The root may
 * import any file. `base` and `clinical` are vocabulary: all but how readings are made is public.
 */
const entrances = {
  base: [''],
  clinical: [
    'assessment/',
    'fhir/',
    'models/',
    'readings/applicability',
    'readings/finding-words',
    'readings/input-definition',
    'readings/judge-statement',
    'readings/known',
    'readings/read-predictors',
    'readings/reading',
    'readings/select-statements',
    'readings/site-rule',
    'readings/sites',
    'recognition/',
    'scores/',
    'terminology/',
  ],
  hook: [
    'answer',
    'answer-note',
    'answered-order',
    'board',
    'board-judge',
    'board-of-record',
    'call',
    'callable-service',
    'card-fate',
    'cards/',
    'client-settings',
    'doctor/',
    'entry/',
    'fetch/call-watch',
    'fetch/patient-data',
    'fetch/reader/',
    'fetch/server-grant',
    'fingerprint',
    'limit-cards',
    'look-back',
    'protocol/',
    'service',
    'service-json',
    'shown-cards',
    'situation-labels',
  ],
  catalog: [
    'callable-services',
    'check-versions',
    'load-catalog',
    'load-risk-model',
    'model-file',
    'published-score-file',
    'read-catalog',
    'schemas',
    'shipped',
    'shipped-files',
    'study',
    'versions-schema',
  ],
  records: [
    'drift-records',
    'feedback',
    'guidance-record',
    'guidance-record-making',
    'guidance-records',
    'model-records',
    'open-record-keeping',
    'recorded-scores',
    'share-state',
    'store/open-beside',
    'store/settings',
  ],
  server: [
    'access/backend-token',
    'access/client-authentication',
    'access/known-issuers',
    'access/replay-store',
    'access/same-secret',
    'access/sign-client-jwt',
    'access/smart-clients',
    'access/token-exchange',
    'http/admin-route',
    'http/app',
    'http/app-opened-route',
    'http/issuer-route',
    'http/model-card-route',
    'http/token-route',
    'http/web-routes',
  ],
  evaluation: ['evidence/derive-evidence', 'statistics/confusion-matrix'],
  interop: [],
  sandbox: ['fhir-path'],
  pages: [],
}

/** Outside packages that one place owns: nobody else may import them. */
const owned = {
  express: ['server', 'sandbox'],
  helmet: ['server/http'],
  cors: ['server/http'],
  compression: ['server/http'],
  'express-rate-limit': ['server/http/rate-limit'],
  jsonwebtoken: ['server/access'],
  'ipaddr.js': ['server/access'],
  'fhir-kit-client': ['hook/fetch'],
  undici: ['hook/fetch'],
  mustache: ['hook/cards'],
  '@lhncbc/ucum-lhc': ['clinical/terminology'],
  marked: ['server/http', 'pages'],
  react: ['pages'],
  'react-dom': ['pages'],
  fhirclient: ['pages'],
  '@observablehq/plot': ['evaluation', 'pages'],
  linkedom: ['evaluation/drawing'],
  'ml-matrix': ['evaluation'],
  jstat: ['evaluation/statistics'],
  zod: ['base/config', 'hook/protocol', 'catalog', 'server/access', 'interop'],
  '@medplum': ['sandbox', 'interop/hl7v2'],
  'csv-parse': ['base/formats'],
  'read-excel-file': ['base/formats'],
  commander: ['tace-cds', 'base/terminal', '.+/commands?'],
  'cli-progress': ['base/terminal'],
  pino: ['base/telemetry'],
  'prom-client': ['base/telemetry'],
  '@opentelemetry': ['base/telemetry'],
  kysely: ['records/store'],
  'kysely-generic-sqlite': ['records/store'],
  pg: ['records/store'],
}

/** Packages that only draw: they are loaded by `import()`, when something is drawn. */
const loadedLate = ['@observablehq/plot', 'linkedom']

/**
 * Folders without I/O, clock or randomness; `clinical` and the reader of FHIR answers run in the
 * browser too.
 */
const pure = [
  'clinical',
  'hook/protocol',
  'hook/cards',
  'hook/entry',
  'hook/fetch/reader',
  'evaluation/statistics',
  'evaluation/anchoring',
  'evaluation/monitoring',
  'evaluation/extraction',
]

module.exports = { law, wings, entrances, owned, loadedLate, pure }
