import { createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define } from '../../../src/interop/conformance/command.ts'
import { checkConformance } from '../../../src/interop/conformance/run-checks.ts'
import type { ProbeOptions } from '../../../src/interop/conformance/probe.ts'
import type { Result } from '../../../src/interop/conformance/check.ts'
import { tally, toTable } from '../../../src/interop/conformance/report.ts'
import { toSigner } from '../../../src/interop/client/signer.ts'
import { repositoryPath } from '../../support/paths.ts'
import { prefetched } from '../../support/requests.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { NOW } from '../../support/clock.ts'
import { runCommand } from '../../support/run-command.ts'
import { answerWith, brokenServices, cardWith } from './broken-services.ts'
import {
  outcome,
  rightService,
  type Seen,
  type SmallService,
  startSmallService,
} from './small-service.ts'

const NOTHING = 'no card has what it is about'
const ORIGIN = 'https://ehr.example'

/** Members of a card that have a clause of their own. */
const EMPTIED = ['detail', 'links', 'overrideReasons', 'extension']

const sign = {
  hook: 'order-sign',
  context: { userId: 'Practitioner/a', patientId: 'p', draftOrders: { resourceType: 'Bundle' } },
  prefetch: { patient: { resourceType: 'Patient' } },
}

const optionsFor = (url: string, more: Partial<ProbeOptions> = {}): ProbeOptions => ({
  url,
  requests: [sign],
  origin: ORIGIN,
  timeoutMs: 60_000,
  newUuid: randomUUID,
  ...more,
})

async function check(changes: Partial<SmallService> = {}, more: Partial<ProbeOptions> = {}) {
  const service = await startSmallService(changes)
  try {
    return await checkConformance(optionsFor(service.url, more))
  } finally {
    await service.close()
  }
}

const resultsOf = (sections: Awaited<ReturnType<typeof check>>): readonly Result[] =>
  sections.flatMap(({ results }) => results)

const failed = (results: readonly Result[]) =>
  results.filter((result) => result.outcome === 'fail').map(({ clause }) => clause)

describe('a service that is right', () => {
  test('passes everything that can be looked at', async () => {
    const results = resultsOf(await check())
    expect(failed(results)).toEqual([])
    expect(results.filter(({ outcome: how }) => how === 'pass').length).toBeGreaterThan(60)
  })

  test('without a request of its own is asked about a patient of whom nothing is known', async () => {
    const results = resultsOf(await check({}, { requests: [] }))
    expect(failed(results)).toEqual([])
  })

  test('of a hook that nobody knows is skipped, and that is said', async () => {
    const entry = () => ({ ...rightService.entry(), hook: 'org.example.hook' })
    const [, service] = await check({ entry }, { requests: [] })
    expect(new Set(service?.results.map(({ outcome: how }) => how))).toEqual(new Set(['skip']))
  })
})

describe('a service that is wrong in one way fails the clause', () => {
  test.each(brokenServices)('$mistake: $clause', async ({ clause, changes }) => {
    expect(failed(resultsOf(await check(changes)))).toContain(clause)
  })

  test.each(['', null, []].flatMap((value) => EMPTIED.map((member) => [member, value] as const)))(
    'a %s that is %j is told once',
    async (member, value) => {
      const results = resultsOf(await check(cardWith({ [member]: value })))
      expect(new Set(failed(results))).toEqual(new Set(['N2']))
    },
  )

  test('empty system actions are told once', async () => {
    const results = resultsOf(await check(answerWith({ systemActions: [] })))
    expect(new Set(failed(results))).toEqual(new Set(['N4']))
  })
})

