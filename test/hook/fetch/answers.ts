import type { PartialReason, PrefetchSlot } from '../../../src/clinical/assessment/slots.ts'
import { searchset } from '../../support/searchset.ts'

/** What a FHIR server answers to a search, and the slot that it must become. */
export interface AnswerCase {
  readonly name: string
  /** The bodies by page, of a server with this base URL; the first is the answer to the search. */
  readonly pages: (base: string) => readonly unknown[]
  readonly slot: PrefetchSlot
  /** How many pages are asked for. */
  readonly asked: number
}

const observation = { resourceType: 'Observation', id: 'a' }
const second = { resourceType: 'Observation', id: 'b' }

const outcome = (severity: string, code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code }],
})
const ERROR = outcome('error', 'exception')
const REMARK = outcome('warning', 'business-rule')

const supplied = (
  resources: readonly (typeof observation)[],
  ...unread: readonly PartialReason[]
): PrefetchSlot => ({ kind: 'supplied', by: 'fhir-server', resources, unread })
const NOTHING = supplied([])
const WHOLE = supplied([observation])
const partial = (...unread: readonly PartialReason[]) => supplied([observation], ...unread)
const failed = (why: Extract<PrefetchSlot, { kind: 'failed' }>['why']): PrefetchSlot => ({
  kind: 'failed',
  why,
})

/** One answer without a further page. */
const alone = (name: string, body: unknown, slot: PrefetchSlot): AnswerCase => ({
  name,
  pages: () => [body],
  slot,
  asked: 1,
})

/** What says that something is withheld does so whatever its severity. */
const WITHHELD = [
  'suppressed',
  'incomplete',
  'security',
  'forbidden',
  'throttled',
  'timeout',
  'too-costly',
].flatMap((code) =>
  ['information', 'warning', 'error'].map((severity) =>
    alone(
      `an outcome of ${severity} and ${code} beside a match`,
      searchset([observation, outcome(severity, code)]),
      partial('withheld'),
    ),
  ),
)

const included = {
  resource: { resourceType: 'Practitioner', id: 'p' },
  search: { mode: 'include' },
}

const ALONE: readonly AnswerCase[] = [
  alone('an empty Bundle', searchset([]), NOTHING),
  alone('a Bundle without entries', { resourceType: 'Bundle', type: 'searchset' }, NOTHING),
  alone('as many matches as it counts', { ...searchset([observation]), total: 1 }, WHOLE),
  alone(
    'fewer matches than it counts',
    { ...searchset([observation]), total: 2 },
    partial('more-than-read'),
  ),
  alone(
    'no match of those that it counts',
    { ...searchset([]), total: 2 },
    supplied([], 'more-than-read'),
  ),
  alone(
    'as many matches as it counts only with what it includes',
    { ...searchset([observation]), entry: [{ resource: observation }, included], total: 2 },
    { ...partial('more-than-read'), resources: [observation, included.resource] } as PrefetchSlot,
  ),
  alone(
    'the same match twice, of two that it counts',
    { ...searchset([observation, observation]), total: 2 },
    supplied([observation, observation], 'more-than-read'),
  ),
  alone('an error outcome beside a match', searchset([observation, ERROR]), partial('page-failed')),
  alone('an error outcome in place of matches', searchset([ERROR]), failed('server-error')),
  alone(
    'a refusal in place of matches',
    searchset([outcome('error', 'forbidden')]),
    failed('not-permitted'),
  ),
  alone('a remark beside a match', searchset([observation, REMARK]), WHOLE),
  ...WITHHELD,
  alone(
    'R5 issues beside a match',
    { ...searchset([observation]), issues: ERROR },
    partial('page-failed'),
  ),
  alone('R5 issues without a match', { ...searchset([]), issues: ERROR }, failed('server-error')),
  alone('R5 remarks beside a match', { ...searchset([observation]), issues: REMARK }, WHOLE),
  alone(
    'R5 issues that withhold, beside a match',
    { ...searchset([observation]), issues: outcome('information', 'suppressed') },
    partial('withheld'),
  ),
  alone('a bare error outcome', ERROR, failed('server-error')),
  alone('a bare outcome of throttling', outcome('error', 'throttled'), failed('too-many-requests')),
  alone('a bare remark', REMARK, failed('unreadable')),
  alone('a bare resource', observation, failed('unreadable')),
  alone('no resource', { total: 0 }, failed('unreadable')),
  alone(
    'entries without a resource',
    {
      ...searchset([observation]),
      entry: [null, {}, { resource: null }, { resource: observation }],
    },
    partial('entry-without-resource'),
  ),
  alone(
    'a next link without a URL',
    { ...searchset([observation]), link: [null, { relation: 'next' }] },
    partial('link-without-url'),
  ),
]

