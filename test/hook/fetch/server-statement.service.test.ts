import { afterEach, describe, expect, test } from '@jest/globals'
import { DEFAULT_CLIENT_SETTINGS } from '../../../src/hook/client-settings.ts'
import { sendJson } from '../../support/fhir-stub.ts'
import { searchAnswer } from '../../support/fhir-search.ts'
import { searchset } from '../../support/searchset.ts'
import { acquireFrom, closeAll, newPatientData, observation, stub } from './support.ts'

afterEach(closeAll)

const TEMPLATES = {
  counts: 'Observation?patient={{context.patientId}}&code=http%3A%2F%2Floinc.org%7C751-8',
}

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] })
const PANEL = {
  resourceType: 'Observation',
  id: 'panel',
  code: loinc('57021-8'),
  component: [{ code: loinc('751-8'), valueQuantity: { value: 4.2 } }],
}

const statementOf = (fhirVersion: string | undefined, ...parameters: readonly string[]) => ({
  resourceType: 'CapabilityStatement',
  ...(fhirVersion === undefined ? {} : { fhirVersion }),
  rest: [
    {
      mode: 'server',
      resource: [
        { type: 'Patient', searchParam: [{ name: 'combo-code' }] },
        { type: 'Observation', searchParam: parameters.map((name) => ({ name })) },
      ],
    },
  ],
})

/** A server with a panel whose components have codes. */
const serve = (statement: Readonly<Record<string, unknown>> | undefined, knows = true) =>
  stub((request, response) => {
    const isRefused = !knows && request.url?.includes('combo-code') === true
    const answer = searchAnswer([PANEL], request.url ?? '', { searchesComponents: knows })
    sendJson(response, answer, isRefused ? 400 : 200)
  }, statement)

/** A client of which nothing is registered. */
const CLIENT = DEFAULT_CLIENT_SETTINGS
const UNSAID = { searchesComponents: undefined }

const idsOf = (slot: unknown) =>
  (slot as { readonly resources?: readonly { readonly id: string }[] }).resources?.map(
    ({ id }) => id,
  )

describe('a value in the component of a panel', () => {
  test.each<
    readonly [string, boolean | undefined, ReturnType<typeof statementOf> | undefined, string[]]
  >([
    ['is found where the registration says so', true, undefined, ['panel']],
    [
      'is found where the CapabilityStatement says so',
      undefined,
      statementOf('4.0.1', 'code', 'combo-code'),
      ['panel'],
    ],
    [
      'is not looked for where the registration says no',
      false,
      statementOf('4.0.1', 'combo-code'),
      [],
    ],
    [
      'is not looked for where the CapabilityStatement lacks it',
      undefined,
      statementOf('4.0.1', 'code'),
      [],
    ],
    ['is not looked for where there is no CapabilityStatement', undefined, undefined, []],
  ])('%s', async (_what, searchesComponents, statement, ids) => {
    const server = await serve(statement)
    const slots = await acquireFrom(
      newPatientData({ searchesComponents }),
      server.url,
      {},
      TEMPLATES,
      CLIENT,
    )
    expect(idsOf(slots['counts'])).toEqual(ids)
  })

  test('costs one look for many calls', async () => {
    const server = await serve(statementOf('4.0.1', 'combo-code'))
    const patientData = newPatientData(UNSAID)
    for (let i = 0; i < 3; i += 1) await acquireFrom(patientData, server.url, {}, TEMPLATES, CLIENT)
    expect(server.seen.every(({ url }) => url.includes('combo-code='))).toBe(true)
    expect(server.seen).toHaveLength(3)
  })

  test('is given up where the server refuses what it promised', async () => {
    const server = await serve(statementOf('4.0.1', 'combo-code'), false)
    const patientData = newPatientData(UNSAID)
    const slots = await acquireFrom(patientData, server.url, {}, TEMPLATES, CLIENT)
    expect(slots['counts']).toMatchObject({ kind: 'supplied', unread: [] })
    expect(patientData.connections()[0]?.habits).toEqual([
      { type: 'Observation', habit: 'written' },
    ])
  })
})

/** What a server says of its version, and what it is read as. */
const VERSIONS = [
  ['4.0.1', 'R4'],
  ['4.0.0', 'R4'],
  ['4.3.0', 'R4'],
  ['5.0.0', 'R5'],
  [undefined, undefined],
] as const

describe('a server that says its FHIR version', () => {
  test.each(VERSIONS)('%s is read, and known to be %s', async (version, release) => {
    const server = await serve(statementOf(version))
    const patientData = newPatientData(UNSAID)
    const slots = await acquireFrom(patientData, server.url, {}, TEMPLATES, CLIENT)
    expect(slots['counts']).toMatchObject({ kind: 'supplied' })
    const asked = { fhirServer: server.url } as Parameters<
      NonNullable<typeof patientData.releaseOf>
    >[0]
    expect(patientData.releaseOf?.(asked, CLIENT)).toBe(release)
  })

  test.each(['3.0.2', '1.0.2', '4.1.0', '6.0.0-ballot3', 'x'])(
    '%s is not read',
    async (version) => {
      const server = await serve(statementOf(version))
      const slots = await acquireFrom(newPatientData(UNSAID), server.url, {}, TEMPLATES, CLIENT)
      expect(slots['counts']).toEqual({ kind: 'failed', why: 'other-fhir-version' })
      expect(server.seen).toEqual([])
    },
  )

  test('other than the one that is registered is not read', async () => {
    const server = await serve(statementOf('5.0.0'))
    const { acquire } = newPatientData(UNSAID)
    const request = {
      hook: 'patient-view',
      hookInstance: 'x',
      fhirServer: server.url,
      prefetch: {},
      context: { userId: 'Practitioner/1', patientId: 'p' },
    } as const
    const slots = await acquire(request, TEMPLATES, CLIENT, { release: 'R4' })
    expect(slots['counts']).toEqual({ kind: 'failed', why: 'other-fhir-version' })
    const others = await acquire(request, TEMPLATES, CLIENT, { release: 'R5' })
    expect(others['counts']).toMatchObject({ kind: 'supplied' })
  })

  test.each([
    ['4.0', 'supplied'],
    ['"4.3"', 'supplied'],
    ['5.0', 'failed'],
    ['3.0', 'failed'],
  ])('in the content type of an answer (%s) is heard: %s', async (version, kind) => {
    const server = await stub((_request, response) => {
      response
        .writeHead(200, { 'Content-Type': `application/fhir+json; fhirVersion=${version}` })
        .end(JSON.stringify(searchset([observation('a')])))
    })
    const { acquire } = newPatientData()
    const request = {
      hook: 'patient-view',
      hookInstance: 'x',
      fhirServer: server.url,
      prefetch: {},
      context: { userId: 'Practitioner/1', patientId: 'p' },
    } as const
    const { counts } = await acquire(request, TEMPLATES, CLIENT, { release: 'R4' })
    expect(counts?.kind).toBe(kind)
  })
})