describe('client tokens', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'k1' }
  const issuer = 'https://ehr.example'
  const signer = toSigner({ jwk, issuer, now: () => NOW, newUuid: randomUUID })

  interface Claims {
    readonly iss?: string
    readonly aud?: string | readonly string[]
    readonly exp?: number
    readonly jti?: string
  }

  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

  /** What a guard may leave out, to be caught at it. */
  type Part = 'alg' | 'signature' | 'aud' | 'exp' | 'no-exp' | 'iss' | 'jti' | 'kid' | 'replay'

  const tokenOf = ({ headers }: Seen) =>
    (headers.authorization ?? '').replace(/^Bearer /, '').split('.')

  function isGood(seen: Seen, url: string, used: Set<string>, without?: Part): boolean {
    const [head, body, signature = ''] = tokenOf(seen)
    if (head === undefined || body === undefined) return false
    const { alg, kid } = decode(head) as { alg: string; kid: string }
    const { iss, aud, exp, jti } = decode(body) as Claims
    const bytes = Buffer.from(signature, 'base64url')
    const isSigned = verify(
      'sha384',
      Buffer.from(`${head}.${body}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      bytes,
    )
    const checks: readonly (readonly [Part, boolean])[] = [
      ['alg', alg === 'ES384'],
      ['signature', isSigned || (without === 'alg' && alg !== 'ES384')],
      ['aud', [aud].flat().includes(url)],
      ['exp', exp === undefined || exp > NOW / 1000],
      ['no-exp', exp !== undefined],
      ['iss', iss === issuer],
      ['jti', jti !== undefined],
      ['kid', kid === 'k1'],
      ['replay', jti === undefined || !used.has(jti)],
    ]
    used.add(jti ?? '')
    return checks.every(([part, holds]) => holds || part === without)
  }

  function guarded(without?: Part): Partial<SmallService> {
    const used = new Set<string>()
    const guard = (seen: Seen, then: () => ReturnType<SmallService['answer']>) => {
      const url = `http://${seen.headers.host ?? ''}${seen.path}`
      return isGood(seen, url, used, without) ? then() : outcome(401)
    }
    return {
      answer: (seen, service) => guard(seen, () => rightService.answer(seen, service)),
      feedback: (seen) => guard(seen, () => rightService.feedback(seen)),
    }
  }

  test('a service that judges them all right passes every check', async () => {
    const results = resultsOf(await check(guarded(), { signer }))
    expect(failed(results)).toEqual([])
    expect(
      results.filter(({ clause, outcome: how }) => clause.startsWith('J') && how !== 'pass'),
    ).toEqual([])
  })

  test.each([
    ['J6', 'alg'],
    ['J10', 'signature'],
    ['J5', 'aud'],
    ['J10', 'exp'],
    ['J4', 'no-exp'],
    ['J8', 'iss'],
    ['J4', 'jti'],
    ['J3', 'kid'],
    ['J10', 'replay'],
  ] as const)('clause %s: a service that overlooks %s fails', async (clause, without) => {
    expect(failed(resultsOf(await check(guarded(without), { signer })))).toContain(clause)
  })

  test('without a key the checks are skipped with the reason, not passed', async () => {
    const results = resultsOf(await check())
    for (const result of results.filter((result) => result.clause.startsWith('J')))
      expect(result).toMatchObject({ outcome: 'skip', why: 'no key was given' })
  })

  test('a closed service is not called right because it refuses everything', async () => {
    const [, service] = await check(guarded())
    expect(new Set(service?.results.map(({ outcome: how }) => how))).toEqual(new Set(['skip']))
    const discovery = () => outcome(401)
    await expect(check({ discovery })).rejects.toThrow('wants a token')
  })

  test.each([
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['RS384', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ] as const)('tokens are signed with %s as well', (alg, pair) => {
    const key = pair.privateKey.export({ format: 'jwk' })
    const other = toSigner({ jwk: key, issuer, now: () => NOW, newUuid: randomUUID })
    const [head = '', body = '', signature = ''] = other.token('https://x.example').split('.')
    expect(decode(head)).toMatchObject({ alg, typ: 'JWT' })
    const publicJwk = pair.publicKey.export({ format: 'jwk' })
    const verifyKey = createPublicKey({ key: publicJwk, format: 'jwk' })
    const data = Buffer.from(`${head}.${body}`)
    const options = { key: verifyKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify(`sha${alg.slice(2)}`, data, options, Buffer.from(signature, 'base64url'))).toBe(
      true,
    )
  })
})

