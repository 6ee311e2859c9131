import { describe, expect, test } from '@jest/globals'
import {
  type KnownIssuersOptions,
  toKnownIssuers,
} from '../../../src/server/access/known-issuers.ts'
import { parseClientRegistry } from '../../../src/server/access/parse-registry.ts'
import { fc } from '../../support/property.ts'
import { newKey, toJwk } from '../../support/tokens.ts'

const ISS = 'https://ehr.hospital.example/fhir/R4'
const REGISTERED = 'https://his.hospital.example:8443/fhir'

const registry = parseClientRegistry(
  {
    clients: [
      {
        id: 'his',
        iss: 'https://his.hospital.example',
        keys: { jwks: { keys: [toJwk(newKey('k', 'ES384'))] } },
        fhirServers: [{ url: REGISTERED }],
      },
    ],
  },
  { services: [], categories: [], isSandbox: true, readJson: () => undefined },
)

const finder = (more: Partial<KnownIssuersOptions> = {}) =>
  toKnownIssuers({
    smartClients: [{ iss: ISS, clientId: 'site-app' }],
    registry: () => registry,
    clientId: 'usual',
    isSandbox: false,
    ...more,
  })

describe('outside the sandbox the app signs in', () => {
  const find = finder()

  test('at who knows it, under the id that it is known by', () => {
    expect(find(ISS)).toEqual({ iss: ISS, clientId: 'site-app', isConfidential: false })
  })

  test('at the FHIR servers of registered clients, under its usual id', () => {
    expect(find(REGISTERED)).toEqual({ iss: REGISTERED, clientId: 'usual', isConfidential: false })
  })

  test.each([
    `${ISS}/`,
    `${ISS}///`,
    'HTTPS://EHR.Hospital.EXAMPLE/fhir/R4',
    'https://ehr.hospital.example:443/fhir/R4',
    'https://ehr.hospital.example/x/../fhir/R4',
    'https://ehr.hospital.example\\fhir\\R4',
    ' https://ehr.hospital.example/fhir/R4 ',
  ])('at %j, which is the same URL, and goes on by that one', (iss) => {
    expect(find(iss)?.iss).toBe(ISS)
  })

  test.each([
    'https://stranger.example/fhir',
    'http://ehr.hospital.example/fhir/R4',
    'https://ehr.hospital.example/fhir/r4',
    'https://ehr.hospital.example/FHIR/R4',
    'https://ehr.hospital.example/fhir',
    'https://ehr.hospital.example/fhir/R4/tenant',
    'https://ehr.hospital.example/fhir/R4/../../stranger',
    'https://ehr.hospital.example/fhir/R4%2f..',
    'https://ehr.hospital.example/fhir//R4',
    'https://ehr.hospital.example:444/fhir/R4',
    'https://ehr.hospital.example.stranger.example/fhir/R4',
    'https://ehr.hospital.example./fhir/R4',
    'https://ehr.hospital.example@stranger.example/fhir/R4',
    'https://user@ehr.hospital.example/fhir/R4',
    'https://user:secret@ehr.hospital.example/fhir/R4',
    'https://stranger.example/https://ehr.hospital.example/fhir/R4',
    'https://stranger.example#https://ehr.hospital.example/fhir/R4',
    'https://stranger.example?iss=https://ehr.hospital.example/fhir/R4',
    'https://stranger.example\\@ehr.hospital.example/fhir/R4',
    `${ISS}?x`,
    `${ISS}#x`,
    'https://ehr.hospitаl.example/fhir/R4',
    'https://xn--ehr-hospital.example/fhir/R4',
    'https://his.hospital.example/fhir',
    'https://127.0.0.1/fhir',
    'http://localhost/fhir',
    'javascript:alert(1)',
    'javascript://ehr.hospital.example/fhir/R4',
    'data:text/html,x',
    'file:///fhir',
    'blob:https://ehr.hospital.example/fhir/R4',
    'wss://ehr.hospital.example/fhir/R4',
    '//ehr.hospital.example/fhir/R4',
    'ehr.hospital.example/fhir/R4',
    '/fhir/R4',
    '',
  ])('nowhere for %j', (iss) => {
    expect(find(iss)).toBeUndefined()
  })

  test('nowhere that a URL leads to but to what is registered', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (iss) => {
        expect(find(iss)).toBeUndefined()
      }),
    )
  })

  test('at an address with letters of other scripts by either way of writing it', () => {
    const smartClients = [{ iss: 'https://klinik-münchen.example/fhir', clientId: 'a' }]
    const known = finder({ smartClients })
    expect(known('https://xn--klinik-mnchen-3ob.example/fhir')?.clientId).toBe('a')
    expect(known('https://klinik-munchen.example/fhir')).toBeUndefined()
  })

  test('at a server that was registered while it runs, and no more at one that was taken out', () => {
    let present: ReturnType<KnownIssuersOptions['registry']> = registry
    const known = finder({ registry: () => present })
    expect(known(REGISTERED)).toBeDefined()
    present = { clients: [], anonymous: registry.anonymous }
    expect(known(REGISTERED)).toBeUndefined()
  })

  test('never in the clear, even where a server is registered so for tests', () => {
    const url = 'http://his.hospital.example/fhir'
    const anonymous = { ...registry.anonymous, fhirServers: [{ url, mayBePrivate: true }] }
    expect(finder({ registry: () => ({ clients: [], anonymous }) })(url)).toBeUndefined()
  })
})

describe('in the sandbox the app signs in', () => {
  const find = finder({ isSandbox: true })

  test('at any server that is reached safely, this machine by each of its names', () => {
    for (const iss of ['https://any.example/fhir', 'http://localhost:8080/fhir', 'http://[::1]/f'])
      expect(find(`${iss}/`)).toEqual({ iss, clientId: 'usual', isConfidential: false })
  })

  test('at itself under the registered id, whichever name of this machine is used', () => {
    const smartClients = [{ iss: 'http://127.0.0.1:3000/sandbox/fhir', clientId: 'own' }]
    const known = finder({ isSandbox: true, smartClients })
    expect(known('http://localhost:3000/sandbox/fhir')?.clientId).toBe('own')
    expect(known('http://localhost:3001/sandbox/fhir')?.clientId).toBe('usual')
  })

  test('at nothing that is in the clear, or no base URL', () => {
    for (const iss of [
      'http://any.example/fhir',
      'https://u@any.example',
      'javascript://localhost',
    ])
      expect(find(iss)).toBeUndefined()
  })
})
