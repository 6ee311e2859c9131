import { outcome, rightService, type SmallService } from './small-service.ts'

/** A service that is wrong in one way, and the clause that must fail for it. */
export interface BrokenService {
  readonly mistake: string
  readonly clause: string
  readonly changes: Partial<SmallService>
}

const entryWith = (change: object): Partial<SmallService> => ({
  entry: () => ({ ...rightService.entry(), ...change }),
})

export const cardWith = (change: object): Partial<SmallService> => ({
  card: (seen) => ({ ...rightService.card(seen), ...change }),
})

const suggestionWith = (change: object): Partial<SmallService> =>
  cardWith({ suggestions: [{ label: 'L', ...change }] })

const actionWith = (action: object) => suggestionWith({ actions: [action] })

const create = { type: 'create', description: 'D', resource: { resourceType: 'Basic' } }

const linkWith = (link: object) =>
  cardWith({ links: [{ label: 'L', url: 'https://x.example', type: 'absolute', ...link }] })

export const answerWith = (more: object): Partial<SmallService> => ({
  answer: (seen, service) =>
    service.refuse(seen) ?? { status: 200, body: { cards: [service.card(seen)], ...more } },
})

/** Takes what the right service refuses, when the request is like this. */
const takes = (isLike: (json: Record<string, unknown>) => boolean): Partial<SmallService> => ({
  refuse: (seen) =>
    seen.json !== undefined && isLike(seen.json) ? undefined : rightService.refuse(seen),
})

const template = (text: string) => entryWith({ prefetch: { key: text } })

const counter = { value: 0 }

const DISCOVERY: readonly BrokenService[] = [
  {
    mistake: 'discovery answers 201',
    clause: 'D3',
    changes: { discovery: (service) => ({ ...rightService.discovery(service), status: 201 }) },
  },
  {
    mistake: 'discovery is HTML',
    clause: 'D3',
    changes: { discovery: () => ({ status: 200, body: '<html>' }) },
  },
  {
    mistake: 'discovery changes',
    clause: 'D1',
    changes: { entry: () => ({ ...rightService.entry(), title: String((counter.value += 1)) }) },
  },
  {
    mistake: 'services is an object',
    clause: 'D2',
    changes: { discovery: () => ({ status: 200, body: { services: { a: 1 } } }) },
  },
  { mistake: 'no hook', clause: 'D5', changes: entryWith({ hook: undefined }) },
  { mistake: 'no title', clause: 'D6', changes: entryWith({ title: undefined }) },
  { mistake: 'no description', clause: 'D7', changes: entryWith({ description: undefined }) },
  { mistake: 'no id', clause: 'D8', changes: entryWith({ id: undefined }) },
  { mistake: 'a version of its own', clause: 'D11', changes: entryWith({ version: 'two' }) },
  {
    mistake: 'listed twice',
    clause: 'D13',
    changes: {
      discovery: (service) => ({
        status: 200,
        body: { services: [service.entry(), service.entry()] },
      }),
    },
  },
  { mistake: 'an extension array', clause: 'D14', changes: entryWith({ extension: [1] }) },
  {
    mistake: 'an empty usageRequirements',
    clause: 'N2',
    changes: entryWith({ usageRequirements: '' }),
  },
  {
    mistake: 'an absolute template',
    clause: 'P1',
    changes: template('https://x.example/Patient/1'),
  },
  { mistake: 'a template that is no request', clause: 'P1', changes: template('the patient') },
  { mistake: 'an open token', clause: 'P2', changes: template('Patient/{{context.patientId}') },
  {
    mistake: 'a token that is no field',
    clause: 'P3',
    changes: template('Patient/{{Patient.id}}'),
  },
  {
    mistake: 'a path in a token',
    clause: 'P3',
    changes: template('ServiceRequest?_id={{context.draftOrders.ServiceRequest.id}}'),
  },
  {
    mistake: 'a token that the hook forbids',
    clause: 'P4',
    changes: template('ServiceRequest?_id={{context.draftOrders}}'),
  },
  {
    mistake: 'a modifier',
    clause: 'P5',
    changes: template('Condition?patient={{context.patientId}}&code:below=x'),
  },
]

