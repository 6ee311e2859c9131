import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

interface ImportLaw {
  /** For every wing, the wings that it may import. */
  readonly wings: Readonly<Record<string, readonly string[]>>
  /** For every wing, what others may import of it. */
  readonly entrances: Readonly<Record<string, readonly string[]>>
  readonly owned: Readonly<Record<string, readonly string[]>>
  readonly loadedLate: readonly string[]
  readonly pure: readonly string[]
}
const require = createRequire(import.meta.url)
const { wings, entrances, owned, loadedLate, pure } = require(
  repositoryPath('.import-law.cjs'),
) as ImportLaw

/** A forbidden import, where it stands, and the rule that must catch it. */
interface Canary {
  readonly rule: string
  readonly from: string
  readonly text: string
}

const names = Object.keys(wings)

const slug = (name: string) => name.replace(/[^a-z0-9]+/g, '-')

/** For every wing, an import of each wing beside it or to its right, and of the root. */
const wingCanaries: readonly Canary[] = names.flatMap((wing) =>
  [...names, ''].flatMap((other) =>
    other === wing || wings[wing]?.includes(other) === true
      ? []
      : [
          {
            rule: `${wing}-imports-to-the-left`,
            from: `src/${wing}/canary-${other}.ts`,
            text: `import '../${other === '' ? '' : `${other}/`}there.ts'`,
          },
        ],
  ),
)

/** For every wing but the vocabulary, of which all is public, an import of a file within it. */
const entranceCanaries: readonly Canary[] = Object.entries(entrances)
  .filter(([, paths]) => !paths.includes(''))
  .map(([wing]) => ({
    rule: `${wing}-is-entered-by-its-entrances`,
    from: `src/${wing === 'pages' ? 'base' : 'pages'}/enters-${wing}.ts`,
    text: `import '../${wing}/there.ts'`,
  }))

/** A package of each scope that is owned as a whole. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  '@medplum': '@medplum/core',
  'read-excel-file': 'read-excel-file/node',
  '@opentelemetry': '@opentelemetry/api',
}

/** For every package with an owner, an import by the first wing that owns none of it. */
const ownedCanaries: readonly Canary[] = Object.entries(owned).map(([name, owners]) => {
  const wing = names.find((one) => !owners.some((owner) => owner.split('/')[0] === one)) ?? ''
  return {
    rule: `${slug(name)}-owner`,
    from: `src/${wing}/${slug(name)}-canary.ts`,
    text: `import '${PACKAGE_OF[name] ?? name}'`,
  }
})

/** For every package that is loaded late, an import that loads it at once. */
const earlyCanaries: readonly Canary[] = loadedLate.map((name) => ({
  rule: 'drawing-is-loaded-late',
  from: `src/evaluation/drawing/${slug(name)}-early.ts`,
  text: `import '${name}'`,
}))

const pureCanaries: readonly Canary[] = pure.map((folder) => ({
  rule: 'pure-folders-do-no-io',
  from: `src/${folder}/io.ts`,
  text: "import 'node:fs'",
}))

const otherCanaries: readonly Canary[] = [
  { rule: 'no-circular', from: 'src/base/back.ts', text: "import './forth.ts'" },
  { rule: 'wing-is-in-the-law', from: 'src/attic/x.ts', text: "import '../base/there.ts'" },
  { rule: 'not-unresolvable', from: 'src/base/lost.ts', text: "import './nowhere.ts'" },
]

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string
      readonly rule: { readonly name: string }
    }[]
  }
}

const TOOL = repositoryPath('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const SETTINGS = ['.dependency-cruiser.cjs', '.import-law.cjs', 'tsconfig.json', 'package.json']

describe('every rule of the import law', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'canaries-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** `rule from` of every violation in a project of empty wings and these canaries. */
  function cruise(canaries: readonly Canary[]): readonly string[] {
    const empty = ['', ...names.map((wing) => `${wing}/`)].map((wing) => ({
      from: `src/${wing}there.ts`,
      text: '',
    }))
    const forth = { from: 'src/base/forth.ts', text: "import './back.ts'" }
    for (const { from, text } of [...empty, ...(canaries.length > 0 ? [forth] : []), ...canaries]) {
      mkdirSync(dirname(join(folder, from)), { recursive: true })
      writeFileSync(join(folder, from), text)
    }
    for (const file of SETTINGS) cpSync(repositoryPath(file), join(folder, file))
    symlinkSync(repositoryPath('node_modules'), join(folder, 'node_modules'))
    const args = [TOOL, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src']
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const { summary } = JSON.parse(stdout) as CruiseResult
    return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`)
  }

  test('lets empty wings pass', () => {
    expect(cruise([])).toEqual([])
  })

  test('catches its canary', () => {
    const canaries = [
      ...wingCanaries,
      ...entranceCanaries,
      ...ownedCanaries,
      ...earlyCanaries,
      ...pureCanaries,
      ...otherCanaries,
    ]
    const caught = cruise(canaries)
    const expected = canaries.map(({ rule, from }) => `${rule} ${from}`)
    expect(expected.filter((one) => !caught.includes(one))).toEqual([])
  })
})
