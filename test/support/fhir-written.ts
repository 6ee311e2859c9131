import { objects } from '../../src/base/json.ts'
import { globSync, readFileSync } from 'node:fs'
import { OperationOutcomeError } from '@medplum/core'
import { SHIPPED_BASE } from '../../src/base/canonical.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isJsonObject } from '../../src/base/json.ts'
import {
  type FhirResource,
  isFhirResource,
  toOperationOutcome,
} from '../../src/clinical/fhir/resource.ts'
import { toEntryForm } from '../../src/hook/entry/entry-form.ts'
import { toObservations } from '../../src/hook/entry/to-observations.ts'
import { toQuestionnaire } from '../../src/hook/entry/to-questionnaire.ts'
import { toProvenance, toResponse } from '../../src/pages/smart/entry/save-entry.ts'
import { answerAll, responseWith } from './entry.ts'
import { fromCode, fromOrderable, toBundle, toDraft } from '../../src/pages/ehr/drafts.ts'
import { toSettings } from '../../src/pages/ehr/settings.ts'
import { toBridge } from '../../src/interop/hl7v2/bridge.ts'
import { packageContent } from '../../src/interop/fhir-package/to-package.ts'
import { collectInMemory } from '../../src/interop/hl7v2/collected.ts'
import { toHookBody } from '../../src/interop/call/to-hook-body.ts'
import { KNOWN_HOOKS } from '../../src/interop/client/hook-context.ts'
import { sampleRequest } from '../../src/interop/conformance/sample-requests.ts'
import { toAuditEvent, toRiskAssessment } from '../../src/records/store/to-fhir.ts'
import { capabilityStatement } from '../../src/sandbox/capability-statement.ts'
import { checkResource } from '../../src/sandbox/check-resource.ts'
import { loadDefinitions } from '../../src/sandbox/definitions.ts'
import { exampleCurl } from '../../src/sandbox/example-request.ts'
import { loadRequiredCodes } from '../../src/sandbox/required-codes.ts'
import { failure } from '../../src/sandbox/outcomes.ts'
import { readPatients } from '../../src/sandbox/patients.ts'
import { toPage } from '../../src/sandbox/search-page.ts'
import { toTransactions } from '../../docker/load-fixtures.ts'
import { importGroups } from '../interop/dicom-sr/support.ts'
import { CODES as SR, lesionGroup, measurement } from '../interop/dicom-sr/sr-file.ts'
import { importLines, transactionOf } from '../interop/table/support.ts'
import { hl7Map, messageBytes, messageText } from '../interop/hl7v2/support.ts'
import { cardMatrix, definitions, LANGUAGES, services } from './card-matrix.ts'
import { frozenClock, NOW } from './clock.ts'
import { readRepositoryJson, repositoryPath } from './paths.ts'
import { recordOf } from './records.ts'

/** Something that the product ships, sends or stores as FHIR. */
export interface Written {
  /** The source file that writes it, or the folder or file that holds it. */
  readonly by: string
  readonly name: string
  readonly resource: FhirResource
}

const PATIENT_ID = 'low-risk'

/** Every FHIR resource in a value that no other holds. */
export function resourcesIn(value: unknown): readonly FhirResource[] {
  if (Array.isArray(value)) return value.flatMap(resourcesIn)
  if (!isJsonObject(value)) return []
  return isFhirResource(value) ? [value] : Object.values(value).flatMap(resourcesIn)
}

const filesOf = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: repositoryPath('.') }).toSorted()

