import { describe, expect, test } from '@jest/globals'
import type { Card, CdsServiceResponse, Suggestion } from '../../../src/hook/protocol/card.ts'
import {
  CDS_HOOKS_VERSIONS,
  type CdsHooksVersion,
  isAtLeast,
} from '../../../src/hook/protocol/hooks.ts'
import { type Dialect, shapeDiscovery, shapeResponse } from '../../../src/hook/protocol/dialect.ts'
import type { DiscoveryEntry } from '../../../src/hook/protocol/discovery.ts'
import { parseFeedback } from '../../../src/hook/protocol/feedback.ts'
import { parseHookRequest } from '../../../src/hook/protocol/hook-request.ts'
import { violations } from '../../../src/hook/protocol/invariants.ts'

const entry: DiscoveryEntry = {
  id: 'x',
  hook: 'order-dispatch',
  title: 'T',
  description: 'D',
  usageRequirements: 'U',
  prefetch: { patient: 'Patient/{{context.patientId}}' },
}

const resource = { resourceType: 'ServiceRequest' }

const suggestion: Suggestion = {
  label: 'L',
  uuid: 's',
  isRecommended: true,
  actions: [
    { type: 'create', description: 'C', resource },
    { type: 'delete', description: 'D', resourceId: 'ServiceRequest/1' },
  ],
}

const card: Card = {
  uuid: 'c',
  summary: 'S',
  indicator: 'info',
  source: { label: 'L', topic: { system: 'http://example.org', code: 't' } },
  suggestions: [suggestion],
  selectionBehavior: 'any',
  overrideReasons: [{ system: 'http://example.org', code: 'r', display: 'R' }],
}

const response: CdsServiceResponse = {
  cards: [card],
  systemActions: [{ type: 'delete', description: 'D', resourceId: 'Task/1' }],
}

const client = (cdsHooksVersion: CdsHooksVersion, more: Partial<Dialect> = {}): Dialect => ({
  cdsHooksVersion,
  takesSystemActions: true,
  ...more,
})

interface Shaped {
  readonly cards: readonly (Record<string, unknown> & {
    readonly source: object
    readonly suggestions: readonly (Record<string, unknown> & {
      readonly actions: readonly object[]
    })[]
  })[]
  readonly systemActions?: readonly object[]
}

const shaped = (version: CdsHooksVersion, more?: Partial<Dialect>) =>
  shapeResponse(response, client(version, more)) as unknown as Shaped

const discovered = (version: CdsHooksVersion) =>
  shapeDiscovery({ services: [entry] }, version).services[0] ?? {}

/** A row of the matrix: what is looked at, and what each version gets of it. */
type Row = readonly [
  clause: string,
  topic: string,
  look: (version: CdsHooksVersion) => unknown,
  expected: readonly [unknown, unknown, unknown, unknown],
]

const MATRIX: readonly Row[] = [
  [
    'I@12',
    'usageRequirements',
    (v) => 'usageRequirements' in discovered(v),
    [false, false, true, true],
  ],
  [
    'D11',
    'discovery version',
    (v) => discovered(v)['version'],
    [undefined, undefined, undefined, '3.0.0'],
  ],
  [
    'D12',
    'hookVersion',
    (v) => discovered(v)['hookVersion'],
    [undefined, undefined, undefined, '1.1'],
  ],
  ['I@80', 'card uuid', (v) => 'uuid' in shaped(v).cards[0]!, [false, true, true, true]],
  [
    'I@115',
    'source.topic',
    (v) => 'topic' in shaped(v).cards[0]!.source,
    [false, true, true, true],
  ],
  [
    'I@98',
    'overrideReasons',
    (v) => 'overrideReasons' in shaped(v).cards[0]!,
    [false, true, true, true],
  ],
  [
    'I@120',
    'isRecommended',
    (v) => 'isRecommended' in shaped(v).cards[0]!.suggestions[0]!,
    [false, true, true, true],
  ],
  [
    'I@95',
    'selectionBehavior',
    (v) => shaped(v).cards[0]!['selectionBehavior'],
    ['at-most-one', 'any', 'any', 'any'],
  ],
  [
    'I@134',
    'a delete action',
    (v) => shaped(v).cards[0]!.suggestions[0]!.actions[1],
    [
      { type: 'delete', description: 'D', resource: 'ServiceRequest/1' },
      { type: 'delete', description: 'D', resource: 'ServiceRequest/1' },
      { type: 'delete', description: 'D', resourceId: 'ServiceRequest/1' },
      { type: 'delete', description: 'D', resourceId: 'ServiceRequest/1' },
    ],
  ],
  ['Y1', 'systemActions', (v) => shaped(v).systemActions?.length, [undefined, 1, 1, 1]],
  [
    'Y2',
    'the description of a system action',
    (v) => shaped(v).systemActions?.every((action) => 'description' in action),
    [undefined, true, true, true],
  ],
  [
    'FHIR-39328',
    'actionSelectionBehavior without agreement',
    (v) => 'actionSelectionBehavior' in shaped(v).cards[0]!.suggestions[0]!,
    [false, false, false, false],
  ],
  [
    'I@144',
    'what the answer breaks in its version',
    (v) => violations(shaped(v), v),
    [[], [], [], []],
  ],
]

