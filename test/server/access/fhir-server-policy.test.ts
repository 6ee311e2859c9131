import { describe, expect, test } from '@jest/globals'
import {
  problemOfFhirServer,
  toFhirServerPolicy,
} from '../../../src/server/access/fhir-server-policy.ts'

/** What is granted to a client with these servers, and by the sandbox. */
function policyOf(urls: readonly string[], { isSandbox = false, mayBePrivate = false } = {}) {
  const client = { fhirServers: urls.map((url) => ({ url, mayBePrivate })), fetchBudgetMs: 900 }
  const agreementOf = () => client
  const policy = toFhirServerPolicy({ agreementOf, isSandbox, defaultBudgetMs: 2_500 })
  return (fhirServer: string) => policy(fhirServer, 'client')
}

const PUBLIC = '93.184.215.14'

/** Addresses that no public FHIR server has, and what they are. */
const NOT_PUBLIC = [
  { address: '10.1.2.3', what: 'private' },
  { address: '172.16.0.1', what: 'private' },
  { address: '192.168.1.1', what: 'private' },
  { address: '100.64.0.1', what: 'carrier-grade NAT' },
  { address: '127.0.0.1', what: 'loopback' },
  { address: '127.255.0.1', what: 'loopback' },
  { address: '169.254.169.254', what: 'link-local: the metadata of clouds' },
  { address: '0.0.0.0', what: 'unspecified' },
  { address: '224.0.0.1', what: 'multicast' },
  { address: '255.255.255.255', what: 'broadcast' },
  { address: '198.51.100.7', what: 'documentation' },
  { address: '::', what: 'unspecified' },
  { address: '::1', what: 'loopback' },
  { address: 'fe80::1', what: 'link-local' },
  { address: 'fe80::1%eth0', what: 'link-local' },
  { address: 'fc00::1', what: 'unique local' },
  { address: 'fd12:3456::1', what: 'unique local' },
  { address: 'ff02::1', what: 'multicast' },
  { address: '::ffff:127.0.0.1', what: 'loopback as IPv6' },
  { address: '::ffff:10.0.0.1', what: 'private as IPv6' },
  { address: '::ffff:169.254.169.254', what: 'link-local as IPv6' },
  { address: '64:ff9b::a00:1', what: 'private behind NAT64' },
  { address: '2002:a00:1::', what: 'private behind 6to4' },
  { address: 'not an address', what: 'nothing' },
  { address: '', what: 'nothing' },
]

describe('only registered base URLs are read', () => {
  const policy = policyOf(['https://ehr.example/fhir', 'https://other.example:8443/r4/'])

  test.each([
    'https://ehr.example/fhir',
    'https://ehr.example/fhir/',
    'https://EHR.example:443/fhir',
    'https://ehr.example/x/../fhir',
    'https://other.example:8443/r4',
  ])('%s is one, however it is written', (fhirServer) => {
    expect(policy(fhirServer)).toMatchObject({ budgetMs: 900 })
  })

  test.each([
    'http://ehr.example/fhir',
    'https://ehr.example',
    'https://ehr.example/fhir/tenant',
    'https://ehr.example/FHIR',
    'https://ehr.example/fhir/../admin',
    'https://ehr.example:8443/fhir',
    'https://ehr.example./fhir',
    'https://ehr.example.evil.example/fhir',
    'https://evil.example/fhir?https://ehr.example/fhir',
    'https://user:pass@ehr.example/fhir',
    'https://ehr.example@evil.example/fhir',
    'https://ehr.example/fhir?tenant=1',
    'https://ehr.example/fhir#x',
    'https://localhost/fhir',
    'http://127.0.0.1/fhir',
    'ftp://ehr.example/fhir',
    'file:///etc/passwd',
    'ehr.example/fhir',
    '',
  ])('%s is none', (fhirServer) => {
    expect(policy(fhirServer)).toBeUndefined()
  })

  test('a server of a client without a budget of its own gets the default', () => {
    const url = 'https://ehr.example/fhir'
    const known = { fhirServers: [{ url, mayBePrivate: false }] }
    const policy = toFhirServerPolicy({
      agreementOf: (id) => (id === 'known' ? known : undefined),
      isSandbox: false,
      defaultBudgetMs: 2_500,
    })
    expect(policy(url, 'known')).toMatchObject({ budgetMs: 2_500 })
    expect(policy(url, 'unknown')).toBeUndefined()
  })
})

