import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readRepositoryJson } from '../support/paths.ts'
import { cardsOf } from '../support/cards.ts'
import { sendJson, startFhirStub } from '../support/fhir-stub.ts'
import type { HookBody } from '../support/requests.ts'
import { searchset } from '../support/searchset.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

/** The cases were written a few days after the tests' own day. */
const caseOf = (folder: string, file: string) => {
  const text = JSON.stringify(readRepositoryJson(`fixtures/cases/${folder}/${file}.json`))
  return JSON.parse(text.replaceAll('2026-11-2', '2026-11-1')) as HookBody
}

const post = (body: HookBody) =>
  service.http.post(`/cds-services/tace-resistance-${body.hook}`).send(body)

async function cardOf(file: string) {
  const response = await post(caseOf('protocol', file)).expect(200)
  const [card] = cardsOf(response)
  return card!
}

const issuesOf = (response: { readonly body: unknown }) =>
  (response.body as { readonly issue: readonly { readonly diagnostics: string }[] }).issue

describe('a record of which a part was not read', () => {
  test('is told from one that was read: the controls', async () => {
    expect((await cardOf('00-control')).summary).toContain('high')
    expect((await cardOf('00-control-earlier-tace')).summary).toContain('earlier TACE')
    expect((await cardOf('02a-control-all-four')).summary).toContain('high')
  })

  test.each([
    ['01a-earlier-tace-subject-urn-uuid', 'earlier procedures', 'names another patient'],
    ['01b-earlier-tace-subject-contained', 'earlier procedures', 'names another patient'],
    ['01c-earlier-tace-subject-merged-patient', 'earlier procedures', 'names another patient'],
    ['01d-procedures-outcome-suppressed', 'earlier procedures', 'holds something of it back'],
    ['01e-procedures-outcome-incomplete', 'earlier procedures', 'holds something of it back'],
    ['01f-procedure-code-masked', 'earlier procedures', 'is masked'],
    ['01g-procedures-entry-without-resource', 'earlier procedures', 'without its content'],
    ['01j-patient-of-another-id-minor', 'age', 'names another patient'],
    ['01l-procedures-next-link-without-url', 'earlier procedures', 'leads nowhere'],
    ['01m-includes-counted-as-matches', 'earlier procedures', 'more of it than was read'],
    ['02a-partial-counts-older-used', 'blood counts', 'more of it than was read'],
    ['02b-partial-second-lesion-unread', 'imaging', 'more of it than was read'],
    ['09-one-bad-observation-in-prefetch', 'blood counts', 'could not be understood'],
    ['02c-partial-staging', 'staging', 'more of it than was read'],
  ])('%s: not all of the %s could be read', async (file, key, why) => {
    const { summary, detail, indicator, suggestions } = await cardOf(file)
    expect(summary).toContain(`not all of the record could be read (${key})`)
    expect(detail).toContain(`| ${key} | not all of it could be read: `)
    expect(detail).toContain(why)
    expect(detail).not.toMatch(/Predicted risk|How to get it/)
    expect([indicator, suggestions]).toEqual(['info', undefined])
  })

  test.each(['01h-diagnosis-subject-urn-uuid', '01i-diagnoses-outcome-suppressed'])(
    '%s: a hidden diagnosis is not denied',
    async (file) => {
      const { summary, detail } = await cardOf(file)
      expect(summary).toContain('not all of the diagnoses could be read')
      expect(detail).not.toContain('names no hepatocellular carcinoma')
    },
  )

  test('01k-patient-refused: the age could not be read at all', async () => {
    const { summary, detail } = await cardOf('01k-patient-refused')
    expect(summary).toContain('the record could not be read (age). Try again')
    expect(detail).not.toContain('Predicted risk')
  })

  test('of a half-read blood count the older ratio is named and not used, and a range does not lead', async () => {
    const { summary, detail } = await cardOf('02a-partial-counts-older-used')
    expect(detail).toContain('- NLR: 3 10\\*9/L')
    expect(detail).toContain('This is a range, not a risk')
    expect(summary).not.toContain('%')
  })
})