const CARDS: readonly BrokenService[] = [
  {
    mistake: 'an answer of 201',
    clause: 'H2',
    changes: {
      answer: (seen, service) => ({
        ...rightService.answer(seen, service),
        status: service.refuse(seen)?.status ?? 201,
      }),
    },
  },
  { mistake: 'cards is an object', clause: 'H2', changes: answerWith({ cards: {} }) },
  { mistake: 'null in a card', clause: 'N2', changes: cardWith({ detail: null }) },
  { mistake: 'empty system actions', clause: 'N4', changes: answerWith({ systemActions: [] }) },
  { mistake: 'a uuid that is a number', clause: 'I@80', changes: cardWith({ uuid: 1 }) },
  {
    mistake: 'a summary of 140 characters',
    clause: 'I@83',
    changes: cardWith({ summary: 'x'.repeat(140) }),
  },
  {
    mistake: 'a detail that is an object',
    clause: 'I@84',
    changes: cardWith({ detail: { text: 'x' } }),
  },
  { mistake: 'an old indicator', clause: 'I@87', changes: cardWith({ indicator: 'hard-stop' }) },
  { mistake: 'no source', clause: 'I@90', changes: cardWith({ source: undefined }) },
  {
    mistake: 'a relative source URL',
    clause: 'I@107',
    changes: cardWith({ source: { label: 'L', url: '/about' } }),
  },
  {
    mistake: 'a topic without a system',
    clause: 'I@115',
    changes: cardWith({ source: { label: 'L', topic: { code: 'x' } } }),
  },
  {
    mistake: 'one suggestion that is no array',
    clause: 'I@92',
    changes: cardWith({ suggestions: { label: 'L' } }),
  },
  {
    mistake: 'a selectionBehavior of its own',
    clause: 'I@95',
    changes: cardWith({ selectionBehavior: 'all' }),
  },
  {
    mistake: 'override reasons that are no array',
    clause: 'I@98',
    changes: cardWith({ overrideReasons: 'none' }),
  },
  { mistake: 'links that are no array', clause: 'I@103', changes: cardWith({ links: 'none' }) },
  {
    mistake: 'a suggestion without a label',
    clause: 'I@117',
    changes: suggestionWith({ label: undefined }),
  },
  {
    mistake: 'isRecommended in words',
    clause: 'I@120',
    changes: suggestionWith({ isRecommended: 'yes' }),
  },
  {
    mistake: 'actions that are no array',
    clause: 'I@123',
    changes: suggestionWith({ actions: create }),
  },
  {
    mistake: 'an action of its own',
    clause: 'I@127',
    changes: actionWith({ ...create, type: 'add' }),
  },
  {
    mistake: 'a create without a resource',
    clause: 'I@130',
    changes: actionWith({ ...create, resource: undefined }),
  },
  { mistake: 'a link without a label', clause: 'I@138', changes: linkWith({ label: undefined }) },
  { mistake: 'a relative link', clause: 'I@139', changes: linkWith({ url: '/app' }) },
  { mistake: 'a link of another type', clause: 'I@141', changes: linkWith({ type: 'web' }) },
  {
    mistake: 'an appContext that is an object',
    clause: 'I@144',
    changes: linkWith({ type: 'smart', appContext: { a: 1 } }),
  },
  { mistake: 'an extension array', clause: 'I@214', changes: cardWith({ extension: [1] }) },
  {
    mistake: 'two recommendations where one may be chosen',
    clause: 'cds-resp-1',
    changes: cardWith({ suggestions: [1, 2].map(() => ({ label: 'L', isRecommended: true })) }),
  },
  {
    mistake: 'a delete by resource',
    clause: 'cds-resp-2',
    changes: actionWith({ type: 'delete', description: 'D', resource: 'ServiceRequest/1' }),
  },
  {
    mistake: 'an appContext on an absolute link',
    clause: 'cds-resp-3',
    changes: linkWith({ appContext: 'c' }),
  },
  {
    mistake: 'an override reason without a display',
    clause: 'cds-resp-4',
    changes: cardWith({ overrideReasons: [{ system: 'http://x.example', code: 'x' }] }),
  },
  {
    mistake: 'an action without a description',
    clause: 'cds-resp-5',
    changes: actionWith({ ...create, description: undefined }),
  },
  {
    mistake: 'suggestions without selectionBehavior',
    clause: 'cds-resp-6',
    changes: cardWith({ selectionBehavior: undefined }),
  },
  {
    mistake: 'an actionSelectionBehavior of its own',
    clause: 'cds-resp-7',
    changes: suggestionWith({ actionSelectionBehavior: 'some' }),
  },
  {
    mistake: 'the same uuid for every card',
    clause: 'I@81',
    changes: cardWith({ uuid: 'the-card' }),
  },
]

