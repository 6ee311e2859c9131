import { readdirSync } from 'node:fs'
import { Fault } from '../../src/base/fault.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { situationOf } from '../../src/clinical/assessment/assess.ts'
import type { PrefetchSlot, PrefetchSlots } from '../../src/clinical/assessment/slots.ts'
import { readBundle, type FhirResource, isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { calibratedSite, siteIn } from './site-evidence.ts'
import { toRiskModel } from '../../src/clinical/models/estimate.ts'
import { type Answer, answer } from '../../src/hook/answer.ts'
import type { AnsweredOrder } from '../../src/hook/answered-order.ts'
import type { CallableService } from '../../src/hook/callable-service.ts'
import { BOARD_PLACEHOLDERS } from '../../src/hook/cards/board-placeholders.ts'
import { boardTexts, toBoardValues } from '../../src/hook/cards/board-values.ts'
import { placeholdersOf } from '../../src/hook/cards/card-placeholders.ts'
import { toCardValues } from '../../src/hook/cards/card-values.ts'
import type { Placeholders } from '../../src/hook/cards/placeholders.ts'
import type { Template, TemplateValues } from '../../src/hook/cards/template.ts'
import { DEFAULT_CLIENT_SETTINGS } from '../../src/hook/client-settings.ts'
import type { HookPorts } from '../../src/hook/call.ts'
import type { Card } from '../../src/hook/protocol/card.ts'
import { type HookRequest, parseHookRequest } from '../../src/hook/protocol/hook-request.ts'
import type { HookName } from '../../src/hook/protocol/hooks.ts'
import type { Service } from '../../src/hook/service.ts'
import { askBoard, earlierTace, FULL, recordWith } from './board.ts'
import { frozenClock, NOW } from './clock.ts'
import { readRepositoryJson, repositoryPath } from './paths.ts'
import { observation, type Resource, ucum } from './readings.ts'

/** One card of the matrix of service, site, patient, hook and language, and what it was made of. */
export interface MatrixCard {
  /** Id of the folder of the model or board. */
  readonly service: string
  readonly site: string
  readonly patient: string
  readonly hook: HookName
  readonly language: string
  /** As in cards.json; of a board, the name of its summary. */
  readonly situation: string
  readonly card: Card
  readonly summary: Template
  readonly detail: Template
  readonly placeholders: Placeholders
  readonly values: TemplateValues
}

export const HOOKS = ['order-select', 'order-sign', 'order-dispatch', 'patient-view'] as const

export const LANGUAGES = ['en', 'zh-CN'] as const

/** The shipped services at a site that offers every hook. */
export const { definitions, services, boards } = loadCatalog({
  folder: repositoryPath('cds-services'),
  site: { hooks: HOOKS },
  language: 'en',
})

type Definition = Service['model']['definition']

const withModel =
  (change: (definition: Definition) => Partial<Definition>) =>
  (service: Service): Service => {
    const { definition } = service.model
    return { ...service, model: toRiskModel({ ...definition, ...change(definition) }) }
  }

const inState = (state: Parameters<typeof siteIn>[0]) =>
  withModel((definition) => ({ site: siteIn(state, definition) }))

const PAST = '2026-11-01'

/** A site whose model was calibrated and has fallen back, by what expired. */
const expired = (step: 'anchor' | 'update' | 'validation') =>
  withModel((definition) => {
    const site = calibratedSite(definition)
    return { site: { ...site, [step]: { ...site[step], expires: PAST } } }
  })

const checkedByParts = withModel((definition) => {
  const site = calibratedSite(definition)
  const { validation } = site
  return {
    site: validation && { ...site, validation: { ...validation, how: 'internal-external' } },
  }
})

const overdue =
  (afterReviewDate: 'line' | 'withhold') =>
  (service: Service): Service => ({
    ...service,
    review: { ...service.review, reviewBy: PAST, afterReviewDate },
  })

/** How a site can change what the cards of a service say. */
export const SITES: Readonly<Record<string, (service: Service) => Service>> = {
  shipped: (service) => service,
  'platform centred': inState('platform-centred'),
  anchored: inState('site-anchored'),
  'share counted': inState('share-counted'),
  updated: inState('outcome-updated'),
  calibrated: inState('outcome-calibrated'),
  'checked by parts': checkedByParts,
  'anchor expired': expired('anchor'),
  'update expired': expired('update'),
  'validation expired': expired('validation'),
  'review overdue': overdue('line'),
  'figures withheld': overdue('withhold'),
}

/** A record, and the prefetch keys that bring nothing. */
interface MatrixPatient {
  readonly name: string
  readonly id: string
  readonly resources: readonly FhirResource[]
  readonly failing?: readonly string[]
}

const toResources = (resources: readonly unknown[]) => resources.filter(isFhirResource)

function fixturePatient(name: string): MatrixPatient {
  const bundle = readRepositoryJson(`fixtures/patients/${name}/bundle.json`)
  if (!isFhirResource(bundle)) throw new TypeError(`${name} has no bundle`)
  return { name, id: name, resources: readBundle(bundle).resources }
}

interface Entries {
  readonly entry?: readonly { readonly resource: unknown }[]
}

/** A record of the board's tests, as resources. */
function boardPatient(name: string, asked: Parameters<typeof askBoard>[0]): MatrixPatient {
  const { context, prefetch = {} } = askBoard(asked)
  const bundles = [context['draftOrders'], ...Object.values(prefetch)] as readonly Entries[]
  const resources = bundles.flatMap((one) => one.entry?.map(({ resource }) => resource) ?? [one])
  return { name, id: 'board', resources: toResources(resources) }
}

const UNUSABLE: Readonly<Record<string, Resource>> = {
  'a limit': observation('adc', ucum(1.2, '10*-3.mm2/s', { comparator: '<' })),
  'no unit': observation('dStar', { valueQuantity: { value: 45 } }),
  'no value': observation('capsule'),
  'too old': observation('stage', { effectiveDateTime: '2020-01-01' }),
}

const FIXTURES = readdirSync(repositoryPath('fixtures/patients'))

const withFailing = (name: string, failing: readonly string[]): MatrixPatient => ({
  ...fixturePatient('low-risk'),
  name,
  failing,
})

/** Every fixture, and records that come where no fixture does. */
export const PATIENTS: readonly MatrixPatient[] = [
  ...FIXTURES.map(fixturePatient),
  withFailing('diagnoses unreadable', ['diagnoses']),
  withFailing('nothing obtained', [
    'procedures',
    'bloodCounts',
    'imaging',
    'staging',
    'liverFunction',
  ]),
  boardPatient('every score', {}),
  boardPatient('scores after an earlier TACE', {
    observations: [
      ...recordWith(),
      ...Object.values(FULL).map((now, i) => ({
        ...now,
        id: `before${String(i)}`,
        effectiveDateTime: '2026-09-01',
      })),
    ],
    procedures: [earlierTace('2026-09-20')],
  }),
  boardPatient('nothing observed', { observations: [] }),
  boardPatient('everything unusable', { observations: Object.values(UNUSABLE) }),
  boardPatient('a child', { birthDate: '2015-01-01' }),
]

interface Coded {
  readonly code?: {
    readonly coding?: readonly { readonly system?: string; readonly code?: string }[]
  }
}

/** What a FHIR server would give for a read or search of one record. */
function search(template: string, { resources }: MatrixPatient): readonly FhirResource[] {
  const [path = '', query = ''] = template.split('?')
  const type = path.split('/')[0]
  const codes = new URLSearchParams(query).get('code')?.split(',')
  const isOf = ({ code }: Coded) =>
    code?.coding?.some((coding) => codes?.includes(`${coding.system ?? ''}|${coding.code ?? ''}`))
  return resources.filter(
    (resource) =>
      resource.resourceType === type && (codes === undefined || isOf(resource as Coded) === true),
  )
}

function slotFor(key: string, template: string, patient: MatrixPatient): PrefetchSlot {
  if (patient.failing?.includes(key) === true) return { kind: 'failed', why: 'timed-out' }
  const resources = search(template, patient)
  return { kind: 'supplied', by: 'fhir-server', resources, unread: [] }
}

const portsFor = (patient: MatrixPatient): HookPorts => ({
  patientData: {
    acquire: (_request, templates) => {
      const slots: PrefetchSlots = Object.fromEntries(
        Object.entries(templates).map(([key, template]) => [key, slotFor(key, template, patient)]),
      )
      return Promise.resolve(slots)
    },
  },
  shown: { remember: () => undefined, has: () => false },
  clock: frozenClock,
  ordersPerCall: 20,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
  digest: (text) => text,
  pageUrl: (path) => `https://cds.example/${path}`,
  appUrl: 'https://cds.example/app',
})

function requestFor(hook: HookName, { id, resources }: MatrixPatient): HookRequest {
  const order = resources.find(({ resourceType }) => resourceType === 'ServiceRequest')
  const reference = `ServiceRequest/${String(order?.['id'])}`
  const drafts = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: order }] }
  const contexts: Readonly<Record<HookName, object>> = {
    'order-select': { selections: [reference], draftOrders: drafts },
    'order-sign': { draftOrders: drafts },
    'order-dispatch': { order: reference, performer: 'Organization/radiology' },
    'patient-view': {},
  }
  const context = { userId: 'Practitioner/example', patientId: id, ...contexts[hook] }
  return parseHookRequest({ hook, hookInstance: 'matrix', context }, hook, [])
}

