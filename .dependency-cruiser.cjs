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
}

const anyOf = (names) => (names.length === 0 ? '(?!)' : `(${names.join('|')})`)

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/${anyOf([room, ...allowed])}/` },
}))

const ownedRules = Object.entries(owned).map(([name, owners]) => ({
  name: `${name.replace(/[^a-z0-9]+/g, '-')}-owner`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${anyOf(owners)}/` },
  to: { path: `^node_modules/${name}(/|$)` },
}))

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

module.exports = {
  rooms,
  owned,
  pureRooms,
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'enter-by-the-door',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: '^src/$1/|^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'root-enters-by-the-door',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'room-is-in-the-table',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/(${anyOf(Object.keys(rooms))}/|(main|start|compose)\\.ts$)`,
      },
      to: {},
    },
    {
      name: 'nobody-imports-the-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|start|cli/main)\\.ts$' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: `^src/${anyOf(pureRooms)}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'not-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...roomRules,
    ...ownedRules,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