describe('the version matrix', () => {
  test.each(
    MATRIX.flatMap(([clause, topic, look, expected]) =>
      CDS_HOOKS_VERSIONS.map((version, i) => ({ clause, topic, look, version, is: expected[i] })),
    ),
  )('$clause: $topic to a client of $version', ({ look, version, is }) => {
    expect(look(version)).toEqual(is)
  })

  test('N4: system actions are left out when there are none, and for who does not take them', () => {
    const none = shapeResponse({ cards: [], systemActions: [] }, client('2.0'))
    expect(none).toEqual({ cards: [] })
    expect(shaped('2.0', { takesSystemActions: false })).not.toHaveProperty('systemActions')
  })

  test('versions are ordered', () => {
    expect(isAtLeast('2.0', '2.0')).toBe(true)
    expect(isAtLeast('1.1', '2.0')).toBe(false)
    expect(isAtLeast('3.0', '1.0')).toBe(true)
  })
})

describe('actionSelectionBehavior', () => {
  const choice = (actionSelectionBehavior: 'all' | 'any') => ({
    cards: [{ ...card, suggestions: [{ ...suggestion, actionSelectionBehavior }] }],
  })

  test('FHIR-39328: a client that reads it gets it', () => {
    const told = shapeResponse(choice('any'), client('3.0', { readsActionSelectionBehavior: true }))
    expect(JSON.stringify(told)).toContain('"actionSelectionBehavior":"any"')
    expect(violations(told, '3.0')).toEqual([])
  })

  test('FHIR-39328: to any other a choice of actions is not told, since it would apply them all', () => {
    const told = shapeResponse(choice('any'), client('3.0')) as unknown as Shaped
    expect(told.cards[0]).not.toHaveProperty('suggestions')
    expect(told.cards[0]).not.toHaveProperty('selectionBehavior')
  })

  test('FHIR-39328: `all` is what every client does anyway, so the suggestion stays', () => {
    const told = shapeResponse(choice('all'), client('2.0')) as unknown as Shaped
    expect(told.cards[0]?.suggestions).toHaveLength(1)
    expect(JSON.stringify(told)).not.toContain('actionSelectionBehavior')
  })

  test('cds-resp-7: its values are all, any and at-most-one, and only 3.0 has them', () => {
    const with_ = (value: string) => ({
      cards: [{ ...card, suggestions: [{ ...suggestion, actionSelectionBehavior: value }] }],
    })
    expect(violations(with_('any'), '3.0')).toEqual([])
    expect(violations(with_('some'), '3.0')).toEqual(['cds-resp-7'])
    expect(violations(with_('any'), '2.0')).toEqual(['cds-resp-7'])
  })
})

/** A row of the matrix for what comes in: what clients of each version send; all of it is taken. */
const INCOMING: readonly (readonly [clause: string, topic: string, sent: readonly object[]])[] = [
  [
    'I@53',
    'no data',
    [
      { prefetch: { patient: null } },
      { prefetch: { patient: { resourceType: 'Bundle', type: 'searchset', total: 0 } } },
      { prefetch: {} },
      {},
    ],
  ],
  [
    'I@52',
    'an error of prefetch',
    [{ prefetch: { patient: { resourceType: 'OperationOutcome', issue: [] } } }],
  ],
  [
    'I@16',
    'a page of prefetch',
    [
      {
        prefetch: {
          patient: {
            resourceType: 'Bundle',
            link: [{ relation: 'next', url: 'https://ehr.example/fhir?page=2' }],
          },
        },
      },
    ],
  ],
  [
    'I@66',
    'scopes of SMART 1 and 2, with and without a patient',
    [
      { scope: 'user/Patient.read user/Observation.read' },
      { scope: 'patient/Observation.rs', patient: 'p' },
      { scope: 'patient/Observation.rs?category=laboratory' },
    ].map((more) => ({
      fhirServer: 'https://ehr.example/fhir',
      fhirAuthorization: {
        access_token: 'x',
        token_type: 'Bearer',
        expires_in: 300,
        subject: 's',
        ...more,
      },
    })),
  ],
  [
    'I@22',
    'users of each kind, and of 1.0 that are no resource',
    ['Practitioner/a', 'PractitionerRole/a', 'Patient/a', 'RelatedPerson/a', 'jdoe'].map(
      (userId) => ({ context: { userId, patientId: 'p' } }),
    ),
  ],
  ['N7', 'the top-level user of drafts before 1.0', [{ user: 'Practitioner/a' }]],
]

describe('the version matrix of what comes in', () => {
  test.each(INCOMING)('%s: %s is taken', (_clause, _topic, sent) => {
    for (const more of sent) {
      const body = {
        hook: 'patient-view',
        hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
        context: { userId: 'Practitioner/a', patientId: 'p' },
        ...more,
      }
      expect(parseHookRequest(body, 'patient-view', ['patient']).hook).toBe('patient-view')
    }
  })

  test.each([
    ['I@22', 'a Bundle of orders without a type, as up to 2.0', { resourceType: 'Bundle' }],
    ['I@22', 'a collection, as in 3.0', { resourceType: 'Bundle', type: 'collection', entry: [] }],
  ])('%s: %s is taken', (_clause, _topic, draftOrders) => {
    const context = { userId: 'Practitioner/a', patientId: 'p', draftOrders }
    const body = { hook: 'order-sign', hookInstance: 'i', context }
    expect(parseHookRequest(body, 'order-sign', []).context).toMatchObject({ draftOrders })
  })

  test.each([
    ['1.1', { code: 'x' }],
    ['2.0', { code: 'x', system: 'http://example.org' }],
  ])('I@216: the reason of a feedback as in %s is taken', (_version, reason) => {
    const item = {
      card: 'c',
      outcome: 'overridden',
      overrideReason: { reason },
      outcomeTimestamp: '2020-12-11T00:00:00Z',
    }
    expect(parseFeedback({ feedback: [item] })[0]?.reason?.code).toBe('x')
  })
})