type MadeOf = Pick<MatrixCard, 'situation' | 'summary' | 'detail' | 'placeholders' | 'values'>

/** What the card of an order was made of; nothing where none was made. */
function madeOf(answered: AnsweredOrder): MadeOf | undefined {
  if ('judged' in answered) {
    if (answered.computed === undefined) return undefined
    const { summaries, detail } = boardTexts(answered.computed.board)
    const values = toBoardValues(answered.computed)
    const situation = values.isAnyComputed ? 'computed' : 'none'
    const summary = summaries[situation]
    return { situation, summary, detail, placeholders: BOARD_PLACEHOLDERS, values }
  }
  const { definition, assessment } = answered
  const situation = situationOf(assessment)
  const { summary, detail } = definition.cards.situations[situation]!
  const values = toCardValues(definition, assessment, NOW)
  return { situation, summary, detail, placeholders: placeholdersOf(situation)!, values }
}

const atSite = (called: CallableService, change: (service: Service) => Service): CallableService =>
  'board' in called
    ? { ...called, board: { ...called.board, base: change(called.board.base) } }
    : { ...called, definition: change(called.definition) }

/** Who opens a record of which nothing can be read gets a refusal, and no card. */
function nothingAnswered(error: unknown): Pick<Answer, 'answered'> {
  if (error instanceof Fault && error.code === 'data-unavailable') return { answered: [] }
  throw error
}

