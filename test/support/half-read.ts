/**
 * The law of what was not read: hide any part of a record so that a trace is left, and the card
 * claims no more than before and says that something was not read.
 */
import { isJsonObject } from '../../src/base/json.ts'
import type { FhirResource } from '../../src/clinical/fhir/resource.ts'
import { LONGEST_TEXT } from '../../src/clinical/terminology/phrase.ts'
import { type Answer, answer } from '../../src/hook/answer.ts'
import type { CallableService } from '../../src/hook/callable-service.ts'
import type { HookPorts } from '../../src/hook/call.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import { toPatientData } from '../../src/hook/fetch/patient-data.ts'
import type { Card } from '../../src/hook/protocol/card.ts'
import type { HookRequest } from '../../src/hook/protocol/hook-request.ts'
import { boardTexts } from '../../src/hook/cards/board-values.ts'
import { Fault } from '../../src/base/fault.ts'
import { askBoard, earlierTace, recordWith } from './board.ts'
import { boards, services } from './card-matrix.ts'
import { frozenClock } from './clock.ts'
import { fc } from './property.ts'
import { observation, type Resource, ucum } from './readings.ts'
import { prefetched, storedRequests } from './requests.ts'

type Json = Record<string, unknown>
export type Prefetch = Readonly<Record<string, unknown>>

interface HalfReadRecord {
  readonly name: string
  readonly patientId: string
  readonly context: Json
  readonly prefetch: Prefetch
}

const bundle = (resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})

interface Bundled extends Json {
  entry: (Json | null)[]
}

const isBundle = (value: unknown): value is Bundled =>
  (value as { resourceType?: string } | null)?.resourceType === 'Bundle'

/** A Bundle without matches may come without entries. */
const withEntries = (prefetch: Prefetch): Prefetch =>
  Object.fromEntries(
    Object.entries(prefetch).map(([key, value]) => [
      key,
      isBundle(value) ? { ...value, entry: (value as Partial<Bundled>).entry ?? [] } : value,
    ]),
  )

const stored = storedRequests('order-sign').map(([hook, name]): HalfReadRecord => {
  const { context, prefetch = {} } = prefetched(name, hook)
  const markers = { markers: bundle([]) }
  return {
    name,
    patientId: String(context['patientId']),
    context,
    prefetch: withEntries({ ...prefetch, ...markers }),
  }
})

/** The five inputs of the model, each under the key that it is asked for by. */
const FIVE: Readonly<Record<string, readonly Resource[]>> = {
  staging: [
    observation('stage', {
      valueCodeableConcept: {
        coding: [
          { system: 'http://tace-resistance-cds.example/CodeSystem/cnlc-stage', code: 'IIIa' },
        ],
      },
    }),
  ],
  imaging: [
    observation('adc', ucum(0.9, '10*-3.mm2/s')),
    observation('dStar', ucum(60, '10*-3.mm2/s')),
    observation('capsule', {
      valueCodeableConcept: {
        coding: [
          {
            system: 'http://tace-resistance-cds.example/CodeSystem/tumour-capsule',
            code: 'incomplete',
          },
        ],
      },
    }),
  ],
  bloodCounts: [
    observation('neutrophils', ucum(7.7, '10*9/L')),
    observation('lymphocytes', ucum(1.1, '10*9/L')),
  ],
}

function synthetic(name: string, asked: Parameters<typeof askBoard>[0]): HalfReadRecord {
  const { context, prefetch = {} } = askBoard(asked)
  const drafts = { ...context, selections: undefined }
  const subject = { reference: 'Patient/board' }
  const five = Object.entries(FIVE).map(([key, all]): [string, unknown] => [
    key,
    bundle(all.map((resource) => ({ ...resource, subject }))),
  ])
  return {
    name,
    patientId: 'board',
    context: drafts,
    prefetch: { ...prefetch, ...Object.fromEntries(five) },
  }
}

const FAILING_LIVER = {
  bilirubin: observation('bilirubin', ucum(90, 'umol/L')),
  albumin: observation('albumin', ucum(22, 'g/L')),
  inr: observation('inr', ucum(2.6, '1')),
}