describe('our own service', () => {
  let service: TestService
  let sections: Awaited<ReturnType<typeof check>>
  beforeAll(async () => {
    service = await startTestService()
    const requests = ['order-select', 'order-sign'].map((hook) => ({
      ...prefetched('high-risk', hook),
    }))
    sections = await checkConformance(optionsFor(service.publicUrl, { requests }))
  })
  afterAll(() => service.stop())

  test('is looked at in all its parts', () => {
    expect(sections.map(({ about }) => about)).toEqual([
      'discovery',
      'tace-resistance-order-select',
      'tace-resistance-order-sign',
      'pre-tace-board-order-select',
    ])
  })

  // No card of ours deletes anything.
  const clauses = brokenServices
    .map(({ clause }) => clause)
    .filter((clause) => clause !== 'cds-resp-2')

  test.each([...new Set(clauses)])('%s: our services pass the check', (clause) => {
    const results = resultsOf(sections).filter((result) => result.clause === clause)
    expect(results.length).toBeGreaterThan(0)
    // A skip says that there was nothing to look at: not every card suggests, or links.
    const others = results.filter((result) => result.outcome !== 'pass')
    expect(others.filter((result) => !('why' in result && result.why === NOTHING))).toEqual([])
  })

  test('the cards that came are shown', () => {
    expect(sections.flatMap(({ cards = [] }) => cards).length).toBeGreaterThan(1)
    expect(toTable(sections)).toMatch(/\n {2}\[\w+\] TACE resistance/)
  })
})

describe('a service that does not survive a check', () => {
  async function checkDying(dies: (json: Record<string, unknown> | undefined) => boolean) {
    let close: () => Promise<void> = () => Promise.resolve()
    const service = await startSmallService({
      refuse: (seen) => {
        if (dies(seen.json)) void close()
        return rightService.refuse(seen)
      },
    })
    close = service.close
    try {
      return await checkConformance(optionsFor(service.url))
    } finally {
      await service.close().catch(() => undefined)
    }
  }

  test.each<readonly [string, (json: Record<string, unknown> | undefined) => boolean]>([
    ['a body that is no JSON is refused', (json) => json === undefined],
    ['a call without a hook is refused', (json) => json !== undefined && !('hook' in json)],
    ['a call without a context is refused', (json) => json !== undefined && !('context' in json)],
  ])(
    'is found at it once, with the request, and what follows is skipped: %s',
    async (title, dies) => {
      const results = resultsOf(await checkDying(dies))
      const dead = results.filter(
        (result) => 'why' in result && result.why.includes('stopped answering'),
      )
      const [found, ...echoes] = dead
      expect(found).toMatchObject({ outcome: 'fail', title })
      expect(found).toMatchObject({ why: expect.stringContaining('POST http://127') as unknown })
      expect(echoes.length).toBeGreaterThan(10)
      expect(new Set(echoes.map(({ outcome: how }) => how))).toEqual(new Set(['skip']))
      expect(results.some((result) => 'why' in result && result.why === 'fetch failed')).toBe(false)
    },
  )
})

