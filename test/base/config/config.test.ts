import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { inspectConfig, readConfig } from '../../../src/base/config/config.ts'
import { readCatalogConfig } from '../../../src/base/config/catalog-config.ts'
import { ConfigError, readSettings } from '../../../src/base/config/read-settings.ts'
import { readRecordsConfig } from '../../../src/base/config/records-config.ts'
import { describeSettings, settingNames } from '../../../src/base/config/describe-settings.ts'
import { editDistance } from '../../../src/base/similar.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const problemsOf = (environment: Readonly<Record<string, string>>) =>
  inspectConfig(environment, []).problems

const problemsOfFile = (content: unknown) =>
  problemsOf({ CONFIG_FILE: file('config.json', content) })

describe('the configuration', () => {
  test('without any setting is the sandbox on loopback', () => {
    expect(readConfig({}, [])).toMatchObject({
      isSandbox: true,
      host: '127.0.0.1',
      port: 3000,
      authMode: 'sandbox',
      corsOrigins: ['*'],
      metrics: true,
      drainMs: 0,
    })
  })

  test('without the sandbox listens to all, asks for tokens, drains, and shows no metrics', () => {
    const config = readConfig({ CLIENTS_FILE: 'x' }, ['--no-sandbox'])
    expect(config).toMatchObject({
      isSandbox: false,
      host: '0.0.0.0',
      authMode: 'required',
      corsOrigins: [],
      metrics: false,
      drainMs: 5_000,
    })
  })

  test('an empty variable counts as not set', () => {
    expect(readConfig({ PORT: '', AUTH_MODE: '' }, []).port).toBe(3000)
  })

  test('every problem is said at once', () => {
    expect(
      problemsOf({
        PORT: 'x',
        SANDBOX: 'yes',
        FETCH_BUDGET_MS: '1',
        SITE_FILE: join(folder, 'none.json'),
        METRICS_TOKEN: 'short',
      }).map((problem) => problem.split(':')[0]),
    ).toEqual(
      expect.arrayContaining(['PORT', 'SANDBOX', 'FETCH_BUDGET_MS', 'SITE_FILE', 'METRICS_TOKEN']),
    )
    expect(() => readConfig({ PORT: 'x', SANDBOX: 'yes' }, ['--sandbox'])).toThrow(ConfigError)
  })

  test.each([
    ['SANDBOX', { NODE_ENV: 'production' }],
    ['AUTH_MODE', { NODE_ENV: 'production', SANDBOX: 'false', AUTH_MODE: 'sandbox' }],
    ['CLIENTS_FILE', { SANDBOX: 'false' }],
    ['METRICS', { SANDBOX: 'false', AUTH_MODE: 'optional', METRICS: 'on' }],
    ['METRICS_PORT', { PORT: '9000', METRICS_PORT: '9000' }],
  ])('%s is refused where another setting forbids it', (variable, environment) => {
    expect(problemsOf(environment).filter((one) => one.startsWith(`${variable}:`))).toHaveLength(1)
  })
})

describe('a configuration file', () => {
  test('says the same as the environment, and the environment wins', () => {
    const CONFIG_FILE = file('both.json', { PORT: 4000, METRICS: 'off', LOG_LEVEL: 'warn' })
    const config = readConfig({ CONFIG_FILE, LOG_LEVEL: 'error' }, [])
    expect(config).toMatchObject({ port: 4000, metrics: false, logLevel: 'error' })
  })

  test('takes true and false as JSON has them', () => {
    const CONFIG_FILE = file('flags.json', { SANDBOX: false, AUTH_MODE: 'optional', HOST: null })
    expect(readConfig({ CONFIG_FILE }, [])).toMatchObject({ isSandbox: false, host: '0.0.0.0' })
  })

  test.each([
    ['an unknown name', { NOSUCH_SETTING: 1 }, 'there is no setting NOSUCH_SETTING'],
    ['a name that is nearly right', { CLIENT_FILE: 'x' }, 'is CLIENTS_FILE meant?'],
    ['a name in small letters', { port: 1 }, 'is PORT meant?'],
    ['a list', { CORS_ORIGINS: ['a'] }, 'must be a text, a number, true or false'],
    ['its own name', { CONFIG_FILE: 'x' }, 'by the environment alone'],
    ['no object', [1], 'one JSON object'],
    ['no JSON', '{', 'is no JSON'],
    ['a bad value', { PORT: 70_000 }, 'PORT: must be at most 65535'],
  ])('with %s is refused', (_name, content, why) => {
    expect(problemsOfFile(content).join('\n')).toContain(why)
  })

  test('that is not there is refused', () => {
    expect(problemsOf({ CONFIG_FILE: join(folder, 'absent.json') })).toHaveLength(1)
  })
})