/** Records that the law is tried on: every stored request, and some that no fixture has. */
export const RECORDS: readonly HalfReadRecord[] = [
  ...stored,
  synthetic('all five, and every score', { observations: recordWith() }),
  synthetic('Child-Pugh C by its parts', { observations: recordWith(FAILING_LIVER) }),
  synthetic('an earlier TACE', {
    observations: recordWith(),
    procedures: [earlierTace('2026-09-20')],
  }),
  synthetic('a child', { observations: recordWith(), birthDate: '2015-01-01' }),
]

const NAMES = RECORDS.map(({ name }) => name)
const named = (name: string) => RECORDS.find((record) => record.name === name)!

// ---- what hides a part of a record ----

const clone = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

const DAR = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const MASKED = { extension: [{ url: DAR, valueCode: 'masked' }] }

const without = (resource: Json, isHidden: (element: string) => boolean): Json =>
  Object.fromEntries(Object.entries(resource).filter(([element]) => !isHidden(element)))

const isValue = (element: string) => element.startsWith('value') || element === 'component'

/** The words of a concept behind so many that they are not read. */
const behindBound = ({ text = '', ...code }: Json) => ({
  ...code,
  text: `${'so '.repeat(LONGEST_TEXT / 2)}${String(text)}`,
})

/** What becomes of one resource. */
const HIDE_RESOURCE: Readonly<Record<string, (resource: Json) => Json | undefined>> = {
  'entry without resource': () => undefined,
  'no code': (resource) => without(resource, (element) => element === 'code'),
  'code masked': (resource) => ({ ...resource, code: MASKED }),
  'code masked in its coding': (resource) => ({
    ...resource,
    code: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'masked' },
      ],
    },
  }),
  'code of null flavour': (resource) => ({
    ...resource,
    code: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'MSK' }],
    },
  }),
  'value masked': (resource) => ({
    ...without(resource, isValue),
    dataAbsentReason: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'masked' },
      ],
    },
  }),
  'subset tagged': (resource) => ({
    ...without(resource, (element) => isValue(element) || element === 'code'),
    meta: { tag: [{ code: 'SUBSETTED' }] },
  }),
  redacted: (resource) => ({
    ...without(resource, isValue),
    meta: { security: [{ code: 'REDACTED' }] },
  }),
  'time masked': (resource) => ({
    ...without(resource, (element) => /^(?:effective|performed|recorded)/.test(element)),
    _effectiveDateTime: MASKED,
  }),
  'status masked': (resource) => ({ ...without(resource, (e) => e === 'status'), _status: MASKED }),
  'subject by urn': (resource) => ({
    ...resource,
    subject: { reference: 'urn:uuid:0f0d8f0a-1111-4222-8333-444455556666' },
  }),
  'subject contained': (resource) => ({
    ...resource,
    subject: { reference: '#p' },
    contained: [{ resourceType: 'Patient', id: 'p' }],
  }),
  'subject merged': (resource) => ({ ...resource, subject: { reference: 'Patient/before-merge' } }),
  'words behind a bound': (resource) => ({
    ...resource,
    ...(isJsonObject(resource['code']) && { code: behindBound(resource['code']) }),
  }),
  misshapen: (resource) => ({ ...without(resource, isValue), code: 'C22.0', valueQuantity: '7.7' }),
}

const outcome = (severity: string, code: string) => ({
  resource: { resourceType: 'OperationOutcome', issue: [{ severity, code }] },
  search: { mode: 'outcome' },
})

const CODES = [
  'suppressed',
  'incomplete',
  'security',
  'forbidden',
  'throttled',
  'timeout',
  'too-costly',
]
const SEVERITIES = ['information', 'warning', 'error', 'fatal']

