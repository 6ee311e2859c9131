import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import type { HookName } from '../../../src/hook/protocol/hooks.ts'
import { accessOf } from '../../../src/hook/fetch/access.ts'
import { parseHookRequest } from '../../../src/hook/protocol/hook-request.ts'
import { requestedMaxCards } from '../../../src/hook/protocol/configuration-extension.ts'
import { Fault } from '../../../src/base/fault.ts'

const bundle = { resourceType: 'Bundle', entry: [] }
const user = { userId: 'Practitioner/a', patientId: 'p' }
const dispatch = {
  patientId: 'p',
  dispatchedOrders: ['ServiceRequest/1'],
  performer: 'Organization/o',
}

const CONTEXTS: Readonly<Record<HookName, Record<string, unknown>>> = {
  'patient-view': user,
  'order-select': { ...user, draftOrders: bundle, selections: ['ServiceRequest/1'] },
  'order-sign': { ...user, draftOrders: bundle },
  'order-dispatch': dispatch,
}

const HOOKS = Object.keys(CONTEXTS) as HookName[]

const bodyOf = (hook: HookName, context: unknown = CONTEXTS[hook]) => ({
  hook,
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context,
})

const parse = (hook: HookName, context?: unknown) =>
  parseHookRequest(bodyOf(hook, context), hook, [])

function refusedAt(body: unknown, hook: HookName): readonly (string | undefined)[] {
  try {
    parseHookRequest(body, hook, [])
    return []
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    expect(error.code).toBe('malformed-request')
    return error.issues.map(({ expression }) => expression)
  }
}

describe('the context of each hook', () => {
  test.each(HOOKS)('I@22: %s needs a context and every required field of it', (hook) => {
    expect(refusedAt({ ...bodyOf(hook), context: undefined }, hook)).toContain('context')
    for (const field of Object.keys(CONTEXTS[hook])) {
      const { [field]: _left, ...rest } = CONTEXTS[hook]
      expect(refusedAt(bodyOf(hook, rest), hook)).toEqual([`context.${field}`])
    }
  })

  test.each(HOOKS)('I@18: %s is taken by a service of its own hook only', (hook) => {
    for (const other of HOOKS.filter((name) => name !== hook))
      expect(refusedAt(bodyOf(hook), other)).toContain('hook')
  })

  test.each(HOOKS)('N7: unknown fields of %s change nothing', (hook) => {
    const known = parse(hook)
    const more = { 'org.example.more': { a: [1] }, appContext: null }
    const body = { ...bodyOf(hook, { ...CONTEXTS[hook], ...more }), ...more }
    const parsed = parseHookRequest(body, hook, [])
    expect(parsed.context).toMatchObject(known.context)
    expect(parsed.hookInstance).toBe(known.hookInstance)
  })

  test.each(HOOKS)('the patient of %s is a bare id', (hook) => {
    const context = { ...CONTEXTS[hook], patientId: 'Patient/p' }
    expect(refusedAt(bodyOf(hook, context), hook)).toEqual(['context.patientId'])
  })

  test('null for an optional field is as if it were left out', () => {
    const { context } = parse('patient-view', { ...user, encounterId: null })
    expect(context).toEqual({ ...user, encounterId: undefined })
  })
})

describe('order-dispatch under each of its names', () => {
  const task = { resourceType: 'Task', status: 'draft', intent: 'order' }

  test.each([
    ['1.1', { ...dispatch, fulfillmentTasks: [task] }],
    ['1.0', { patientId: 'p', order: 'ServiceRequest/1', performer: 'Organization/o', task }],
    [
      'a draft of 1.1',
      {
        patientId: 'p',
        'dispatched-orders': ['ServiceRequest/1'],
        performer: 'Organization/o',
        'fulfillment-tasks': [task],
      },
    ],
  ])('L@60: the context of %s is read', (_name, context) => {
    expect(parse('order-dispatch', context).context).toMatchObject({
      ...dispatch,
      fulfillmentTasks: [task],
    })
  })

  test.each([
    'https://evil.example/ServiceRequest/1',
    '../Patient/x',
    'ServiceRequest/..',
    'x',
    '',
  ])('ord-1: %p is no reference to an order, and nothing is read by it', (reference) => {
    const context = { ...dispatch, dispatchedOrders: [reference] }
    expect(refusedAt(bodyOf('order-dispatch', context), 'order-dispatch')).toEqual([
      'context.dispatchedOrders[0]',
    ])
  })

  test('fulfilment tasks are Tasks', () => {
    const context = { ...dispatch, fulfillmentTasks: [{ resourceType: 'Patient' }] }
    expect(refusedAt(bodyOf('order-dispatch', context), 'order-dispatch')).toEqual([
      'context.fulfillmentTasks[0]',
    ])
  })
})