describe('what everybody means, and what no browser does, is no fault', () => {
  test('`*` beside credentials is refused by browsers', async () => {
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' }
    expect(failed(resultsOf(await check({ cors })))).toEqual([])
  })

  test.each(['/cds-services', '/cds-services/', '/'])('the base URL with %s', async (more) => {
    const service = await startSmallService()
    try {
      const sections = await checkConformance(optionsFor(`${service.url}${more}`))
      expect(failed(resultsOf(sections))).toEqual([])
    } finally {
      await service.close()
    }
  })

  test.each([400, 404, 412, 422])(
    'a sample that lacks data may be refused with %i',
    async (status) => {
      const answer = () => outcome(status)
      const results = resultsOf(await check({ answer }, { requests: [] }))
      const shall = results.filter(({ level, outcome: how }) => level === 'SHALL' && how === 'fail')
      expect(shall).toEqual([])
      const passed = results.filter(({ outcome: how }) => how === 'pass').map(({ title }) => title)
      expect(passed).not.toContain('a call is answered within 500 ms')
    },
  )

  test('a card that suggests nothing is not said to suggest rightly', async () => {
    const card = () => ({ summary: 'S', indicator: 'info', source: { label: 'L' } })
    const results = resultsOf(await check({ card }))
    const titles = ['a suggestion has a label', 'a link has a label', 'an action has a description']
    for (const title of titles)
      expect(results.find((result) => result.title === title)).toMatchObject({ outcome: 'skip' })
  })

  test('a fault names the card and the value', async () => {
    const card = () => ({ ...rightService.card({} as never), indicator: 'red' })
    const results = resultsOf(await check({ card }))
    const fault = results.find(({ clause }) => clause === 'I@87')
    expect(fault).toMatchObject({ why: 'cards[0] card.indicator: "red"' })
  })

  test('a request may be for one service alone', async () => {
    const requestsByService = { small: { ...sign, prefetch: { patient: null } } }
    const results = resultsOf(await check({}, { requests: [], requestsByService }))
    expect(failed(results)).toEqual([])
    expect(results.find(({ clause }) => clause === 'H4')).toMatchObject({ outcome: 'pass' })
  })
})

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  const requestFile = join(folder, 'request.json')
  writeFileSync(requestFile, JSON.stringify(sign))
  afterAll(() => rmSync(folder, { recursive: true }))

  async function run(...args: readonly string[]) {
    const { stdout, status } = await runCommand(define, args)
    return { said: stdout.trimEnd(), code: status }
  }

  async function runAt(changes: Partial<SmallService>, ...args: readonly string[]) {
    const service = await startSmallService(changes)
    try {
      return await run('--url', service.url, '--request', requestFile, ...args)
    } finally {
      await service.close()
    }
  }

  test('it prints a table with clauses and ends with 0 when nothing failed', async () => {
    const { said, code } = await runAt({}, '--service', 'small', '--origin', ORIGIN)
    expect(said).toMatch(/^ {2}pass {2}SHALL {3}D3 /m)
    expect(said).toMatch(/failed: 0 SHALL, 0 SHOULD$/)
    expect(code).toBe(0)
  })

  test('a broken SHALL ends with 1, a broken SHOULD only when asked', async () => {
    const hook = { entry: () => ({ ...rightService.entry(), description: undefined }) }
    expect((await runAt(hook)).code).toBe(1)
    const title = { entry: () => ({ ...rightService.entry(), title: undefined }) }
    expect((await runAt(title)).code).toBe(0)
    expect((await runAt(title, '--strict')).code).toBe(1)
  })

  test('JSON is for machines', async () => {
    const { said } = await runAt({}, '--json')
    const sections = JSON.parse(said) as Parameters<typeof tally>[0]
    expect(tally(sections).passed).toBeGreaterThan(50)
    expect(toTable(sections)).toContain('discovery')
  })

  test('a service that cannot be reached, or does not exist, ends with 2, in words', async () => {
    expect(await run('--url', 'http://127.0.0.1:8')).toEqual({
      said: expect.stringContaining('the connection was refused') as unknown,
      code: 2,
    })
    const { said, code } = await runAt({}, '--service', 'other')
    expect([said, code]).toEqual(['conformance: discovery lists no service other', 2])
    const file = repositoryPath('README.md')
    expect((await run('--url', 'http://127.0.0.1:9', '--request', file)).code).toBe(2)
  })
})