/** What is left of a Bundle from which an entry was taken. */
const TRACES: Readonly<Record<string, (rest: Bundled, n: number, pick: number) => Json>> = {
  'total above the entries': (rest, n) => ({ ...rest, total: n + 1 }),
  'next without url': (rest) => ({ ...rest, link: [{ relation: 'next' }] }),
  'next elsewhere': (rest) => ({
    ...rest,
    link: [{ relation: 'next', url: 'https://elsewhere.example/fhir?page=2' }],
  }),
  'an outcome': (rest, _n, pick) => ({
    ...rest,
    entry: [
      ...rest.entry,
      outcome(SEVERITIES[pick % SEVERITIES.length]!, CODES[pick % CODES.length]!),
    ],
  }),
  'issues of R5': (rest, _n, pick) => ({
    ...rest,
    issues: outcome('warning', CODES[pick % CODES.length]!).resource,
  }),
  'entry without content': (rest) => ({ ...rest, entry: [...rest.entry, null] }),
}

const FAILED = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception' }],
}

/** What failed stays so, and an empty answer too: nothing of it is left to hide. */
const isHidden = (value: unknown) =>
  value === null || (value as { resourceType?: string }).resourceType === FAILED.resourceType

const HIDE_PATIENT: Readonly<Record<string, (patient: Json) => unknown>> = {
  refused: () => FAILED,
  'another id': (patient) => ({ ...patient, id: 'somebody-else', birthDate: '1960-01-01' }),
  'birth date masked': (patient) => ({
    ...without(patient, (element) => element === 'birthDate'),
    _birthDate: MASKED,
  }),
  'an empty answer': () => null,
}

/** One part of a record that is hidden. */
export interface Hiding {
  readonly key: string
  readonly how: string
  /** Which entry, and which of several severities and codes. */
  readonly pick: number
}

const hideResource = (resource: Json | undefined, how: string) =>
  resource === undefined ? undefined : HIDE_RESOURCE[how]?.(resource)

function hideIn(value: unknown, { how, pick }: Hiding): unknown {
  if (how === 'failed') return FAILED
  if (isHidden(value)) return value
  if (!isBundle(value)) return HIDE_PATIENT[how]?.(value as Json) ?? null
  const { entry } = value
  const i = pick % Math.max(1, entry.length)
  const trace = TRACES[how]
  if (trace !== undefined)
    return trace({ ...value, entry: entry.filter((_, at) => at !== i) }, entry.length, pick)
  const hidden = hideResource(entry[i]?.['resource'] as Json | undefined, how)
  const left = { fullUrl: 'https://ehr.example/fhir/x', ...(hidden && { resource: hidden }) }
  return { ...value, entry: entry.length === 0 ? [left] : entry.with(i, left) }
}

export const hide = (prefetch: Prefetch, hidings: readonly Hiding[]): Prefetch =>
  hidings.reduce<Prefetch>(
    (sofar, hiding) => ({ ...sofar, [hiding.key]: hideIn(clone(sofar[hiding.key]), hiding) }),
    prefetch,
  )

const KEYS = ['diagnoses', 'procedures', 'bloodCounts', 'imaging', 'staging', 'liverFunction']

const hiding: fc.Arbitrary<Hiding> = fc.oneof(
  {
    arbitrary: fc.record({
      key: fc.constantFrom(...KEYS),
      how: fc.constantFrom(...Object.keys(HIDE_RESOURCE), ...Object.keys(TRACES), 'failed'),
      pick: fc.nat(40),
    }),
    weight: 7,
  },
  {
    arbitrary: fc.record({
      key: fc.constant('patient'),
      how: fc.constantFrom(...Object.keys(HIDE_PATIENT)),
      pick: fc.constant(0),
    }),
    weight: 1,
  },
)

// ---- what is said, before and after ----

const patientData = toPatientData(() => undefined)

const ports: HookPorts = {
  ordersPerCall: 20,
  patientData,
  shown: { remember: () => undefined, has: () => false },
  clock: frozenClock,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
  digest: () => '',
  pageUrl: (path) => `https://cds.example/${path}`,
}

/** The answer of a service to a record; nothing when it has no data at all. */
export async function ask(
  service: CallableService,
  record: Pick<HalfReadRecord, 'context' | 'patientId'>,
  prefetch: Prefetch,
): Promise<Answer | undefined> {
  const request = {
    hook: 'order-sign',
    hookInstance: 'half-read',
    context: { userId: 'Practitioner/x', ...record.context, patientId: record.patientId },
    prefetch,
  } as unknown as HookRequest
  const client = { ...DEFAULT_CLIENT_SETTINGS, services: [service.entry.id], language: 'en' }
  try {
    return await answer({ service, request, client }, ports)
  } catch (error) {
    if (error instanceof Fault && error.code === 'data-unavailable') return undefined
    throw error
  }
}

