import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../../support/paths.ts'
import { newKey, toJwk } from '../../support/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'check-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

/** Runs the program as an operator does, with these variables and no other settings. */
async function run(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly text: string }> {
  const child = spawn(process.execPath, ['src/tace-cds.ts', ...args], {
    cwd: repositoryPath(''),
    env: { PATH: process.env['PATH'], ...environment },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += String(chunk)
    })
  const [status] = (await once(child, 'close')) as [number]
  return { status, text }
}

const client = (keys: object) => ({ clients: [{ id: 'a', iss: 'https://ehr.example', keys }] })

describe('check-config', () => {
  test('of settings that can be used says so and ends with 0', async () => {
    const clients = file('good.json', client({ jwks: { keys: [toJwk(newKey('k', 'ES384'))] } }))
    const { status, text } = await run(
      { PORT: '0', HOST: '127.0.0.1', CLIENTS_FILE: clients },
      'check-config',
      '--no-sandbox',
    )
    expect(text).toContain('ok: CLIENTS_FILE')
    expect(text).toContain('the configuration can be used')
    expect(status).toBe(0)
  })

  const localCodes = (count: number) => ({
    codes: {
      'neutrophil-count': Array.from({ length: count }, (_, i) => ({
        system: `urn:oid:1.2.3.4.5.6.7.8.9.${String(1_000 + i)}`,
        code: `NEUT-${String(i)}`,
      })),
    },
  })

  test.each([
    ['fixtures/cases/fhir-server/site-200-codes.json', 200],
    [file('300.json', localCodes(300)), 300],
    [file('40.json', localCodes(40)), 40],
  ])('counts the pieces of a search that no URL holds: %s', async (site, codes) => {
    const { status, text } = await run({ PORT: '0', SITE_FILE: site }, 'check-config')
    const [, told, length, pieces] =
      /bloodCounts: (\d+) codes, (\d+) characters; asked in (\d+) searches of at most 2000/.exec(
        text,
      ) ?? []
    expect(text).toContain('the configuration can be used')
    expect(status).toBe(0)
    expect(Number(told)).toBeGreaterThan(codes)
    expect(Number(told)).toBeLessThan(codes + 60)
    // No piece is longer than may be, and none is asked in vain.
    expect(Number(pieces)).toBeGreaterThanOrEqual(Number(length) / 2_000)
    expect(Number(pieces)).toBeLessThanOrEqual(Math.ceil(Number(length) / 1_000))
    expect(text.match(/bloodCounts: \d+ codes/g)).toHaveLength(1)
  })

  test('says nothing of a search that one URL holds', async () => {
    const site = file('2.json', localCodes(2))
    const { status, text } = await run({ PORT: '0', SITE_FILE: site }, 'check-config')
    expect(text).not.toMatch(/asked in/)
    expect(status).toBe(0)
  })

  test('names every mistake at once, in the settings and in what they name, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { status, text } = await run(
      {
        HOST: '127.0.0.1',
        PORT: String(port),
        FETCH_BUDGET_MS: '1',
        AUTH_MOED: 'required',
        CONFIG_FILE: file('config.json', { NOSUCH_SETTING: true }),
        SITE_FILE: file('site.json', { codes: { 'no-such-set': [] } }),
        CLIENTS_FILE: file('clients.json', client({ jwksFile: 'absent.json' })),
        DATABASE_URL: 'postgres://cds:hunter2@127.0.0.1:9/cds',
        SITE_KEY: 'a key of the test, long enough',
      },
      'check-config',
      '--no-sandbox',
    )
    taken.close()
    for (const named of [
      'FETCH_BUDGET_MS: must be at least',
      'is AUTH_MODE meant?',
      'there is no setting NOSUCH_SETTING',
      'SITE_FILE: ',
      'CLIENTS_FILE: ',
      'absent.json',
      'is taken',
      'DATABASE_URL: ',
    ])
      expect(text).toContain(named)
    expect(text).not.toContain('hunter2')
    expect(status).toBe(1)
  })

  test('a setting with a mistake is told once, and is never said to be in order', async () => {
    const { status, text } = await run(
      {
        HOST: '127.0.0.1',
        PORT: 'eight',
        SITE_FILE: join(folder, 'gone.json'),
        METRICS_PORT: '70000',
      },
      'check-config',
    )
    for (const name of ['PORT', 'SITE_FILE', 'METRICS_PORT']) {
      const lines = text
        .split('\n')
        .filter((line) => line.includes(`${name}: `) || line.endsWith(` ${name}`))
      expect([name, lines.filter((line) => !line.includes(`METRICS_${name}`)).length]).toEqual([
        name,
        1,
      ])
      expect(text).not.toContain(`ok: ${name}\n`)
    }
    expect(status).toBe(1)
  })

  test('a port that fetch does not call is a mistake, wherever it stands', async () => {
    const clients = {
      clients: [
        {
          id: 'a',
          iss: 'https://ehr.example',
          keys: { jwksUrl: 'https://ehr.example:6000/jwks' },
          fhirServers: ['https://ehr.example:10080/fhir'],
        },
      ],
    }
    const { status, text } = await run(
      {
        HOST: '127.0.0.1',
        PORT: String(6_000),
        PUBLIC_URL: 'https://cds.example:6667',
        CLIENTS_FILE: file('ports.json', clients),
      },
      'check-config',
      '--no-sandbox',
    )
    expect(text.match(/has a port that fetch and browsers refuse/g)).toHaveLength(4)
    expect(status).toBe(1)
  })

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['a value of a setting', { AUTH_MODE: 'require' }, 'Is required meant?'],
    ['a value of a setting', { LOG_LEVEL: 'warning' }, 'LOG_LEVEL: must be one of'],
    ['a setting', { CLIENT_FILE: 'x' }, 'is CLIENTS_FILE meant?'],
    [
      'a member of the registry',
      {
        CLIENTS_FILE: file('m.json', {
          clients: [{ id: 'a', iss: 'b', keys: { jwkUrl: 'https://a.example' } }],
        }),
      },
      'Is jwksUrl meant?',
    ],
    [
      'a service in the registry',
      {
        CLIENTS_FILE: file('s.json', {
          clients: [],
          anonymous: { services: ['tace-resistance-order-sing'] },
        }),
      },
      'Is tace-resistance-order-sign meant?',
    ],
    [
      'a member of the registry',
      { CLIENTS_FILE: file('k.json', { clients: [], killswitch: true }) },
      'Is killSwitch meant?',
    ],
    ['a member of the site file', { SITE_FILE: file('c.json', { code: {} }) }, 'Is codes meant?'],
    [
      'a member of a code',
      {
        SITE_FILE: file('d.json', {
          codes: { 'neutrophil-count': [{ system: 'urn:x:y', cod: 'N' }] },
        }),
      },
      'Is code meant?',
    ],
    [
      'a value set',
      { SITE_FILE: file('v.json', { codes: { 'neutrophils-count': [] } }) },
      'Is neutrophil-count meant?',
    ],
    ['a hook', { SITE_FILE: file('h.json', { hooks: ['order-sing'] }) }, 'Is order-sign meant?'],
    [
      'a member of a SMART client',
      {
        SMART_CLIENTS_FILE: file('sc.json', {
          clients: [{ iss: 'https://a.example', clientID: 'x' }],
        }),
      },
      'Is clientId meant?',
    ],
  ])('asks what is meant by a misspelt name of %s', async (_what, environment, words) => {
    const { status, text } = await run(
      { PORT: '0', HOST: '127.0.0.1', ...environment },
      'check-config',
    )
    expect(text).toContain(words)
    expect([0, 1]).toContain(status)
  })

  test('never repeats a secret', async () => {
    const { status, text } = await run({ METRICS_TOKEN: 'hush-hush' }, 'check-config')
    expect(text).toContain('METRICS_TOKEN')
    expect(text).not.toContain('hush-hush')
    expect(status).toBe(1)
  })
})

describe('docs/configuration.md', () => {
  const out = repositoryPath('docs/configuration.md')

  test('says what the settings say', async () => {
    expect(await run({}, 'config-docs', '--out', out, '--check')).toMatchObject({ status: 0 })
  })

  test('is found stale when it says anything else', async () => {
    const stale = file('stale.md', 'old')
    expect(await run({}, 'config-docs', '--out', stale, '--check')).toMatchObject({ status: 1 })
  })
})
