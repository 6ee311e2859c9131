/**
 * The import table of docs/architecture.md. A room is a folder of src/; it is entered by its
 * index.ts alone, and imports only the rooms named here. test/architecture proves that each rule
 * can fail.
 */
const rooms = {
  kernel: [],
  units: ['kernel'],
  terminology: ['kernel'],
  fhir: ['kernel'],
  'risk-model': ['kernel'],
  config: ['kernel'],
  telemetry: ['kernel'],
  'cds-hooks': ['kernel', 'fhir'],
  recognition: ['kernel', 'terminology', 'fhir'],
  observations: ['kernel', 'units', 'terminology', 'fhir'],
  predictors: ['kernel', 'units', 'terminology', 'fhir', 'observations'],
  cards: ['kernel', 'units', 'cds-hooks', 'risk-model'],
  guidance: ['kernel', 'fhir', 'cds-hooks', 'recognition', 'predictors', 'risk-model', 'cards'],
  catalog: [
    'kernel',
    'units',
    'terminology',
    'fhir',
    'cds-hooks',
    'recognition',
    'observations',
    'predictors',
    'risk-model',
    'cards',
    'guidance',
  ],
  acquisition: ['kernel', 'fhir', 'cds-hooks', 'guidance', 'telemetry'],
  security: ['kernel', 'cds-hooks', 'guidance', 'telemetry'],
  cohort: ['kernel', 'risk-model'],
  interchange: ['kernel', 'fhir'],
  conformance: ['kernel', 'fhir', 'cds-hooks'],
  http: ['kernel', 'fhir', 'cds-hooks', 'guidance', 'telemetry'],
  sandbox: ['kernel', 'fhir', 'cds-hooks', 'guidance', 'telemetry'],
  cli: ['kernel', 'fhir', 'cds-hooks', 'predictors', 'risk-model', 'guidance', 'telemetry'],
}

/** Outside packages that one room owns: nobody else may import them. */
const owned = {
  express: ['http', 'sandbox'],
  helmet: ['http'],
  cors: ['http'],
  marked: ['http'],
  'fhir-kit-client': ['acquisition'],
  undici: ['acquisition'],
  '@lhncbc/ucum-lhc': ['units'],
  mustache: ['cards'],
  pino: ['telemetry'],
  zod: ['catalog', 'config', 'cds-hooks', 'security'],
  '@medplum': ['sandbox'],
  commander: ['cli'],
  dcmjs: ['interchange'],
  jsonwebtoken: ['security'],
  'jwks-rsa': ['security'],
  'ipaddr.js': ['security'],
  'express-rate-limit': ['http'],
  compression: ['http'],
  'ml-matrix': ['cohort'],
  jstat: ['cohort'],
  'csv-parse': ['interchange'],
  '@observablehq/plot': ['reports', 'web'],
  linkedom: ['reports'],
  kysely: ['records'],
  pg: ['records'],
  'prom-client': ['telemetry'],
  'cli-progress': ['cli'],
}

const pureRooms = [
  'kernel',
  'units',
  'terminology',
  'fhir',
  'cds-hooks',
  'recognition',
  'observations',
  'predictors',
  'risk-model',
  'cards',
  'guidance',
]

module.exports = { rooms, owned, pureRooms }