/** The files of a glob: a resource each, resources in other JSON, or a resource a line. */
function shipped(pattern: string): readonly Written[] {
  return filesOf(pattern).flatMap((file) => {
    const parsed: readonly unknown[] = file.endsWith('.ndjson')
      ? readFileSync(repositoryPath(file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown)
      : [readRepositoryJson(file)]
    return parsed
      .flatMap(resourcesIn)
      .map((resource, i) => ({ by: pattern, name: `${file} ${String(i + 1)}`, resource }))
  })
}

/**
 * What suggestions create. Of one template, language and order the words are the same whatever the
 * situation: one of each kind is enough.
 */
async function suggested(): Promise<readonly Written[]> {
  const cards = await cardMatrix()
  const created = cards.flatMap(({ service, language, patient, card }) =>
    (card.suggestions ?? []).flatMap(({ label, actions = [] }) =>
      actions.flatMap((action) => {
        if (action.type !== 'create') return []
        const by =
          action.resource.resourceType === 'RiskAssessment'
            ? 'src/hook/cards/risk-assessment.ts'
            : 'cds-services/models/*/cards.json'
        return [
          { by, name: `${service} ${language} ${patient}: ${label}`, resource: action.resource },
        ]
      }),
    ),
  )
  return [...new Map(created.map((written) => [written.name, written])).values()]
}

/** The form of inputs, and what it makes of an answer to every question. */
function entered(): readonly Written[] {
  return definitions.flatMap((definition) => {
    const form = toEntryForm(definition)
    const questionnaire = toQuestionnaire(form)
    const response = responseWith(answerAll(form, questionnaire, '2026-11-10'), PATIENT_ID)
    const observations = toObservations(form, response).map((one, i) => ({
      id: `o${String(i)}`,
      ...one,
    }))
    const user = 'Practitioner/example'
    const sent = toResponse(form, questionnaire, objects(response['item']), {
      patientId: PATIENT_ID,
      user,
    })
    const provenance = toProvenance(observations, { user }, response)
    return [
      { by: 'src/hook/entry/to-questionnaire.ts', name: definition.id, resource: questionnaire },
      ...observations.map((resource, i) => ({
        by: i === 0 ? 'src/hook/entry/to-observations.ts' : 'src/hook/entry/observation-plan.ts',
        name: `${definition.id} ${String(i)}`,
        resource,
      })),
      ...[sent, provenance].map((resource) => ({
        by: 'src/pages/smart/entry/save-entry.ts',
        name: `${definition.id} ${resource.resourceType}`,
        resource,
      })),
    ]
  })
}

function ehrDrafts(): readonly Written[] {
  const { orderables } = toSettings({ orderables: readRepositoryJson('fixtures/orderables.json') })
  return LANGUAGES.map((language) => {
    const coded = { system: 'http://hospital.example/orders', code: 'x', display: 'Synthetic' }
    const kinds = ['ServiceRequest', 'MedicationRequest', 'DeviceRequest'] as const
    const all = [
      ...orderables.map((orderable) => fromOrderable(orderable, language)),
      ...kinds.flatMap((kind) => fromCode({ kind, ...coded }) ?? []),
    ]
    const drafts = all.map((ordered, i) =>
      toDraft(
        {
          ordered,
          priority: 'routine',
          reason: `Condition/${PATIENT_ID}-hcc`,
          note: 'Synthetic',
        },
        {
          ...{ patientId: PATIENT_ID, userId: 'Practitioner/example', id: `draft-${String(i)}` },
          authoredOn: new Date(NOW).toISOString(),
        },
      ),
    )
    return {
      by: 'src/pages/ehr/drafts.ts',
      name: language,
      resource: toBundle(drafts, 'https://ehr.example/fhir'),
    }
  })
}

async function srImports(): Promise<readonly Written[]> {
  const groups = [
    lesionGroup(1, [
      measurement(SR.adc, 1100, SR.um2PerS),
      measurement(SR.dStar, 45000, SR.um2PerS),
    ]),
    lesionGroup(2, [measurement(SR.adc, 900, SR.um2PerS)]),
  ]
  const imports = await Promise.all([
    importGroups(groups, {}, { patientId: PATIENT_ID }),
    importGroups(groups),
  ])
  return imports.flatMap(({ bundle }, i) =>
    bundle === undefined ? [] : [{ by: 'src/interop/dicom-sr', name: String(i), resource: bundle }],
  )
}

async function tableImports(): Promise<readonly Written[]> {
  const imported = await importLines([
    'patient,date,lesion,adc (um2/s),capsuleIncomplete',
    '1,2026-11-17,S8,1050,complete',
  ])
  return [{ by: 'src/interop/table', name: 'rows', resource: transactionOf(imported) }]
}

/** What the FHIR package of the shipped services holds. */
export function packaged() {
  const catalog = loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' })
  return packageContent({
    ...{ catalog, canonicalBase: SHIPPED_BASE, serviceUrl: 'https://cds.example' },
  })
}

/**
 * The same but for the shipped files and the form, of which the templates are Observations with
 * holes: definitions that are made, and what the form gives.
 */
function made(): readonly Written[] {
  const { definitions: all, examples } = packaged()
  const isFile = ({ resourceType, id }: FhirResource) =>
    filesOf(`cds-services/terminology/*/${String(id)}.json`).some((file) => {
      const shippedOne = readRepositoryJson(file)
      return isJsonObject(shippedOne) && shippedOne['resourceType'] === resourceType
    })
  const isOfForm = ({ resourceType }: FhirResource) =>
    ['Observation', 'QuestionnaireResponse'].includes(resourceType)
  const isForm = ({ resourceType }: FhirResource) => resourceType === 'Questionnaire'
  const definitions = all.filter((definition) => !isFile(definition) && !isForm(definition))
  return [...definitions, ...examples].map((resource) => ({
    by: isOfForm(resource) ? 'src/hook/entry' : 'src/interop/fhir-package',
    name: `${resource.resourceType}/${String(resource['id'])}`,
    resource,
  }))
}

/** What the HL7 v2 bridge asks a service with. */
async function bridged(): Promise<readonly Written[]> {
  const asked: unknown[] = []
  const [service] = services
  const bridge = toBridge({
    map: hl7Map,
    collected: collectInMemory(hl7Map.keep, frozenClock),
    clock: frozenClock,
    newUuid: () => '00000000-0000-4000-8000-000000000001',
    report: () => undefined,
    service: {
      discover: () => Promise.resolve({ id: 's', prefetch: service?.entry.prefetch ?? {} }),
      ask: (_id, request) => {
        asked.push(request)
        return Promise.resolve([])
      },
    },
  })
  for (const name of ['blood-count', 'mri', 'tace-order', '血常规', '磁共振', '化疗栓塞医嘱'])
    await bridge({ kind: 'message', bytes: messageBytes(messageText(name)) })
  return asked
    .flatMap(resourcesIn)
    .map((resource, i) => ({ by: 'src/interop/hl7v2', name: String(i), resource }))
}

/** What the sandbox answers to a resource that is no R4. */
async function refusalOf(resource: object): Promise<unknown> {
  try {
    checkResource(resource as never, await loadRequiredCodes())
    return undefined
  } catch (error) {
    return error instanceof OperationOutcomeError ? error.outcome : undefined
  }
}

async function served(): Promise<readonly Written[]> {
  await loadDefinitions()
  const base = 'https://sandbox.example/fhir'
  const [patient] = readPatients(repositoryPath('fixtures/patients'))
  const curl = patient === undefined ? '' : exampleCurl('https://cds.example', patient, base)
  const request: unknown = JSON.parse(/-d '(.*)'$/s.exec(curl)?.[1] ?? '{}')
  const matches = (patient?.resources ?? []).filter(
    ({ resourceType }) => resourceType === 'Observation',
  )
  const resources: readonly (readonly [file: string, resource: unknown])[] = [
    ['capability-statement.ts', capabilityStatement(base, NOW)],
    ['check-resource.ts', await refusalOf({ resourceType: 'Patient', gender: 'unheard-of' })],
    ['outcomes.ts', failure('not-found', 'Synthetic')],
    ['search-page.ts', toPage(matches as never, { resourceType: 'Observation' }, base)],
    ...resourcesIn(request).map((resource) => ['example-request.ts', resource] as const),
  ]
  return resources.flatMap(([file, resource]) =>
    isFhirResource(resource) ? [{ by: `src/sandbox/${file}`, name: file, resource }] : [],
  )
}

function kept(): readonly Written[] {
  const record = recordOf('00000000-0000-4000-8000-000000000002')
  const resources: readonly unknown[] = [
    toRiskAssessment(record, SHIPPED_BASE),
    toAuditEvent(record, SHIPPED_BASE),
  ]
  return resources.filter(isFhirResource).map((resource) => ({
    by: 'src/records/store/to-fhir.ts',
    name: resource.resourceType,
    resource,
  }))
}

async function called(): Promise<readonly Written[]> {
  const options = { patient: PATIENT_ID, user: 'Practitioner/example', timeout: Infinity }
  const uuid = () => '00000000-0000-4000-8000-000000000003'
  const body = await toHookBody('order-sign', { ...options, order: 'TACE' }, uuid)
  const sources = [
    ...KNOWN_HOOKS.map(
      (hook) =>
        ['src/interop/conformance/sample-requests.ts', hook, sampleRequest(hook, {})] as const,
    ),
    ['src/interop/call/to-hook-body.ts', 'order-sign', body],
    ['src/interop/client/hook-context.ts', 'order-sign', body],
  ] as const
  return sources.flatMap(([by, name, value]) =>
    resourcesIn(value).map((resource) => ({ by, name, resource })),
  )
}

async function asked(): Promise<readonly Written[]> {
  const outcome: unknown = toOperationOutcome('invalid', [
    { text: 'Synthetic', expression: 'Bundle' },
  ])
  return [
    ...(toTransactions(NOW, 'https://fhir.example/fhir') as readonly unknown[])
      .filter(isFhirResource)
      .map((resource, i) => ({ by: 'docker/load-fixtures.ts', name: String(i), resource })),
    ...(await called()),
    ...[outcome]
      .filter(isFhirResource)
      .map((resource) => ({ by: 'src/clinical/fhir/resource.ts', name: 'refusal', resource })),
  ]
}

/** Folders and files that hold FHIR, as globs. */
export const SHIPPED = [
  'cds-services/terminology/value-sets/*.json',
  'cds-services/terminology/code-systems/*.json',
  'cds-services/terminology/structure-definitions/*.json',
  'cds-services/terminology/naming-systems/*.json',
  'fixtures/patients/*/bundle.json',
  'fixtures/staff.json',
  'fixtures/bulk-export/*.ndjson',
  'fixtures/hook-requests/*/*.json',
]

/** Everything that the product ships, sends or stores as FHIR. */
export async function everythingWritten(): Promise<readonly Written[]> {
  return [
    ...SHIPPED.flatMap(shipped),
    ...(await suggested()),
    ...entered(),
    ...ehrDrafts(),
    ...(await srImports()),
    ...(await tableImports()),
    ...made(),
    ...(await bridged()),
    ...(await served()),
    ...kept(),
    ...(await asked()),
  ]
}