/** A first page with a next link; what is behind it holds one more match. */
const linked = (name: string, linkTo: (base: string) => string, isFollowed: boolean) => ({
  name: `a next link ${name}`,
  pages: (base: string) => [searchset([observation], linkTo(base)), searchset([second])],
  slot: isFollowed ? supplied([observation, second]) : partial('link-left-server'),
  asked: isFollowed ? 2 : 1,
})

const NEXT = 'Observation?page=2'

const LINKED: readonly AnswerCase[] = [
  linked('that is absolute', (base) => `${base}/${NEXT}`, true),
  linked('relative to the base', () => NEXT, true),
  linked('relative to the page', () => '?page=2', true),
  linked('relative to the host', (base) => `${new URL(base).pathname}/${NEXT}`, true),
  linked('to the base itself', (base) => `${base}?page=2`, true),
  linked('to the base with a slash', (base) => `${base}/?page=2`, true),
  linked('in capitals up to the path', (base) => base.replace('http', 'HTTP') + `/${NEXT}`, true),
  linked('to another origin', () => `http://127.0.0.1:9/fhir/${NEXT}`, false),
  linked('to another origin without a scheme', () => `//thief.example/fhir/${NEXT}`, false),
  linked('to a path that begins alike', (base) => `${base}-other/${NEXT}`, false),
  linked('to the path in other case', (base) => `${base.replace('/fhir', '/FHIR')}/${NEXT}`, false),
  linked('above the base', (base) => `${base}/../${NEXT}`, false),
  linked('above the base in disguise', (base) => `${base}/%2e%2e/other/${NEXT}`, false),
  linked('with credentials', (base) => `${base.replace('//', '//user:pass@')}/${NEXT}`, false),
  linked('that is no URL', () => 'http://[', false),
]

/** A page, and what its next link brings. */
const followed = (
  name: string,
  page: unknown,
  slot: PrefetchSlot = partial('page-failed'),
): AnswerCase => ({
  name: `a second page that is ${name}`,
  pages: () => [searchset([observation], NEXT), page],
  slot,
  asked: 2,
})

const hundred = Array.from({ length: 100 }, () => observation)
const thousand = Array.from({ length: 1_000 }, () => observation)

const FOLLOWED: readonly AnswerCase[] = [
  followed('a bare error outcome', ERROR),
  followed('an error outcome in a Bundle', searchset([ERROR])),
  followed('no Bundle', second),
  followed('empty', searchset([]), WHOLE),
  followed(
    'empty, though more are counted',
    { ...searchset([]), total: 2 },
    partial('more-than-read'),
  ),
  followed('the last but links to itself', searchset([second], NEXT), {
    ...supplied([observation, second], 'page-failed'),
  }),
  {
    name: 'pages without end',
    pages: () => Array.from({ length: 30 }, (_, i) => searchset(hundred, `?page=${String(i + 2)}`)),
    slot: supplied(Array.from({ length: 20 }, () => hundred).flat(), 'more-than-read'),
    asked: 20,
  },
  {
    name: 'more matches than are read',
    pages: () => Array.from({ length: 8 }, (_, i) => searchset(thousand, `?page=${String(i + 2)}`)),
    slot: supplied(Array.from({ length: 5 }, () => thousand).flat(), 'more-than-read'),
    asked: 5,
  },
]

/** Answers with status 200 and JSON, which service and app must read alike. */
export const ANSWER_CASES: readonly AnswerCase[] = [...ALONE, ...LINKED, ...FOLLOWED]

/** Which page a URL asks for, from 0. */
export const pageOf = (url: string): number =>
  Number(new URL(url, 'http://x').searchParams.get('page') ?? '1') - 1
