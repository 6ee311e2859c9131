import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

const FILES = readdirSync(repositoryPath('test'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name).slice(repositoryPath('').length))

const SOURCES: ReadonlyMap<string, string> = new Map(
  FILES.map((path) => [path, readFileSync(repositoryPath(path), 'utf8')]),
)

const IMPORT = /^(?:import|export) (?!type )(?:[^']*? from )?'([^']+)'|\bimport\('([^']+)'\)/gm

/** What a source imports at run time; own files by their path from the root of the repository. */
function importsOf(path: string, source: string): readonly string[] {
  return [...source.matchAll(IMPORT)].map(([, name = '', late = '']) => {
    const specifier = name === '' ? late : name
    return specifier.startsWith('.') ? join(dirname(path), specifier) : specifier
  })
}

/** What starts a process or opens a socket. */
const STARTS = [
  /^(node:)?(child_process|cluster|dgram|http|http2|https|net|tls)$/,
  /^(supertest|playwright-core|undici|autocannon|pg)$/,
  /^src\/[^/]+\.ts$/,
  /^src\/server\/http\/server\.ts$/,
  /^src\/interop\/hl7v2\/listener\.ts$/,
]

/** The imports through which a test file comes to a process or a socket; none when it does not. */
function wayToProcess(
  path: string,
  sources: ReadonlyMap<string, string>,
  seen = new Set<string>(),
): readonly string[] {
  seen.add(path)
  for (const name of importsOf(path, sources.get(path) ?? '')) {
    if (STARTS.some((start) => start.test(name))) return [path, name]
    if (!sources.has(name) || seen.has(name)) continue
    const way = wayToProcess(name, sources, seen)
    if (way.length > 0) return [path, ...way]
  }
  return []
}

const isTest = (path: string) => path.endsWith('.test.ts')
const isServiceTest = (path: string) => path.endsWith('.service.test.ts')

/** Test files whose name does not say what they need. */
const misnamed = (sources: ReadonlyMap<string, string>) =>
  [...sources.keys()]
    .filter(isTest)
    .map((path) => ({ path, way: wayToProcess(path, sources) }))
    .filter(({ path, way }) => way.length > 0 !== isServiceTest(path))
    .map(({ path, way }) => [path, ...way.slice(1)].join(' -> '))

describe('the name of a test file says what it needs', () => {
  test('a *.service.test.ts starts a process or opens a socket, and no other does', () => {
    expect(FILES.filter(isServiceTest).length).toBeGreaterThan(30)
    expect(misnamed(SOURCES)).toEqual([])
  })

  test.each([
    ['test/a.test.ts', "import { spawn } from 'node:child_process'"],
    ['test/a.test.ts', "import {\n  type Server,\n  createServer,\n} from 'node:http'"],
    ['test/a.test.ts', "import { start } from '../src/start.ts'"],
    ['test/a.test.ts', "await import('../src/main.ts')"],
    ['test/a.test.ts', "import { startTestService } from './support/service.ts'"],
    ['test/a.service.test.ts', "import type { Server } from 'node:http'"],
  ])('can fail: %s with %s', (path, source) => {
    expect(misnamed(new Map([...SOURCES, [path, source]]))).toHaveLength(1)
  })
})

interface Law {
  readonly name: string
  readonly breaks: RegExp
  /** A line that the law must catch. */
  readonly canary: string
  /** Files that may, and why. */
  readonly except: Readonly<Record<string, string>>
}

/** What makes a test depend on chance, on load or on the day. */
const LAWS: readonly Law[] = [
  {
    name: 'a test waits for a condition, never for a time',
    breaks: /\bsetTimeout\b|\bsetInterval\b|timers\/promises/,
    canary: 'await new Promise((resolve) => setTimeout(resolve, 50))',
    except: {
      'test/support/until.ts': 'waits for conditions, and measures',
      'test/support/fhir-stub.ts': 'a server that answers late',
      'test/hook/fetch/chaos.service.test.ts': 'servers that send byte by byte, or without end',
      'test/hook/fetch/fhir-servers.service.test.ts': 'servers that drip',
      'test/records/process-lock.service.test.ts': 'a process that stays until it is killed',
      'test/records/durable.test.ts': 'a database that is late, by more than anybody waits',
      'test/records/sqlite.test.ts': 'a timer that counts its turns, to end a lock at the fifth',
    },
  },
  {
    name: 'no test reads the clock',
    breaks: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b/,
    canary: 'expect(performance.now() - started).toBeLessThan(500)',
    except: {
      'test/support/until.ts': 'measures, so that load does not count',
    },
  },
  {
    name: 'no test has a time limit of its own: that of all of them only bounds a hang',
    breaks: /\bjest\.setTimeout\b|^\s*\}, (\d+_000|\d{4,})\)$|\btimeout: [\d_]+/m,
    canary: '  }, 20_000)',
    except: {},
  },
  {
    name: 'randomness has a seed',
    breaks: /\bMath\.random\b|from 'fast-check'|\brandomInt\b/,
    canary: "import fc from 'fast-check'",
    except: { 'test/support/property.ts': 'gives fast-check its seed' },
  },
  {
    name: 'a server of a test listens on any free port',
    breaks: /\.listen\((?!0\b)\d|\bPORT: '(?!0')\d/,
    canary: "server.listen(3000, '127.0.0.1')",
    except: { 'test/base/config/config.test.ts': 'reads settings, and starts nothing' },
  },
]

/** Files that `npm test` runs, and what these import. */
const RUN = FILES.filter(
  (path) =>
    /\.(test|cases)\.ts$/.test(path) || /(^|\/)support(\/|\.ts$)/.test(path.slice('test/'.length)),
)

describe.each(LAWS)('$name', ({ breaks, canary, except }) => {
  const broken = RUN.filter((path) => breaks.test(SOURCES.get(path)!))

  test('holds in every file', () => {
    expect(RUN.length).toBeGreaterThan(150)
    expect(
      broken.filter((path) => !(path in except) && !path.startsWith('test/architecture/')),
    ).toEqual([])
  })

  test('has no exception that nothing needs', () => {
    expect(Object.keys(except).filter((path) => !broken.includes(path))).toEqual([])
  })

  test('can fail', () => {
    expect(canary).toMatch(breaks)
  })
})
