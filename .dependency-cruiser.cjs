const { wings, entrances, owned, loadedLate, pure } = require('./.import-law.cjs')

const anyOf = (names) => `(${names.join('|')})`

/** Files of a folder of src/, but for its commands, which read and write. */
const below = (folders) => `^src/${anyOf(folders)}/(?!commands/)`

const wingRules = Object.entries(wings).map(([wing, left]) => ({
  name: `${wing}-imports-to-the-left`,
  severity: 'error',
  from: { path: `^src/${wing}/` },
  to: { path: '^src/', pathNot: `^src/${anyOf([wing, ...left])}/` },
}))

const entranceOf = (path) => (path === '' || path.endsWith('/') ? path : `${path}\\.tsx?$`)

const entranceRules = Object.entries(entrances).map(([wing, paths]) => ({
  name: `${wing}-is-entered-by-its-entrances`,
  severity: 'error',
  from: { path: '^src/[^/]+/', pathNot: `^src/${wing}/` },
  to: {
    path: `^src/${wing}/`,
    ...(paths.length === 0 ? {} : { pathNot: `^src/${wing}/${anyOf(paths.map(entranceOf))}` }),
  },
}))

const ownedRules = Object.entries(owned).map(([name, owners]) => ({
  name: `${name.replace(/[^a-z0-9]+/g, '-')}-owner`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${anyOf(owners)}(/|\\.ts$)` },
  to: { path: `(^|/)node_modules/${name}(/|$)` },
}))

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'wing-is-in-the-law',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(Object.keys(wings))}/` },
      to: {},
    },
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: below(pure) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'drawing-is-loaded-late',
      severity: 'error',
      from: { path: '^src/evaluation/' },
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
    ...wingRules,
    ...entranceRules,
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
