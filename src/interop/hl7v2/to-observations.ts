import type { JsonObject } from '../../base/json.ts'
import { UCUM_SYSTEM } from '../../clinical/terminology/convert.ts'
import type { ResourceWithId } from './collected.ts'
import { findMapped, type Hl7Map, type MappedCode, type MappedObservation } from './hl7-map.ts'
import { groupsOf, type Message, type Segment } from './message.ts'
import { idOf } from './patient.ts'
import { keepRepeated, type SentResult } from './repeated-results.ts'
import { firstNonEmpty, withoutUndefined } from './empty-values.ts'
import { codingsOf, orderedIn, placeOf } from './place.ts'
import { toFhirDateTime } from './timestamp.ts'
import { measuredBy, performerOf } from './performer.ts'
import { toLookup } from '../../base/lookup.ts'

export type ObservationRemark =
  | 'code-not-in-map'
  | 'no-value'
  | 'corrected-to-no-value'
  | 'no-status'
  | 'no-time'
  | 'unit-not-in-map'
  | 'answer-not-in-map'
  | 'repeated'

/** `position` counts the OBX segments of the message from 1. */
interface RemarkOnObx {
  readonly position: number
  readonly code: string
  readonly what: ObservationRemark
}

interface TranslatedObservations {
  readonly observations: readonly ResourceWithId[]
  readonly remarks: readonly RemarkOnObx[]
}

/**
 * OBX-11 (HL7 table 0085) as Observation.status, after the HL7 guide "Version 2 to FHIR",
 * ConceptMap table-hl70085-to-observation-status.
 */
const STATUSES = toLookup<string>({
  A: 'amended',
  C: 'corrected',
  D: 'entered-in-error',
  F: 'final',
  I: 'registered',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  U: 'final',
  W: 'entered-in-error',
  X: 'cancelled',
})

const NUMBER = /^(<=|>=|<|>)?\s*([+-]?\d{1,15}(?:\.\d{1,15})?)$/

const WITHDRAWN = ['entered-in-error', 'cancelled']

/** Statuses of a result that stands for what was sent of it before. */
const CORRECTIONS = ['corrected', ...WITHDRAWN]

/** A CodeableConcept; its text is that of the map, else as it was sent. */
export const toConcept = ({ coding, text }: MappedCode, sentText = ''): JsonObject => {
  const words = text ?? sentText
  return { coding, ...(words === '' ? {} : { text: words }) }
}

/** A number with an optional comparator: of NM and ST, and of SN in its parts. */
function readNumber(obx: Segment): { value: number; comparator?: string } | undefined {
  const isStructured = obx.value(2) === 'SN'
  // A separator or a second number makes of a structured one a range or a ratio.
  if (isStructured && obx.value(5, { component: 3 }) !== '') return undefined
  const written = isStructured
    ? `${obx.value(5).replace(/^=$/, '')}${obx.value(5, { component: 2 })}`
    : obx.value(5)
  const match = NUMBER.exec(written)
  if (match === null) return undefined
  const [, comparator, digits] = match
  return { value: Number(digits), ...(comparator === undefined ? {} : { comparator }) }
}

interface ValueElement {
  readonly element: JsonObject
  readonly remark?: ObservationRemark
}

/** The unit of OBX-6: by the map, else its own code where it says that this is UCUM. */
function readUnit(obx: Segment, { units }: Hl7Map): ValueElement {
  const [code, whole] = [obx.value(6), obx.whole(6)]
  if (whole === '') return { element: {} }
  // `10^9/L` is often sent as it is, and then looks like two components.
  const written = [code, whole, obx.value(6, { component: 2 })].filter((text) => text !== '')
  for (const unit of written) {
    const known = units.find(({ sent }) => sent.includes(unit))
    if (known !== undefined) return { element: { unit, system: UCUM_SYSTEM, code: known.ucum } }
  }
  return obx.value(6, { component: 3 }).toUpperCase() === 'UCUM'
    ? { element: { unit: code, system: UCUM_SYSTEM, code } }
    : { element: { unit: whole }, remark: 'unit-not-in-map' }
}

function toAnswer(obx: Segment, { answers = [] }: MappedObservation): ValueElement | undefined {
  const written = [obx.value(5), obx.value(5, { component: 2 })].filter((text) => text !== '')
  const answer = answers.find(({ sent }) => written.some((text) => sent.includes(text)))
  const text = written.at(-1)
  if (text === undefined) return undefined
  return answer === undefined
    ? { element: { valueCodeableConcept: { text } }, remark: 'answer-not-in-map' }
    : { element: { valueCodeableConcept: { coding: [answer.coding], text } } }
}