describe('the request', () => {
  const authorization = {
    access_token: 'x',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.read',
    subject: 's',
  }

  test('cds-r-1: a token without a FHIR server is refused', () => {
    const body = { ...bodyOf('patient-view'), fhirAuthorization: authorization }
    expect(refusedAt(body, 'patient-view')).toEqual(['fhirServer'])
    expect(refusedAt({ ...body, fhirServer: 'https://ehr.example/fhir' }, 'patient-view')).toEqual(
      [],
    )
  })

  test('cds-r-2: a patient scope without a patient is a warning in the specification, and is taken', () => {
    const body = {
      ...bodyOf('patient-view'),
      fhirServer: 'https://ehr.example/fhir',
      fhirAuthorization: authorization,
    }
    const { fhirAuthorization } = parseHookRequest(body, 'patient-view', [])
    expect(fhirAuthorization?.patient).toBeUndefined()
  })

  const withGrant = (fhirAuthorization: unknown) => ({
    ...bodyOf('patient-view'),
    fhirServer: 'https://ehr.example/fhir',
    fhirAuthorization,
  })

  test.each(['access_token', 'token_type'])('I@66: fhirAuthorization.%s is required', (field) => {
    const { [field]: _left, ...rest } = authorization as Record<string, unknown>
    expect(refusedAt(withGrant(rest), 'patient-view')).toEqual([`fhirAuthorization.${field}`])
  })

  test.each([
    ['expires_in', undefined],
    ['expires_in', null],
    ['expires_in', '300'],
    ['expires_in', 300.5],
    ['expires_in', -1],
    ['scope', undefined],
    ['scope', null],
    ['scope', ['patient/*.read']],
    ['subject', undefined],
    ['subject', null],
    ['subject', 7],
    ['patient', null],
    ['patient', 7],
    ['patient', { reference: 'Patient/p' }],
  ])(
    'I@66: a token of which %s is %j permits nothing, and the call goes on without it',
    (field, value) => {
      const grant = { ...authorization, [field]: value }
      const request = parseHookRequest(withGrant(grant), 'patient-view', [])
      expect(request.fhirAuthorization?.problem).toBe(field)
      expect(accessOf(request)).toEqual({ kind: 'unusable', why: 'not-permitted' })
    },
  )

  test('a patient id of dots alone is refused, since it would be a path', () => {
    for (const patientId of ['.', '..', '...'])
      expect(refusedAt(bodyOf('patient-view', { userId: 'u', patientId }), 'patient-view')).toEqual(
        ['context.patientId'],
      )
    for (const patientId of ['a.b', '.a', '1.2.840'])
      expect(refusedAt(bodyOf('patient-view', { userId: 'u', patientId }), 'patient-view')).toEqual(
        [],
      )
  })

  test('I@19: a hookInstance is required, and taken as it is', () => {
    expect(refusedAt({ ...bodyOf('patient-view'), hookInstance: '' }, 'patient-view')).toEqual([
      'hookInstance',
    ])
    const upper = {
      ...bodyOf('patient-view'),
      hookInstance: 'D1577C69-DFBE-44AD-BA6D-3E05E953B2EA',
    }
    expect(parseHookRequest(upper, 'patient-view', []).hookInstance).toBe(upper.hookInstance)
  })

  test('I@46: a prefetch key that was never advertised is not judged', () => {
    const body = { ...bodyOf('patient-view'), prefetch: { other: 'not a resource' } }
    expect(refusedAt(body, 'patient-view')).toEqual([])
  })

  test('whatever JSON comes, it is parsed or refused with a Fault', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...HOOKS), (value, hook) => {
        refusedAt(value, hook)
        refusedAt(bodyOf(hook, value), hook)
        refusedAt({ ...bodyOf(hook), prefetch: value, extension: value }, hook)
      }),
    )
  })
})

describe('the limit that a request may ask for', () => {
  const asking = (most: unknown) => ({
    extension: { 'davinci-crd.configuration': { 'max-cards': most } },
  })

  test('a whole number from 0 counts, anything else is as if it were not there', () => {
    expect(requestedMaxCards(asking(5))).toBe(5)
    expect(requestedMaxCards(asking(0))).toBe(0)
    for (const other of [-1, 1.5, '5', null, undefined])
      expect(requestedMaxCards(asking(other))).toBeUndefined()
    for (const body of [
      {},
      { extension: [] },
      { extension: { 'davinci-crd.configuration': 1 } },
      null,
    ])
      expect(requestedMaxCards(body)).toBeUndefined()
  })
})
