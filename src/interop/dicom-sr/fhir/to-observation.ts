import type { JsonObject } from '../../../base/json.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { UCUM_SYSTEM } from '../../../clinical/terminology/convert.ts'
import type { CodedEntry } from '../content-item.ts'
import type { Detail, FindingSaid, NumberSaid, Statement } from '../judge/statement.ts'
import type { MeasurementReport } from '../report.ts'
import type { SrMap } from '../sr-map.ts'
import { asSent, codingsOf, toConcept } from './codes.ts'
import { toDevice } from './devices.ts'
import { contentItemIdentifier, DICOM_UID, toOrigin } from './identity.ts'

/** What every Observation of one report has in common. */
export interface ReportContext {
  readonly report: MeasurementReport
  readonly status: 'final' | 'preliminary'
  /** Reference to the patient. */
  readonly subject: JsonObject
}

const IMAGING: JsonObject = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: 'imaging',
      display: 'Imaging',
    },
  ],
}

/** HL7, DICOM SR to FHIR Resource Mapping: identifiers. */
const OBSERVATION_UID = {
  coding: [
    {
      system: 'http://hl7.org/fhir/uv/dicom-sr/CodeSystem/dicom-identifier-type',
      code: 'observation-uid',
      display: 'Observation UID',
    },
  ],
}

const quantityOf = (value: number, unit: string): JsonObject => ({
  value,
  unit,
  system: UCUM_SYSTEM,
  code: unit,
})

/**
 * Only a statistic that is the quantity itself gets the code of the quantity; any other has a local
 * code that is in no value set.
 */
function codeOfNumber(
  { quantity, statistic }: NumberSaid,
  named: CodedEntry | undefined,
  map: SrMap,
): JsonObject {
  const { id, meaning, plainStatistics } = quantity
  const isPlain = statistic === undefined || plainStatistics.includes(statistic.id)
  const which = statistic === undefined ? '' : `: ${statistic.meaning} of the region of interest`
  const text = `${named?.meaning ?? meaning}${which}`
  if (isPlain) return { coding: quantity.fhir ?? codingsOf(quantity, map), text }
  const system = map.local.statisticSystem
  const display = `${meaning}: ${statistic.meaning} of the region of interest`
  return { coding: [{ system, code: `${id}-${statistic.id}`, display }], text }
}

const UNSTATED = 'The report states no statistic; taken as the mean by an option of the import.'

function sayNumber(said: NumberSaid, { concept }: Statement, map: SrMap): JsonObject {
  const isAssumed = said.statistic === undefined && !said.quantity.mayBeUnstated
  return {
    code: codeOfNumber(said, concept, map),
    valueQuantity: quantityOf(said.value, said.unit),
    ...(isAssumed ? { note: [{ text: UNSTATED }] } : {}),
  }
}

function sayFinding({ finding, value, words }: FindingSaid): JsonObject {
  return {
    code: { coding: finding.fhir, text: finding.meaning },
    valueCodeableConcept: { coding: value.fhir, text: words },
  }
}

function toComponent({ concept, value }: Detail, map: SrMap): JsonObject {
  const code = asSent(concept, map)
  switch (value.kind) {
    case 'code':
      return { code, valueCodeableConcept: asSent(value.code, map) }
    case 'text':
      return { code, valueString: value.text }
    case 'number':
      return { code, valueQuantity: quantityOf(value.number, value.unit) }
  }
}

/** The statistic, the methods that R4 has no room for, and how the value came about. */
function componentsOf({ said, methods, details }: Statement, map: SrMap): readonly JsonObject[] {
  const statistic = said.kind === 'number' ? said.statistic : undefined
  const code = toConcept(map.structure.method, map)
  const derivation = toConcept(map.structure.statistic, map)
  return [
    ...(statistic === undefined
      ? []
      : [{ code: derivation, valueCodeableConcept: toConcept(statistic, map) }]),
    ...methods.slice(1).map((method) => ({ code, valueCodeableConcept: asSent(method, map) })),
    ...details.map((detail) => toComponent(detail, map)),
  ]
}

const listOf = (name: string, list: readonly JsonObject[]): JsonObject =>
  list.length === 0 ? {} : { [name]: list }

const ifKnown = (name: string, value: unknown): JsonObject =>
  value === undefined ? {} : { [name]: value }

function identifiersOf(
  { position, observation }: Statement,
  { report }: ReportContext,
  map: SrMap,
): readonly JsonObject[] {
  return [
    { ...contentItemIdentifier(report, position, map) },
    ...(observation === undefined
      ? []
      : [{ type: OBSERVATION_UID, system: DICOM_UID, value: observation }]),
  ]
}

/** @param focus - Reference to the lesion; nothing for what is said of the organ. */
export function toObservation(
  statement: Statement,
  focus: string | undefined,
  context: ReportContext,
  map: SrMap,
): FhirResource {
  const { said, site, methods, time, observers } = statement
  const { report, status, subject } = context
  const [method] = methods
  return {
    resourceType: 'Observation',
    identifier: identifiersOf(statement, context, map),
    status,
    category: [IMAGING],
    ...(said.kind === 'number' ? sayNumber(said, statement, map) : sayFinding(said)),
    subject,
    ...ifKnown('focus', focus && [{ reference: focus, type: 'BodyStructure' }]),
    ...ifKnown('effectiveDateTime', time),
    ...ifKnown('issued', report.contentTime),
    ...listOf(
      'performer',
      observers.map((display) => ({ type: 'Practitioner', display })),
    ),
    bodySite: toConcept(site, map),
    ...ifKnown('method', method && asSent(method, map)),
    ...toDevice(statement, report, map),
    ...toOrigin(report, map),
    ...listOf('component', componentsOf(statement, map)),
  }
}