describe('the name of a registered server leads only where its registration says', () => {
  const grantOf = (mayBePrivate = false) =>
    policyOf(['https://ehr.example/fhir'], { mayBePrivate })('https://ehr.example/fhir')

  test('into public address space', () => {
    expect(grantOf()?.mayConnectTo(PUBLIC)).toBe(true)
    expect(grantOf()?.mayConnectTo('2606:2800:21f:cb07:6820:80da:af6b:8b2c')).toBe(true)
    expect(grantOf(true)?.mayConnectTo(PUBLIC)).toBe(true)
  })

  test.each(NOT_PUBLIC)('not to $address ($what)', ({ address }) => {
    expect(grantOf()?.mayConnectTo(address)).toBe(false)
  })

  test.each(NOT_PUBLIC)(
    'when it may be private, to $address only if that is',
    ({ address, what }) => {
      const isPrivate = /^(private|private as IPv6|unique local|carrier-grade NAT)$/.test(what)
      expect(grantOf(true)?.mayConnectTo(address)).toBe(isPrivate)
    },
  )

  test('an IP address that is registered is registered as such', () => {
    const policy = policyOf(['https://10.1.2.3/fhir'])
    expect(policy('https://10.1.2.3/fhir')).toBeDefined()
    expect(policy('https://10.1.2.4/fhir')).toBeUndefined()
  })

  test.each(['http://127.0.0.1:8080/fhir', 'http://localhost:8080/fhir'])(
    'a registered one on this machine is read by http: %s',
    (url) => {
      const grant = policyOf([url])(url)
      expect(grant?.mayConnectTo('127.0.0.1')).toBe(true)
      expect(grant?.mayConnectTo('10.1.2.3')).toBe(false)
    },
  )

  test('the same server has the same check, so that connections can be kept', () => {
    const policy = policyOf(['https://ehr.example/fhir'])
    const checks = [1, 2].map(() => policy('https://ehr.example/fhir')?.mayConnectTo)
    expect(checks[0]).toBe(checks[1])
  })
})

describe('why a registered server could never be read is said', () => {
  test.each([
    ['http://ehr.example/fhir', 'must be an https URL'],
    ['http://10.1.2.3/fhir', 'must be an https URL'],
    ['https://user:secret@ehr.example/fhir', 'without credentials'],
    ['https://ehr.example/fhir?x=secret', 'without credentials, query'],
    ['ehr.example/fhir', 'http(s) base URL'],
  ])('%s: %s, and nothing of the URL is repeated', (url, message) => {
    expect(problemOfFhirServer(url, false)).toContain(message)
    expect(problemOfFhirServer(url, false)).not.toContain('secret')
    expect(policyOf([url])(url)).toBeUndefined()
  })

  test.each(['https://ehr.example/fhir', 'http://localhost/fhir'])('not of %s', (url) => {
    expect(problemOfFhirServer(url, false)).toBeUndefined()
  })

  test('in the sandbox, not of one by http either', () => {
    expect(problemOfFhirServer('http://hapi.example/fhir', true)).toBeUndefined()
  })
})

describe('the sandbox lets testers name', () => {
  const policy = policyOf(['http://hapi.example:8080/fhir'], { isSandbox: true })

  test.each([
    'http://localhost:8080/fhir',
    'http://127.0.0.1:8080/fhir',
    'http://[::1]:8080/fhir',
    'http://127.1:8080/fhir',
    'https://localhost/fhir',
  ])('any server on this machine: %s', (fhirServer) => {
    expect(policy(fhirServer)?.mayConnectTo('127.0.0.1')).toBe(true)
    expect(policy(fhirServer)?.mayConnectTo(PUBLIC)).toBe(false)
    expect(policy(fhirServer)?.mayConnectTo('10.0.0.1')).toBe(false)
  })

  test.each(['https://r4.example/fhir', `https://${PUBLIC}/fhir`])(
    'any public server by https: %s, at public addresses',
    (fhirServer) => {
      expect(policy(fhirServer)?.mayConnectTo(PUBLIC)).toBe(true)
      expect(policy(fhirServer)?.mayConnectTo('127.0.0.1')).toBe(false)
      expect(policy(fhirServer)?.mayConnectTo('169.254.169.254')).toBe(false)
    },
  )

  test('a registered server by http', () => {
    expect(policy('http://hapi.example:8080/fhir')).toBeDefined()
  })

  test.each([
    'http://r4.example/fhir',
    'http://169.254.169.254/latest',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/fhir',
    'https://[fd00::1]/fhir',
    'https://[::ffff:10.0.0.1]/fhir',
    'https://0x0a000001/fhir',
    'https://167772161/fhir',
    'http://localhost.evil.example/fhir',
    'http://0.0.0.0/fhir',
  ])('but not %s', (fhirServer) => {
    expect(policy(fhirServer)).toBeUndefined()
  })
})
