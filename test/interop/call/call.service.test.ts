import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define } from '../../../src/interop/call/command.ts'
import { sendJson, startFhirStub } from '../../support/fhir-stub.ts'
import { prefetched } from '../../support/requests.ts'
import { runCommand } from '../../support/run-command.ts'
import { startTestService, type TestService } from '../../support/service.ts'
import { ISSUER, newKey, toJwk } from '../../support/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'call-'))
const key = newKey('key', 'ES384')

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const keyFile = file('key.json', { ...key.privateKey.export({ format: 'jwk' }), kid: 'key' })
const signed = ['--key', keyFile, '--issuer', ISSUER]

const { entry } = prefetched('high-risk', 'order-sign').context['draftOrders'] as {
  readonly entry: readonly [{ readonly resource: object }]
}
const order = file('order.json', entry[0].resource)

let service: TestService
let fhir: readonly string[]
let url: string

beforeAll(async () => {
  const keys = { jwks: { keys: [toJwk(key)] } }
  const clients = file('clients.json', { clients: [{ id: 'main', iss: ISSUER, keys }] })
  service = await startTestService({ CLIENTS_FILE: clients })
  fhir = ['--fhir', `${service.publicUrl}/sandbox/fhir`]
  url = `${service.publicUrl}/cds-services/tace-resistance-order-sign`
})
afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true })
})

const call = (...args: readonly string[]) => runCommand(define, args)
const highRisk = () => [url, '--patient', 'high-risk', '--order', order, ...fhir]

describe('call', () => {
  test('sends one signed hook and shows the card, the status and the times', async () => {
    const { stdout, status } = await call(...highRisk(), ...signed)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^http.*order-sign \(order-sign\)\n200 in \d+ ms \(the service says: /)
    expect(stdout).toMatch(/fetch [\d.]+ ms/)
    expect(stdout).toMatch(/\n1 card\n\n\[\w+\] TACE resistance/)
    expect(stdout).toContain('  source: ')
    expect(JSON.parse(service.log.at(-1) ?? '{}')).toMatchObject({ client: 'main', cards: 1 })
  })

  test('takes the order from the FHIR server, from a file, by code, or as a text', async () => {
    const stored = { ...entry[0].resource, resourceType: 'ServiceRequest', id: 'stored' }
    const server = await startFhirStub((_request, response) => sendJson(response, stored))
    const from = ['--fhir', server.url]
    try {
      for (const [given, shown] of [
        [order, '"ServiceRequest"'],
        ['TACE', '"text": "TACE"'],
        ['urn:oid:1.2.3|IR-TACE', '"system": "urn:oid:1.2.3"'],
        ['ServiceRequest/stored', '"id": "stored"'],
      ] as const) {
        const { stdout } = await call(url, '--patient', 'x', '--order', given, ...from, '--curl')
        expect(stdout).toContain(shown)
        expect(stdout).toContain('"status": "draft"')
      }
    } finally {
      await server.close()
    }
  })

  test.each([
    ['zh-CN', true],
    ['en', false],
  ])('shows the card in the language that is asked for: %s', async (language, isChinese) => {
    const { stdout } = await call(...highRisk(), '--language', language)
    expect(stdout).toContain('1 card')
    expect(/[\u4e00-\u9fff]/.test(stdout)).toBe(isChinese)
  })

  test('that is refused shows the words of the refusal and ends with 1', async () => {
    const other = await startTestService({}, ['--no-sandbox'])
    try {
      const at = `${other.publicUrl}/cds-services/tace-resistance-order-sign`
      const server = ['--fhir', 'https://ehr.example/fhir']
      const { stdout, status } = await call(
        at,
        '--patient',
        'high-risk',
        '--order',
        order,
        ...server,
      )
      expect(stdout).toMatch(/\n403 in \d+ ms.*\n.*not registered/)
      expect(status).toBe(1)
    } finally {
      await other.stop()
    }
  })

  test('as a curl command holds no access token, and any text is one word of the shell', async () => {
    const token = file('token.txt', 'hush-hush\n')
    const args = ['--patient', "o'brien", ...fhir, '--token-file', token, '--curl']
    const { stdout } = await call(url, ...args)
    expect(stdout).not.toContain('hush')
    expect(stdout).toContain('ACCESS-TOKEN-GOES-HERE')
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${stdout.replace('curl -sS', '')}`], {
      encoding: 'utf8',
    })
    expect(words).toContain("o'brien")
    expect(words.startsWith(`${url}\n-H\nContent-Type: application/json\n`)).toBe(true)
  })

  test.each<readonly [string, () => string, readonly string[], string]>([
    ['a base URL', () => service.publicUrl, [], 'SERVICE is the URL of one service'],
    ['a name', () => 'tace-resistance', [], 'SERVICE is the URL of one service'],
    ['a misspelt id', () => url.replace('sign', 'sing'), [], 'tace-resistance-order-sign meant?'],
    ['a hook that nobody knows', () => url, ['--hook', 'org.example'], 'known are patient-view'],
    ['a key without an issuer', () => url, ['--key', keyFile], '--key needs --issuer'],
    ['an order without a server', () => url, ['--order', 'ServiceRequest/1'], 'needs --fhir'],
    [
      'a port where nothing listens',
      () => 'http://127.0.0.1:8/cds-services/x',
      [],
      'the connection was refused',
    ],
    [
      'a port that fetch does not call',
      () => 'http://127.0.0.1:9/cds-services/x',
      [],
      'fetch does not call this port',
    ],
  ])('says what is wrong with %s', async (_what, target, args, words) => {
    await expect(call(target(), '--patient', 'x', ...args)).rejects.toThrow(words)
  })

  test('names where a redirect leads, and does not follow it', async () => {
    const server = await startFhirStub((_request, response) => {
      response.writeHead(302, { location: `${service.publicUrl}/` }).end()
    })
    try {
      const at = `${server.url}/cds-services/x`
      const { stdout, status } = await call(at, '--patient', 'x', '--hook', 'patient-view')
      expect(stdout).toContain(`redirects to ${service.publicUrl}/`)
      expect(status).toBe(1)
    } finally {
      await server.close()
    }
  })
})