describe('a secret', () => {
  const SECRET = 'correct horse battery staple'

  test('comes from the file that is named, without the white space around it', () => {
    const METRICS_TOKEN_FILE = file('token', `${SECRET}\n`)
    expect(readConfig({ METRICS_TOKEN_FILE }, []).metricsToken).toBe(SECRET)
    const CONFIG_FILE = file('named.json', { METRICS_TOKEN_FILE })
    expect(readConfig({ CONFIG_FILE }, []).metricsToken).toBe(SECRET)
  })

  test('of the environment wins over one of the configuration file, in whichever form', () => {
    const CONFIG_FILE = file('wins.json', { METRICS_TOKEN_FILE: file('old', 'x'.repeat(20)) })
    expect(readConfig({ CONFIG_FILE, METRICS_TOKEN: SECRET }, []).metricsToken).toBe(SECRET)
    const METRICS_TOKEN_FILE = file('new', SECRET)
    const other = file('wins2.json', { METRICS_TOKEN: 'y'.repeat(20) })
    expect(readConfig({ CONFIG_FILE: other, METRICS_TOKEN_FILE }, []).metricsToken).toBe(SECRET)
  })

  test('that is given twice, is empty, or cannot be read is refused and never repeated', () => {
    const METRICS_TOKEN_FILE = file('twice', SECRET)
    const problems = [
      ...problemsOf({ METRICS_TOKEN: SECRET, METRICS_TOKEN_FILE }),
      ...problemsOf({ METRICS_TOKEN_FILE: file('empty', '\n') }),
      ...problemsOf({ METRICS_TOKEN_FILE: join(folder, 'nowhere') }),
    ]
    expect(problems).toHaveLength(3)
    expect(problems.join()).not.toContain(SECRET)
  })

  test('alone has a variable for its file', () => {
    expect(settingNames()).toContain('METRICS_TOKEN_FILE')
    expect(settingNames()).not.toContain('PORT_FILE')
  })
})

describe('the settings of a command', () => {
  const OTHERS = { NODE_ENV: 'production', PORT: 'x', METRICS_TOKEN_FILE: join(folder, 'nowhere') }

  test('are read whatever is wrong with others', () => {
    const settings = { ...OTHERS, CARD_LANGUAGE: 'zh-CN', DATA_DIR: '/data' }
    expect(readSettings(['language'], settings)).toEqual({ language: 'zh-CN' })
    expect(readCatalogConfig(settings).language).toBe('zh-CN')
    expect(readRecordsConfig(settings).file).toBe('/data/records.sqlite')
  })

  test('are refused with a line for every mistake in them', () => {
    const settings = { ...OTHERS, CARD_LANGUAGE: 'tlh', SITE_FILE: join(folder, 'none.json') }
    expect(() => readCatalogConfig(settings)).toThrow(/^CARD_LANGUAGE: .*\nSITE_FILE: .*$/)
    expect(() => readRecordsConfig({ ...OTHERS, RECORDS_WAIT_MS: '0' })).toThrow(
      /^RECORDS_WAIT_MS: .*$/,
    )
  })

  test('are refused with a configuration file that cannot be read, which may hold them', () => {
    const CONFIG_FILE = join(folder, 'absent.json')
    expect(() => readSettings(['language'], { CONFIG_FILE })).toThrow(/^CONFIG_FILE: /)
  })

  test('are never those of the sandbox: records are where the service keeps them', () => {
    expect(readRecordsConfig({ SANDBOX: 'true' }).file).toBe('data/records.sqlite')
    expect(() => readRecordsConfig({ RECORDS_FILE: 'none' })).toThrow('no records are kept')
  })
})

describe('a variable that looks like a setting', () => {
  test.each([
    ['AUTH_MOED', 'AUTH_MODE'],
    ['CLIENT_FILE', 'CLIENTS_FILE'],
    ['PUBLICURL', 'PUBLIC_URL'],
    ['Port', 'PORT'],
  ])('%s is a warning that names %s', (given, meant) => {
    const { warnings, problems } = inspectConfig({ [given]: 'x' }, [])
    expect(warnings).toEqual([`there is no setting ${given}: is ${meant} meant?`])
    expect(problems).toEqual([])
  })

  test('what every process has is none', () => {
    const usual = ['HOME', 'PATH', 'PWD', 'HOSTNAME', 'USER', 'LANG', 'TERM', 'SHELL', 'LOGNAME']
    const environment = Object.fromEntries(usual.map((name) => [name, 'x']))
    expect(inspectConfig(environment, []).warnings).toEqual([])
  })
})

describe('the distance of two names', () => {
  const word = fc.string({ maxLength: 8 })

  test('is none to itself, the same both ways, and never longer than a detour', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, a)).toBe(0)
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      }),
    )
  })
})

describe('the table of settings', () => {
  test('has a row for every setting, with a default and an example', () => {
    const text = describeSettings()
    const rows = text.split('\n').filter((line) => line.startsWith('| `'))
    const told = settingNames().filter((name) => name !== 'npm_lifecycle_event')
    expect(told.filter((name) => !text.includes(`\`${name}`))).toEqual([])
    for (const row of rows) expect(row.split(' | ')).toHaveLength(6)
    for (const row of rows) expect(row).not.toMatch(/undefined|\[object/)
  })
})