async function answersOf(
  called: CallableService,
  patient: MatrixPatient,
  language: string,
): Promise<readonly AnsweredOrder[]> {
  const { id, hook } = called.entry
  const client = { ...DEFAULT_CLIENT_SETTINGS, services: [id], language }
  const question = { service: called, request: requestFor(hook, patient), client }
  const { answered } = await answer(question, portsFor(patient)).catch(nothingAnswered)
  return answered
}

async function cardsOfCall(
  called: CallableService,
  patient: MatrixPatient,
  language: string,
): Promise<readonly Omit<MatrixCard, 'site'>[]> {
  const { hook } = called.entry
  const answered = await answersOf(called, patient, language)
  const service = 'board' in called ? called.board.id : called.definition.id
  return answered.flatMap((order) => {
    const made = madeOf(order)
    return made === undefined || order.card === undefined
      ? []
      : [{ service, patient: patient.name, hook, language, card: order.card, ...made }]
  })
}

/** What is told of every fixture that has an estimate. */
export async function estimatedAssessments() {
  const [called] = services
  const answered = await Promise.all(PATIENTS.map((patient) => answersOf(called!, patient, 'en')))
  return answered
    .flat()
    .flatMap((order) =>
      'assessment' in order && order.assessment.kind === 'estimated' ? [order.assessment] : [],
    )
}

/** Every card of every service, at every site, of every patient, at every hook, in every language. */
export async function cardMatrix(): Promise<readonly MatrixCard[]> {
  const calls = Object.entries(SITES).flatMap(([site, change]) =>
    [...services, ...boards].flatMap((service) => {
      const called = atSite(service, change)
      return PATIENTS.flatMap((patient) =>
        LANGUAGES.map(async (language) =>
          (await cardsOfCall(called, patient, language)).map((card) => ({ ...card, site })),
        ),
      )
    }),
  )
  return (await Promise.all(calls)).flat()
}