describe('subjects', () => {
  const withProcedures = (change: (procedure: Record<string, unknown>) => object, patient = {}) => {
    const body = caseOf('protocol', '00-control-earlier-tace')
    const prefetch = body.prefetch as Record<string, { entry: { resource: object }[] }>
    const [entry] = prefetch['procedures']!.entry
    const changed = change(entry!.resource as Record<string, unknown>)
    return {
      ...body,
      prefetch: {
        ...prefetch,
        patient: { resourceType: 'Patient', id: 'p1', birthDate: '1965-01-01', ...patient },
        procedures: { resourceType: 'Bundle', type: 'searchset', ...changed },
      },
    }
  }
  const identifier = [{ system: 'urn:oid:1.2.3', value: '7' }]
  const urn = 'urn:uuid:0f0d8f0a-1111-4222-8333-444455556666'
  const entryOf = (resource: object, more = {}) => ({ entry: [{ resource }], ...more })

  test.each([
    [
      'by a fullUrl of the Bundle',
      withProcedures((procedure) => ({
        entry: [
          { fullUrl: urn, resource: { resourceType: 'Patient', id: 'p1' } },
          { resource: { ...procedure, subject: { reference: urn } } },
        ],
      })),
    ],
    [
      'contained, with an identifier of the patient',
      withProcedures(
        (procedure) =>
          entryOf({
            ...procedure,
            subject: { reference: '#p' },
            contained: [{ resourceType: 'Patient', id: 'p', identifier }],
          }),
        { identifier },
      ),
    ],
    [
      'merged into the patient',
      withProcedures(
        (procedure) => entryOf({ ...procedure, subject: { reference: 'Patient/old' } }),
        { link: [{ type: 'replaces', other: { reference: 'Patient/old' } }] },
      ),
    ],
    [
      'by the id as a urn',
      withProcedures((procedure) =>
        entryOf({ ...procedure, subject: { reference: 'urn:uuid:p1' } }),
      ),
    ],
    [
      'by an identifier alone',
      withProcedures(
        (procedure) => entryOf({ ...procedure, subject: { identifier: identifier[0] } }),
        { identifier },
      ),
    ],
  ])('%s are resolved', async (_how, body) => {
    const [card] = cardsOf(await post(body as unknown as HookBody).expect(200))
    expect(card?.summary).toContain('does not apply (earlier TACE in the record)')
  })

  test.each([
    ['contained, with another identifier', { reference: '#p' }, '8'],
    ['by another identifier alone', { identifier: { system: 'urn:oid:1.2.3', value: '8' } }, '7'],
  ])('%s are another patient', async (_how, subject, value) => {
    const body = withProcedures(
      (procedure) =>
        entryOf({
          ...procedure,
          subject,
          contained: [
            { resourceType: 'Patient', id: 'p', identifier: [{ system: 'urn:oid:1.2.3', value }] },
          ],
        }),
      { identifier },
    )
    const [card] = cardsOf(await post(body as unknown as HookBody).expect(200))
    expect(card?.summary).toContain('not all of the record could be read (earlier procedures)')
  })
})

describe('a FHIR server', () => {
  test('that is not registered costs no card where only an optional key was left out', async () => {
    const closed = await startTestService({}, ['--no-sandbox'])
    try {
      const ask = (file: string) =>
        closed.http.post('/cds-services/tace-resistance-order-sign').send(caseOf('protocol', file))
      const [control] = cardsOf(await ask('05-control-no-fhirserver').expect(200))
      const [card] = cardsOf(
        await ask('05-optional-key-left-out-and-unregistered-fhirserver').expect(200),
      )
      expect(card?.summary).toBe(control?.summary)
      expect(card?.detail).toContain(
        '| liver function | could not be read: the FHIR server is not reg',
      )
      const { prefetch: _prefetch, ...bare } = caseOf(
        'protocol',
        '05-optional-key-left-out-and-unregistered-fhirserver',
      )
      await closed.http.post('/cds-services/tace-resistance-order-sign').send(bare).expect(403)
    } finally {
      await closed.stop()
    }
  })

  test.each([
    ['06a-412-unreachable', 'refused the connection'],
    ['06b-412-scope-empty', 'no permission'],
    ['06c-412-token-expired', 'had run out'],
    ['06d-412-token-of-another-patient', 'for another patient'],
  ])('%s: the reason of every key', async (file, why) => {
    const response = await post(caseOf('protocol', file)).expect(412)
    const [, ...ofKeys] = issuesOf(response)
    expect(ofKeys.length).toBeGreaterThan(5)
    for (const { diagnostics } of ofKeys) expect(diagnostics).toContain(why)
  })

  test('that does not know the patient: no card, and no order', async () => {
    const server = await startFhirStub((asked, response) => {
      if (asked.url?.includes('/Patient/') === true) response.writeHead(404).end()
      else sendJson(response, searchset([]))
    })
    try {
      const body = { ...caseOf('fhir-server', 'unknown-patient'), fhirServer: server.url }
      const response = await post(body).expect(412)
      expect(issuesOf(response)[1]?.diagnostics).toContain('does not know this patient')
    } finally {
      await server.close()
    }
  })

  test.each([
    ['a timeout', 504, 'did not answer in time'],
    ['a refusal of the search', 400, 'does not support'],
    ['no permission', 403, 'no permission'],
  ])(
    'that answers with %s: try again, and nothing to record or order',
    async (_what, status, why) => {
      const server = await startFhirStub(
        (_asked, response) => void response.writeHead(status).end(),
      )
      try {
        const { prefetch = {}, ...body } = caseOf('protocol', '00-control')
        const { patient, diagnoses, procedures } = prefetch
        const asked = {
          ...body,
          prefetch: { patient, diagnoses, procedures },
          fhirServer: server.url,
        }
        const [card] = cardsOf(await post(asked).expect(200))
        expect(card?.summary).toMatch(/the record could not be read \(.*\)\. Try again/)
        expect(card?.summary).not.toContain('To complete')
        expect(card?.detail).toContain(why)
        expect(card?.detail).not.toContain('How to get it')
        expect(card?.suggestions).toBeUndefined()
      } finally {
        await server.close()
      }
    },
  )

  test('is asked for the record of now', async () => {
    const headers: (string | undefined)[] = []
    const server = await startFhirStub((asked, response) => {
      headers.push(asked.headers['cache-control'])
      sendJson(response, searchset([]))
    })
    try {
      const { prefetch: _prefetch, ...body } = caseOf('protocol', '00-control')
      await post({ ...body, fhirServer: server.url })
      expect(headers.length).toBeGreaterThan(5)
      expect(new Set(headers)).toEqual(new Set(['no-cache']))
    } finally {
      await server.close()
    }
  })
})
