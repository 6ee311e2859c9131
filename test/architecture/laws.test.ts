import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { filesIn, repositoryPath } from '../support/paths.ts'

/** The models, scores and boards there are. */
const FOLDERS = ['models', 'scores', 'boards'].flatMap((kind) => filesIn(`cds-services/${kind}`))

/** Files below a folder of the repository, by path from its root. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(repositoryPath('').length))
}

interface Law {
  readonly name: string
  /** Whether the law is for this file. */
  readonly where: (path: string) => boolean
  readonly breaks: RegExp
  /** A line that the law must catch. */
  readonly canary: string
}

const inSrc = (path: string) => path.startsWith('src/') && /\.tsx?$/.test(path)
const outside =
  (...rooms: readonly string[]) =>
  (path: string) =>
    inSrc(path) && !rooms.some((room) => path.startsWith(`src/${room}`))

const LAWS: readonly Law[] = [
  {
    name: 'only config reads the environment',
    where: outside('base/config/'),
    breaks: /process\.env/,
    canary: 'const port = process.env.PORT',
  },
  {
    name: 'only base/terminal writes to the terminal',
    where: outside('base/terminal/'),
    breaks: /\bconsole\.|process\.std(out|err)/,
    canary: "console.log('x')",
  },
  {
    name: 'time and randomness come in as arguments',
    where: outside('service.ts', 'base/terminal/process-terminal.ts', 'pages/surroundings.ts'),
    breaks: /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(/,
    canary: 'const now = Date.now()',
  },
  {
    name: 'no LOINC code in the engine',
    where: inSrc,
    breaks: /['"`|]\d{3,5}-\d['"`]/,
    canary: "const neutrophils = '751-8'",
  },
  {
    name: 'no SNOMED CT or DICOM code in the engine',
    where: inSrc,
    breaks: /['"`|]\d{6,18}['"`]/,
    canary: "const hcc = '109841003'",
  },
  {
    name: 'no coefficient in the engine',
    where: (path) =>
      inSrc(path) &&
      // The normal distribution, and OIDs.
      !['src/clinical/models/normal.ts', 'src/clinical/terminology/code-system.ts'].includes(path),
    breaks: /\d\.\d{5,}/,
    canary: 'const beta = 0.793445',
  },
  {
    name: 'no model, score or board is named in the engine',
    where: inSrc,
    // The product, which begins the canonical URLs, has the name of its first model in its own.
    breaks: new RegExp(
      `tace-resistance(?!-cds)|['"\`](${FOLDERS.map((name) => `${name}(-[a-z-]+)?`).join('|')})['"\`]`,
    ),
    canary: "const id = 'six-and-twelve'",
  },
  {
    name: 'no laboratory value, sign or scale is named in the engine',
    where: inSrc,
    breaks: /bilirubin|albumin|fetoprotein|ascites|encephalopath|child.?pugh|\becog\b|\bmrecist\b/i,
    canary: 'const sick = bilirubin > 51',
  },
  {
    name: 'no drawer for what has no place',
    where: inSrc,
    breaks: /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.ts)/,
    canary: "from './utils.ts'",
  },
  {
    name: 'no test is left out',
    where: (path) => path.startsWith('test/') && !/laws\.test\.ts$|\/node_modules\//.test(path),
    breaks: /\b(test|describe|it)\.(skip|only|todo|failing)\b|\bx(it|test|describe)\(/,
    canary: "test.skip('later', () => {})",
  },
]

describe.each(LAWS)('$name', ({ where, breaks, canary }) => {
  const files = [...filesBelow('src'), ...filesBelow('test')].filter(where)

  test('holds in every file', () => {
    expect(files.length).toBeGreaterThan(5)
    const broken = files.filter((path) => breaks.test(readFileSync(repositoryPath(path), 'utf8')))
    expect(broken).toEqual([])
  })

  test('can fail', () => {
    expect(canary).toMatch(breaks)
  })
})

describe('layout', () => {
  test('cds-services reads by kind', () => {
    expect(filesIn('cds-services')).toEqual([
      'boards',
      'models',
      'schemas',
      'scores',
      'sources.json',
      'templates',
      'terminology',
    ])
    expect(FOLDERS).toHaveLength(19)
  })

  test('cds-services holds data only', () => {
    expect(filesBelow('cds-services').filter((path) => !/\.(json|md)$/.test(path))).toEqual([])
  })

  test('a wing has no door: an import names the file that it wants', () => {
    expect(filesBelow('src').filter((path) => /(^|\/)index\.tsx?$/.test(path))).toEqual([])
  })

  test('no dependency is optional: npm leaves out in silence those that its own Node is too old for', () => {
    const read = (file: string) =>
      JSON.parse(readFileSync(repositoryPath(file), 'utf8')) as Record<string, unknown>
    const { packages } = read('package-lock.json') as Record<string, Record<string, object>>
    for (const root of [read('package.json'), packages?.['']])
      expect(root).not.toHaveProperty('optionalDependencies')
  })

  test('the lock file names no host', () => {
    const lock = readFileSync(repositoryPath('package-lock.json'), 'utf8')
    expect(lock).not.toMatch(/"resolved": "https?:/)
  })
})