const REQUESTS: readonly BrokenService[] = [
  {
    mistake: 'broken JSON is answered',
    clause: 'H5',
    changes: {
      refuse: (seen) => (seen.json === undefined ? undefined : rightService.refuse(seen)),
    },
  },
  {
    mistake: 'a missing hook is a crash',
    clause: 'I@18',
    changes: {
      refuse: (seen) =>
        seen.json !== undefined && !('hook' in seen.json)
          ? outcome(500)
          : rightService.refuse(seen),
    },
  },
  {
    mistake: 'any hook is taken',
    clause: 'I@16',
    changes: takes(({ hook }) => hook === 'org.example.other'),
  },
  {
    mistake: 'no hookInstance is needed',
    clause: 'I@19',
    changes: takes((json) => !('hookInstance' in json)),
  },
  {
    mistake: 'no context is needed',
    clause: 'I@22',
    changes: takes((json) => !('context' in json)),
  },
  {
    mistake: 'a token without a server is taken',
    clause: 'cds-r-1',
    changes: takes((json) => 'fhirAuthorization' in json),
  },
  {
    mistake: 'every path is a service',
    clause: 'D8',
    changes: { unknown: () => ({ status: 200, body: { cards: [] } }) },
  },
  {
    mistake: 'unknown members are refused',
    clause: 'N7',
    changes: {
      refuse: (seen) =>
        seen.json !== undefined && 'org.example.unknown' in seen.json
          ? outcome(422)
          : rightService.refuse(seen),
    },
  },
  {
    mistake: 'silence without data',
    clause: 'H4',
    changes: {
      answer: (seen, service) =>
        seen.json !== undefined && !('prefetch' in seen.json)
          ? { status: 200, body: { cards: [] } }
          : rightService.answer(seen, service),
    },
  },
  {
    mistake: 'a crash without data',
    clause: 'H4',
    changes: {
      refuse: (seen) =>
        seen.json !== undefined && !('prefetch' in seen.json)
          ? outcome(500)
          : rightService.refuse(seen),
    },
  },
  {
    mistake: 'null is a crash',
    clause: 'I@53',
    changes: {
      refuse: (seen) =>
        seen.text.includes('"patient":null') ? outcome(500) : rightService.refuse(seen),
    },
  },
  {
    mistake: 'an OperationOutcome is a crash',
    clause: 'P7',
    changes: {
      refuse: (seen) =>
        seen.text.includes('OperationOutcome') ? outcome(500) : rightService.refuse(seen),
    },
  },
  {
    mistake: 'refusals in HTML',
    clause: 'H6',
    changes: {
      refuse: (seen) =>
        rightService.refuse(seen) === undefined ? undefined : { status: 400, body: '<h1>no</h1>' },
    },
  },
  {
    mistake: 'refusals with a stack',
    clause: 'H10',
    changes: {
      refuse: (seen) =>
        rightService.refuse(seen) === undefined
          ? undefined
          : { status: 400, body: 'Error\n    at parse (/srv/app.js:10:5)' },
    },
  },
]

const fails = (isLike: (text: string) => boolean, status: number): Partial<SmallService> => ({
  feedback: (seen) => (isLike(seen.text) ? { status } : rightService.feedback(seen)),
})

const OTHERS: readonly BrokenService[] = [
  {
    mistake: 'a dismissal is refused',
    clause: 'I@152',
    changes: fails((text) => text.includes('overridden'), 400),
  },
  {
    mistake: 'an acceptance is refused',
    clause: 'I@158',
    changes: fails((text) => text.includes('accepted'), 400),
  },
  {
    mistake: 'a reason is refused',
    clause: 'I@159',
    changes: fails((text) => text.includes('userComment'), 400),
  },
  {
    mistake: 'one item only',
    clause: '1.13 several',
    changes: fails((text) => text.split('"card"').length > 2, 400),
  },
  {
    mistake: 'repeated feedback is a conflict',
    clause: '1.13 repeated',
    changes: fails((text) => text.split('"card"').length > 2, 409),
  },
  { mistake: 'feedback is a crash', clause: '1.13 unknown', changes: fails(() => true, 500) },
  {
    mistake: 'any outcome is taken',
    clause: 'cds-fb-1',
    changes: fails((text) => text.includes('ignored'), 200),
  },
  {
    mistake: 'acceptance of nothing is taken',
    clause: 'cds-fb-2',
    changes: fails(
      (text) => text.includes('accepted') && !text.includes('acceptedSuggestions'),
      200,
    ),
  },
  {
    mistake: 'an empty reason is taken',
    clause: 'cds-fb-3',
    changes: fails((text) => text.includes('"overrideReason":{}'), 200),
  },
  { mistake: 'no CORS', clause: 'H8', changes: { cors: {} } },
  {
    mistake: 'a preflight wants a token',
    clause: 'H8',
    changes: { preflight: () => outcome(401) },
  },
  {
    mistake: 'any origin sent back, with credentials',
    clause: 'H8',
    changes: {
      preflight: ({ headers }) => ({
        status: 204,
        headers: {
          'access-control-allow-origin': headers.origin ?? '*',
          'access-control-allow-credentials': 'true',
        },
      }),
    },
  },
  {
    mistake: 'a token of no field of the hook',
    clause: 'P4',
    changes: template('Patient/{{context.foo}}'),
  },
  {
    mistake: 'a field of another hook',
    clause: 'P4',
    changes: template('Organization?name={{context.performer}}'),
  },
  {
    mistake: 'the user of order-dispatch, which has none',
    clause: 'P4',
    changes: entryWith({
      hook: 'order-dispatch',
      prefetch: { key: 'Practitioner/{{context.userId}}' },
    }),
  },
  ...['ne', 'sa', 'eb', 'ap'].map((prefix) => ({
    mistake: `a date by ${prefix}`,
    clause: 'P5',
    changes: template(`Observation?patient={{context.patientId}}&date=${prefix}2020-01-01`),
  })),
]

/** Services that are wrong in one way each. */
export const brokenServices: readonly BrokenService[] = [
  ...DISCOVERY,
  ...CARDS,
  ...REQUESTS,
  ...OTHERS,
]
