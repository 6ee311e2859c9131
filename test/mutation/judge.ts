import { join } from 'node:path'
import { isData, type Site } from './site.ts'
import type { WorkCopy } from './work-copy.ts'

export interface Verdict {
  readonly verdict: 'killed' | 'refused' | 'survived' | 'timed out'
  /** The first test that failed, what the compiler or the catalog said. */
  readonly by?: string
}

const NODE = [process.execPath, '--disable-warning=ExperimentalWarning']

/** What writes the files that are derived from `cds-services/`. */
const RENEW = ['src/tace-cds.ts evidence', 'test/support/write-fixtures.ts']

const CHECK = ['src/tace-cds.ts', 'check-services']

const jest = (tests: readonly string[]) => [
  ...NODE,
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
  '--runInBand',
  '--bail',
  '--testSequencer=./test/mutation/given-order.cjs',
  '--runTestsByPath',
  ...tests,
]

/** The file of the first test that failed, and its title. */
function firstFailure(said: string): { readonly file: string; readonly title: string } {
  const file = /^FAIL (\S+)/m.exec(said)?.[1] ?? ''
  return { file, title: /^\s*● (?!Console)(.+)$/m.exec(said)?.[1] ?? said.slice(-200) }
}

export interface Judging {
  readonly copy: WorkCopy
  readonly testsOf: (file: string) => readonly string[]
  readonly refusal: (site: Site) => string | undefined
  /** How many of the nearest tests are asked. */
  readonly most: number
  /** Seconds that the tests of one mutant may take. */
  readonly limit: number
  readonly tell: (line: string) => void
}

/** Judges mutants one by one; a test that fails without a mutant is told, and no longer asked. */
export function judge({ copy, testsOf, refusal, most, limit, tell }: Judging) {
  const kills = new Map<string, number>()
  const passing = new Set<string>()
  const failing = new Set<string>()
  const run = (tests: readonly string[]) =>
    copy.run(jest(tests.map((test) => join(copy.path, test))), limit)
  const passes = async (test: string) => (await run([test])).code === 0

  /** Whether a test passes without a mutant. */
  async function isSound(test: string) {
    if (passing.has(test)) return true
    const isPassing = await passes(test)
    ;(isPassing ? passing : failing).add(test)
    if (!isPassing) tell(`${test} fails without a mutant, and is not asked`)
    return isPassing
  }

  /** Whether a test fails with a mutant of the data for what is generated from it alone. */
  async function isStale(site: Site, test: string) {
    if (!isData(site)) return false
    return copy.having(site, async () => {
      for (const command of RENEW) await copy.run([...NODE, ...command.split(' ')], limit)
      return passes(test)
    })
  }

  /** Asks tests until one fails for the mutant itself. */
  async function ask(site: Site, tests: readonly string[]): Promise<Verdict> {
    if (tests.length === 0) return { verdict: 'survived' }
    const { code, said } = await copy.having(site, () => run(tests))
    if (code === 0) return { verdict: 'survived' }
    if (code === undefined) return { verdict: 'timed out' }
    const { file, title } = firstFailure(said)
    if (!tests.includes(file)) return { verdict: 'killed', by: title }
    if ((await isSound(file)) && !(await isStale(site, file))) {
      kills.set(file, (kills.get(file) ?? 0) + 1)
      return { verdict: 'killed', by: `${file} › ${title}` }
    }
    return ask(site, tests.slice(tests.indexOf(file) + 1))
  }

  return async (site: Site): Promise<Verdict> => {
    const refused = isData(site) ? undefined : refusal(site)
    if (refused !== undefined) return { verdict: 'refused', by: refused }
    if (isData(site)) {
      const { code, said } = await copy.having(site, () => copy.run([...NODE, ...CHECK], limit))
      if (code !== 0)
        return { verdict: 'killed', by: `check-services: ${said.trim().slice(0, 200)}` }
    }
    const tests = testsOf(site.file).filter((test) => !failing.has(test))
    // All are as near to the data: what has noticed most is asked first.
    const order = (test: string) => -(kills.get(test) ?? 0)
    const first = isData(site) ? tests.toSorted((a, b) => order(a) - order(b)) : tests
    return ask(site, first.slice(0, most))
  }
}