function toValue(obx: Segment, mapped: MappedObservation, map: Hl7Map): ValueElement | undefined {
  if (mapped.answers !== undefined) return toAnswer(obx, mapped)
  // Several values in one field are no single one.
  const number = obx.repetitions(5) > 1 ? undefined : readNumber(obx)
  if (number === undefined) return undefined
  const { element, remark } = readUnit(obx, map)
  const valueQuantity = { ...number, ...element }
  return { element: { valueQuantity }, ...(remark === undefined ? {} : { remark }) }
}

interface Report {
  readonly patientId: string
  readonly number: string
  readonly time: string | undefined
  /** What was ordered, in words. */
  readonly ordered: readonly string[]
  /** The segment that says who sent it. */
  readonly header: Segment
}

const lesionOf = (obx: Segment, { perLesion }: MappedObservation, { patientId }: Report) => {
  const name = obx.value(4)
  return perLesion && name !== ''
    ? { focus: [{ reference: `BodyStructure/${idOf(patientId, name)}`, display: name }] }
    : {}
}

const CATEGORY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-category'

function remarkOnNoValue(status = ''): ObservationRemark | undefined {
  if (WITHDRAWN.includes(status)) return undefined
  return CORRECTIONS.includes(status) ? 'corrected-to-no-value' : 'no-value'
}

function remarksOn(
  status: string | undefined,
  time: string | undefined,
  value: ValueElement | undefined,
): readonly ObservationRemark[] {
  const remarks: readonly (ObservationRemark | undefined)[] = [
    status === undefined ? 'no-status' : undefined,
    time === undefined ? 'no-time' : undefined,
    value === undefined ? remarkOnNoValue(status) : value.remark,
  ]
  return remarks.filter((remark) => remark !== undefined)
}

type SentObservation = SentResult<ResourceWithId>

interface TranslatedObx extends SentObservation {
  readonly remarks: readonly ObservationRemark[]
}

function toResource(
  obx: Segment,
  mapped: MappedObservation,
  report: Report,
  map: Hl7Map,
): TranslatedObx {
  const status = STATUSES[obx.value(11).toUpperCase()]
  const time = toFhirDateTime(obx.value(14), map.timeZone) ?? report.time
  const value = toValue(obx, mapped, map)
  const { patientId } = report
  // A result is found again by its order; one that names none, by its time.
  const identity = firstNonEmpty(report.number, time)
  const resource = {
    resourceType: 'Observation',
    id: idOf(patientId, identity, mapped.system ?? '', mapped.code, obx.value(4)),
    status: status ?? 'unknown',
    category: [{ coding: [{ system: CATEGORY_SYSTEM, code: mapped.category }] }],
    code: { ...toConcept(mapped, obx.value(3, { component: 2 })), coding: codingsOf(mapped, obx) },
    subject: { reference: `Patient/${patientId}` },
    ...lesionOf(obx, mapped, report),
    ...placeOf(obx, mapped.category === 'imaging' ? report.ordered : [], report.number),
    ...performerOf(obx, report.header),
    ...measuredBy(obx),
    ...withoutUndefined({ effectiveDateTime: time }),
    ...value?.element,
  }
  const isCorrection = CORRECTIONS.includes(resource.status)
  return { resource, isCorrection, remarks: remarksOn(status, time, value) }
}

function toReport(
  group: readonly Segment[],
  patientId: string,
  { timeZone }: Hl7Map,
  header: Segment,
): Report {
  const obr = group.find(({ name }) => name === 'OBR')
  return {
    patientId,
    number: firstNonEmpty(obr?.value(3), obr?.value(2)),
    time: toFhirDateTime(obr?.value(7) ?? '', timeZone),
    ordered: orderedIn(obr),
    header,
  }
}

const isRepeated = (
  { resource, isCorrection }: SentObservation,
  before: readonly SentObservation[],
) =>
  before.some((other) => other.resource.id === resource.id && (other.isCorrection || !isCorrection))

/**
 * The OBX segments of a message as Observations; those that the map does not name are left out,
 * with a remark.
 */
export function toObservations(
  message: Message,
  patientId: string,
  map: Hl7Map,
): TranslatedObservations {
  const results: SentObservation[] = []
  const remarks: RemarkOnObx[] = []
  let position = 0
  for (const group of groupsOf(message, ({ name }) => name === 'OBR')) {
    const report = toReport(group, patientId, map, message.header.segment)
    for (const obx of group.filter(({ name }) => name === 'OBX')) {
      position += 1
      const code = obx.value(3)
      const mapped = findMapped(map.observations, code, obx.value(3, { component: 3 }))
      const remark = (what: ObservationRemark) => remarks.push({ position, code, what })
      if (mapped === undefined) {
        remark('code-not-in-map')
        continue
      }
      const translated = toResource(obx, mapped, report, map)
      translated.remarks.forEach(remark)
      if (translated.remarks.includes('no-value')) continue
      if (isRepeated(translated, results)) remark('repeated')
      results.push(translated)
    }
  }
  return { observations: keepRepeated(results), remarks }
}
