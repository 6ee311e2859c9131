import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { DOCUMENTS } from './support/document.ts'
import { repositoryPath } from './support/paths.ts'

/** The program as an operator runs it in production, without any other setting. */
function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', repositoryPath('src/tace-cds.ts'), ...args],
    { encoding: 'utf8', env: { NODE_ENV: 'production', ...environment } },
  )
  return { status, stdout, stderr }
}

/** A command as it is listed, without the words about it: `explain [options] <uuid>`. */
const listedIn = (help: string): readonly string[] =>
  [...(help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}(\S.*?)(?: {2,}.*)?$/gm)]
    .map(([, call = '']) => call)
    .filter((call) => !call.startsWith('help '))

const nameOf = (call: string) => call.split(' ', 1).join('')

const GROUPS = ['outcomes', 'records', 'cohort']

/** How every command is called: the words before its own name, and the call as it is listed. */
const CALLS = [[], ...GROUPS.map((group) => [group])].flatMap((before) =>
  listedIn(run([...before, '--help']).stdout).map((call) => ({ before, call })),
)

/** The list has the arguments of a command, and `[options]` if there is one beside `--help`. */
function expectedCall(name: string, help: string): string {
  const usage = /^Usage: tace-cds (.*)$/m.exec(help)?.[1] ?? ''
  const hasOptions = /^ {2}(-\w, )?--(?!help)/m.test(help)
  const rest = usage.split(`${name} [options]`)[1]?.replace(' [command]', '')
  return `${name}${hasOptions ? ' [options]' : ''}${rest ?? ' ?'}`
}

describe('every command of tace-cds', () => {
  test('is listed', () => {
    expect(CALLS.length).toBe(40)
    expect(CALLS.map(({ call }) => nameOf(call))).toEqual(expect.arrayContaining(GROUPS))
  })

  test.each(CALLS)(
    '$before $call: help needs no setting, and the list has the same arguments',
    ({ before, call }) => {
      const name = nameOf(call)
      const { status, stdout, stderr } = run([...before, name, '--help'])
      expect([status, stderr]).toEqual([0, ''])
      expect(expectedCall(name, stdout)).toBe(call)
    },
  )

  test.each([[['report']], [['cohort']], [['cohort', 'fit']]])(
    '%j: `help` says the same',
    (call) => {
      const name = call.at(-1)!
      const help = run([...call.slice(0, -1), 'help', name])
      expect(help).toEqual(run([...call, '--help']))
      expect(help.stdout).toContain(`Usage: tace-cds ${call.join(' ')} [options]`)
    },
  )

  test('that there is not ends with the list of those that there are, and with 1', () => {
    const { status, stdout, stderr } = run(['help', 'nonsense'])
    expect([status, stdout, listedIn(stderr).length]).toEqual([1, '', 22])
    expect(run(['chort']).stderr).toContain('Did you mean cohort?')
  })
})

describe('a command that does not use a setting', () => {
  const file = 'fixtures/cohorts/synthetic-b.ndjson'

  test.each([
    ['intercept', ['intercept']],
    ['cohort validate', ['cohort', 'validate', file]],
    ['check-services', ['check-services']],
  ])('%s works in production, whatever it is set to', (_, args) => {
    const others = { METRICS_TOKEN: 'short', PORT: 'x', CLIENTS_FILE: 'none.json' }
    // On a day on which no review of the shipped services is past.
    const day = { NODE_OPTIONS: `--import=${repositoryPath('test/support/nominal-date.ts')}` }
    expect(run(args, { ...others, ...day })).toMatchObject({ status: 0, stderr: '' })
  })

  test.each([
    [['intercept'], { CARD_LANGUAGE: 'tlh' }, /^CARD_LANGUAGE: .*\n$/],
    [['cohort', 'validate', file], { SITE_FILE: 'none.json' }, /^SITE_FILE: .*\n$/],
    [['records', 'export'], { RECORDS_KEEP_DAYS: '0' }, /^RECORDS_KEEP_DAYS: .*\n$/],
    [['explain', 'x'], { RECORDS_FILE: 'none' }, /^RECORDS_FILE=none: no records are kept\n$/],
  ])('but %j ends with one line at a mistake in one that it uses', (args, setting, line) => {
    const { status, stderr, stdout } = run(args, setting)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(line)
  })
})

/** Says every module that is loaded, on the stream of errors. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      process.stderr.write(url + '\\n')
      return next(url, context)
    },
  })
`)}`

/** The modules of src/ that a call loads. */
const loadedBy = (...args: readonly string[]): readonly string[] =>
  run(args, { NODE_OPTIONS: `--import=${HOOK}` })
    .stderr.split('\n')
    .filter((url) => url.includes('/src/') && !url.includes('/node_modules/'))
    .map((url) => url.split('/src/')[1] ?? '')

describe('help loads no more than it tells', () => {
  const LIST = [
    'base/config/environment.ts',
    'base/printable.ts',
    'base/terminal/lazy-commands.ts',
    'base/terminal/process-terminal.ts',
    'base/time.ts',
    'tace-cds.ts',
  ]

  test('the list of commands is told without the module of any', () => {
    expect(loadedBy('--help').toSorted()).toEqual(LIST)
  })

  test.each([
    ['cohort', 'evaluation/cohort/commands/cohort.ts'],
    ['records', 'records/commands/records.ts'],
    ['outcomes', 'evaluation/monitoring/commands/outcomes.ts'],
  ])('%s is told by its own list alone', (name, module) => {
    expect(loadedBy(name, '--help').toSorted()).toEqual([...LIST, module].toSorted())
  })

  test.each(['report', 'doctor', 'intercept'])('%s is told without the catalog', (name) => {
    const loaded = loadedBy(name, '--help')
    expect(loaded.length).toBeGreaterThan(LIST.length)
    expect(loaded).not.toContain('catalog/load-catalog.ts')
    expect(loadedBy('intercept')).toContain('catalog/load-catalog.ts')
  })
})

describe('the documents', () => {
  const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')
  test('name no command that there is not', () => {
    const known = CALLS.map(({ before, call }) => [...before, nameOf(call)].join(' '))
    const missing = DOCUMENTS.flatMap((path) =>
      [...read(path).matchAll(/npx tace-cds ([a-z][a-z0-9-]*)(?: ([a-z][a-z-]+))?/g)]
        .map(([, name = '', second = '']) =>
          GROUPS.includes(name) && second !== '' ? `${name} ${second}` : name,
        )
        .filter((name) => !known.includes(name))
        .map((name) => `${path}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('name no option that there is not', () => {
    const helps = new Map<string, string>()
    const helpOf = (call: string) => {
      const help = helps.get(call) ?? run([...call.split(' '), '--help']).stdout
      helps.set(call, help)
      return help
    }
    const named = DOCUMENTS.flatMap((path) =>
      [
        ...read(path)
          .replace(/\\\n\s*/g, '')
          .matchAll(/npx tace-cds ([a-z][a-z0-9-]*)((?: [a-z][a-z-]+)?)([^`\n|#]*)/g),
      ].flatMap(([, name = '', second = '', rest = '']) => {
        const call = GROUPS.includes(name) ? `${name}${second}` : name
        return [...rest.matchAll(/(?<= )--[a-z][a-z-]*/g)].map(([option]) => ({
          path,
          call,
          option,
        }))
      }),
    )
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter(({ call, option }) => !helpOf(call).includes(`${option} `))).toEqual([])
  })
})
