import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

interface ImportTable {
  readonly rooms: Readonly<Record<string, readonly string[]>>
  readonly owned: Readonly<Record<string, readonly string[]>>
  readonly loadedLate: readonly string[]
  readonly pureRooms: readonly string[]
}
const require = createRequire(import.meta.url)
const { rooms, owned, loadedLate, pureRooms } = require(
  repositoryPath('.import-table.cjs'),
) as ImportTable

/** A forbidden import, where it stands, and the rule that must catch it. */
interface Canary {
  readonly rule: string
  readonly from: string
  readonly text: string
}

const names = Object.keys(rooms)

const slug = (name: string) => name.replace(/[^a-z0-9]+/g, '-')

/** For every room, an import of the first room that it may not import. */
const roomCanaries: readonly Canary[] = names.map((room) => {
  const other = names.find((name) => name !== room && !rooms[room]?.includes(name)) ?? ''
  return {
    rule: `${room}-imports`,
    from: `src/${room}/room-canary.ts`,
    text: `import '../${other}/index.ts'`,
  }
})

/** A package of each scope that a room owns as a whole. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  '@medplum': '@medplum/core',
  '@opentelemetry': '@opentelemetry/api',
}

/** For every package that a room owns, an import by the first room that does not. */
const ownedCanaries: readonly Canary[] = Object.entries(owned).map(([name, owners]) => {
  const room = names.find((one) => !owners.includes(one)) ?? ''
  return {
    rule: `${slug(name)}-owner`,
    from: `src/${room}/${slug(name)}-canary.ts`,
    text: `import '${PACKAGE_OF[name] ?? name}'`,
  }
})

/** For every package that is loaded late, an import that loads it at once. */
const earlyCanaries: readonly Canary[] = loadedLate.map((name) => ({
  rule: 'drawing-is-loaded-late',
  from: `src/reports/${slug(name)}-early.ts`,
  text: `import '${name}'`,
}))

const otherCanaries: readonly Canary[] = [
  { rule: 'no-circular', from: 'src/kernel/back.ts', text: "import './there.ts'" },
  { rule: 'enter-by-the-door', from: 'src/units/past.ts', text: "import '../kernel/there.ts'" },
  { rule: 'root-enters-by-the-door', from: 'src/main.ts', text: "import './kernel/there.ts'" },
  { rule: 'room-is-in-the-table', from: 'src/attic/x.ts', text: "import '../kernel/index.ts'" },
  { rule: 'nobody-imports-the-root', from: 'src/http/up.ts', text: "import '../main.ts'" },
  { rule: 'not-unresolvable', from: 'src/kernel/lost.ts', text: "import './nowhere.ts'" },
  {
    rule: 'pure-rooms-do-no-io',
    from: `src/${pureRooms[0] ?? ''}/io.ts`,
    text: "import 'node:fs'",
  },
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
const SETTINGS = ['.dependency-cruiser.cjs', '.import-table.cjs', 'tsconfig.json', 'package.json']

describe('every rule of the import table', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'canaries-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** `rule from` of every violation in a project of empty rooms and these canaries. */
  function cruise(canaries: readonly Canary[]): readonly string[] {
    const doors = names.map((room) => ({ from: `src/${room}/index.ts`, text: '' }))
    const inner = { from: 'src/kernel/there.ts', text: "import './back.ts'" }
    for (const { from, text } of [...doors, ...(canaries.length > 0 ? [inner] : []), ...canaries]) {
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

  test('lets empty rooms pass', () => {
    expect(cruise([])).toEqual([])
  })

  test('catches its canary', () => {
    const canaries = [...roomCanaries, ...ownedCanaries, ...earlyCanaries, ...otherCanaries]
    const caught = cruise(canaries)
    const expected = canaries.map(({ rule, from }) => `${rule} ${from}`)
    expect(expected.filter((one) => !caught.includes(one))).toEqual([])
  })
})
