import { describe, expect, test } from '@jest/globals'
import { readSettings } from '../../../src/base/config/read-settings.ts'
import { SETTING_NAMES } from '../../../src/base/config/settings.ts'
import { siteSchema } from '../../../src/catalog/site-file.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../../src/hook/client-settings.ts'
import { registrySchema } from '../../../src/server/access/registry-schema.ts'

/** What is so where nobody says anything: a change here is a change for every site. */
const SETTINGS = {
  isSandbox: true,
  hasLocalCodes: false,
  port: 3000,
  trustProxy: false,
  canonicalBase: 'http://tace-resistance-cds.example',
  language: 'en',
  fetchBudgetMs: 2_500,
  ordersPerCall: 20,
  smartClientId: 'cds-smart-app',
  hasReportSentences: false,
  ratePerMinute: 3_000,
  bodyLimitBytes: 5 * 1024 * 1024,
  concurrentRequests: 100,
  queuedRequests: 200,
  requestTimeoutMs: 30_000,
  logLevel: 'info',
  shutdownMs: 10_000,
  traceServiceName: 'tace-cds',
  traceShare: 1,
  recordsWaitMs: 50,
  recordsKeepDays: 730,
  spoolMaxBytes: 256 * 1024 * 1024,
}

const AGREEMENT = {
  fhirServers: [],
  limits: {},
  cdsHooksVersion: '2.0',
  language: 'en',
  readsActionSelectionBehavior: false,
  takesSystemActions: false,
  oneCardPerOrder: false,
  silent: false,
  killSwitch: false,
  skipRepeatedOnSign: true,
}

const SITE = {
  recogniseOrdersByText: true,
  earlierProcedure: 'exclude',
  hooks: ['order-select', 'order-sign'],
  afterReviewDate: 'line',
  codes: {},
  conceptMaps: [],
  defaultUnits: [],
  units: [],
  panels: {},
  measurements: {},
}

const defined = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

describe('without a word of the operator', () => {
  test('every setting is', () => {
    expect(defined(readSettings(SETTING_NAMES, {}))).toEqual(SETTINGS)
  })

  const registry = registrySchema({
    services: [],
    categories: [],
    isSandbox: false,
    readJson: () => undefined,
  })

  test('a client and who sends no token are served', () => {
    const client = {
      id: 'ehr',
      iss: 'https://ehr.example',
      keys: { jwksUrl: 'https://ehr.example/jwks' },
    }
    const { clients, anonymous, killSwitch } = registry.parse({ clients: [client] })
    expect(killSwitch).toBe(false)
    expect(anonymous).toEqual(AGREEMENT)
    expect(clients).toEqual([
      {
        ...AGREEMENT,
        ...client,
        keys: { jwksUrl: ['https://ehr.example/jwks'] },
        algorithms: ['ES256', 'ES384', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
        replay: 'once',
      },
    ])
    expect(AGREEMENT).toMatchObject(defined({ ...DEFAULT_CLIENT_SETTINGS, id: undefined }))
  })

  test('a FHIR server is public', () => {
    const { anonymous } = registry.parse({
      clients: [],
      anonymous: { fhirServers: ['https://fhir.example'] },
    })
    expect(anonymous.fhirServers).toEqual([{ url: 'https://fhir.example', mayBePrivate: false }])
  })

  test('a site changes nothing', () => {
    expect(siteSchema.parse({})).toEqual(SITE)
  })
})
