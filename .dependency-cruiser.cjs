const { rooms, owned, loadedLate, pureRooms } = require('./.import-table.cjs')

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
  to: { path: `(^|/)node_modules/${name}(/|$)` },
}))

module.exports = {
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
        pathNot: `^src/(${anyOf(Object.keys(rooms))}/|(main|serve|start|compose[a-z-]*|tace-cds)\\.ts$)`,
      },
      to: {},
    },
    {
      name: 'nobody-imports-the-root',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|serve|start|compose[a-z-]*|tace-cds)\\.ts$' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: `^src/${anyOf(pureRooms)}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'drawing-is-loaded-late',
      severity: 'error',
      from: { path: '^src/reports/' },
      to: {
        path: `(^|/)node_modules/${anyOf(loadedLate)}(/|$)`,
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'not-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(@medplum/fhirtypes|fhir/r4)' },
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