export const MODEL = services.find(({ entry }) => entry.hook === 'order-sign')!
const [selectBoard] = boards.filter(({ entry }) => entry.hook === 'order-select')
export const BOARD = {
  ...selectBoard!,
  entry: { ...selectBoard!.entry, hook: 'order-sign' as const },
}

type Answered = Answer['answered'][number]
const cardIn = (said: Answer | undefined): Card | undefined => said?.response.cards[0]

function assert(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words)
}

const labelsOf = (card: Card | undefined) => (card?.suggestions ?? []).map(({ label }) => label)

const UNREAD = 'Not everything was read'
const DENIALS = ['no hepatocellular carcinoma diagnosis found', 'To complete']

/** What must hold of any card of a record of which something was hidden. */
function checkCard(before: Card | undefined, after: Card, keys: readonly string[]): void {
  const { detail = '' } = after
  assert(detail.includes(UNREAD), 'the card does not say that something was not read')
  // What was not read for one reason stands in one row.
  const named = [...detail.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', '),
  )
  const [, list = ''] = new RegExp(`${UNREAD}: (.*)\\.$`, 'm').exec(detail) ?? []
  const listed = list.split(', ')
  for (const name of keys)
    assert(
      detail.includes(`- ${name}:`) || named.includes(name) || listed.includes(name),
      `${name} is not named`,
    )
  for (const words of DENIALS)
    assert(
      !after.summary.includes(words) || before?.summary.includes(words) === true,
      `the card says "${words}"`,
    )
  assert(after.indicator === 'info', 'the card warns')
  const more = labelsOf(after).filter((label) => !labelsOf(before).includes(label))
  assert(more.length === 0, `the card suggests ${more.join(', ')}`)
}

function inputsOf(answered: Answered | undefined) {
  return answered !== undefined && 'assessment' in answered && 'inputs' in answered.assessment
    ? answered.assessment.inputs
    : undefined
}

function checkInputs(before: Answered | undefined, after: Answered | undefined): void {
  const was = inputsOf(before)
  if (was === undefined) return
  for (const [id, reading] of Object.entries(inputsOf(after) ?? {})) {
    const earlier = was[id]
    if (reading.kind === 'missing') assert(earlier?.kind === 'missing', `${id} is called missing`)
    if (reading.kind !== 'found') continue
    assert(earlier?.kind === 'found', `${id} is used, and was not`)
    assert(earlier.value.number === reading.value.number, `${id} has another value`)
  }
}

function checkFigures(before: Answered | undefined, after: Answered | undefined): void {
  if (after === undefined || !('assessment' in after)) return
  const { assessment } = after
  assert(assessment.kind !== 'estimated', 'a figure is given')
  assert(assessment.kind !== 'no-diagnosis' || isNoDiagnosis(before), 'the diagnosis is denied')
  if (assessment.kind !== 'insufficient-data' || assessment.bounds === undefined) return
  if (before === undefined || !('assessment' in before)) return
  const was = before.assessment
  assert(was.kind !== 'not-applicable', 'a range is given to whom the model is not for')
  if (was.kind !== 'estimated') return
  const { low, high } = assessment.bounds.range
  const risk = was.estimate.predictedRisk
  assert(low <= risk && risk <= high, 'the range leaves the risk out')
}

const isNoDiagnosis = (answered: Answered | undefined) =>
  answered !== undefined && 'assessment' in answered && answered.assessment.kind === 'no-diagnosis'

function checkScores(before: Answered | undefined, after: Answered | undefined): void {
  const outcomesOf = (answered: Answered | undefined) =>
    answered !== undefined && 'judged' in answered ? (answered.computed?.outcomes ?? []) : []
  const was = new Map(outcomesOf(before).map((result) => [result.score.definition.id, result]))
  for (const result of outcomesOf(after)) {
    if (result.kind !== 'computed') continue
    const { id } = result.score.definition
    const earlier = was.get(id)
    assert(earlier?.kind === 'computed', `${id} is computed, and was not`)
    assert(
      JSON.stringify(earlier.result) === JSON.stringify(result.result),
      `${id} has another result`,
    )
  }
}

const nameOfKey = (service: CallableService, key: string) =>
  'board' in service
    ? (boardTexts(service.board).keys[key] ?? service.board.base.cards.texts.keys[key])
    : service.definition.cards.texts.keys[key]

const hiddenKeys = (service: CallableService, hidings: readonly Hiding[]) =>
  [...new Set(hidings.map(({ key }) => key))]
    .filter((key) => key in service.entry.prefetch)
    .map((key) => nameOfKey(service, key) ?? key)

/** @throws {Error} When the card of a service claims more after something was hidden. */
export async function checkHalfRead(
  service: CallableService,
  record: HalfReadRecord,
  hidings: readonly Hiding[],
): Promise<void> {
  const keys = hiddenKeys(service, hidings)
  if (keys.length === 0) return
  const before = await ask(service, record, record.prefetch)
  const after = await ask(service, record, hide(record.prefetch, hidings))
  const [was, is] = [before?.answered[0], after?.answered[0]]
  checkInputs(was, is)
  checkFigures(was, is)
  checkScores(was, is)
  const card = cardIn(after)
  if (card !== undefined) checkCard(cardIn(before), card, keys)
}

/** The law, of the risk model and of the board. */
export const halfReadLaw = fc.asyncProperty(
  fc.constantFrom(...NAMES),
  fc.array(hiding, { minLength: 1, maxLength: 3 }),
  async (name, hidings) => {
    const record = named(name)
    await checkHalfRead(MODEL, record, hidings)
    await checkHalfRead(BOARD, record, hidings)
  },
)

// ---- what changes nothing ----

/** The resources of a record under ids that nobody has seen before, references with them. */
function withNewIds(prefetch: Prefetch, suffix: string): Prefetch {
  let text = JSON.stringify(prefetch)
  for (const value of Object.values(prefetch).filter(isBundle))
    for (const { id, resourceType } of value.entry.map(
      (entry) => entry?.['resource'] as FhirResource,
    ))
      if (typeof id === 'string') {
        text = text.replaceAll(`"id":"${id}"`, `"id":"${suffix}${id}"`)
        text = text.replaceAll(`${resourceType}/${id}"`, `${resourceType}/${suffix}${id}"`)
      }
  const renamed = JSON.parse(text) as Json
  return { ...renamed, patient: prefetch['patient'] }
}

const reordered = (prefetch: Prefetch, order: readonly number[], repeat: number): Prefetch =>
  Object.fromEntries(
    Object.entries(prefetch).map(([key, value]) => {
      if (!isBundle(value)) return [key, value]
      const keyed = value.entry.map((entry, i) => [order[i % order.length]!, entry] as const)
      const entry = keyed.toSorted(([a], [b]) => a - b).map(([, one]) => one)
      const twice = entry[repeat % Math.max(1, entry.length)]
      return [key, { ...value, entry: twice === undefined ? entry : [...entry, twice] }]
    }),
  )

const wordsOf = (said: Answer | undefined) => {
  const card = cardIn(said)
  return card && { ...card, extension: undefined, links: undefined }
}

/** Shuffled entries, new ids and exact duplicates give the same card. */
export const sameCardLaw = fc.asyncProperty(
  fc.constantFrom(...NAMES),
  fc.array(fc.nat(1000), { minLength: 3, maxLength: 9 }),
  fc.nat(40),
  async (name, order, repeat) => {
    const record = named(name)
    const other = reordered(withNewIds(record.prefetch, `z${String(repeat)}-`), order, repeat)
    for (const service of [MODEL, BOARD]) {
      const [before, after] = [
        wordsOf(await ask(service, record, record.prefetch)),
        wordsOf(await ask(service, record, other)),
      ]
      assert(JSON.stringify(after) === JSON.stringify(before), `another card: ${record.name}`)
    }
  },
)
