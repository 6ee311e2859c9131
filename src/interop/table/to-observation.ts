import type { JsonObject } from '../../base/json.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { UCUM_SYSTEM, ucumOf, type WrittenUnits } from '../../clinical/terminology/convert.ts'
import type { Coding } from '../../clinical/terminology/value-set.ts'
import type { RowFacts, RowValue } from './read-row.ts'

const CATEGORY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-category'

const categoryOf = (code: string, display: string): JsonObject => ({
  category: [{ coding: [{ system: CATEGORY_SYSTEM, code, display }] }],
})

const IMAGING = categoryOf('imaging', 'Imaging')
const LABORATORY = categoryOf('laboratory', 'Laboratory')

/** DICOM UIDs as FHIR has them. */
const STUDY_SYSTEM = 'urn:dicom:uid'
const UID = /^[0-2](\.(0|[1-9]\d*))+$/

/** The study, by its UID, by another name, else by its day alone. */
function studyOf({ study }: RowFacts, day: string): JsonObject {
  const type = 'ImagingStudy'
  if (study === undefined) return { type, display: `Imaging of ${day}` }
  return UID.test(study)
    ? { type, identifier: { system: STUDY_SYSTEM, value: `urn:oid:${study}` } }
    : { type, display: study }
}

/** From what a value comes: images, a sample, or neither. */
function originOf({ input, date }: RowValue, facts: RowFacts): JsonObject {
  if (input.isImaging) return { ...IMAGING, derivedFrom: [studyOf(facts, date)] }
  if (input.finding !== undefined) return {}
  return { ...LABORATORY, specimen: { type: 'Specimen', display: `Sample of ${date}` } }
}

const toCoding = ({ system, code, display }: Coding): JsonObject => ({
  ...{ system, code },
  ...(display === undefined ? {} : { display }),
})

/** A number as written; its unit in UCUM too, where it is one of the input's dimension. */
function quantityOf(value: number, { input, unit }: RowValue, units: WrittenUnits): JsonObject {
  if (unit === undefined) return { value }
  const code = input.unit === undefined ? undefined : ucumOf(unit, input.unit, units)
  return { value, unit, ...(code === undefined ? {} : { system: UCUM_SYSTEM, code }) }
}

function valueOf(value: RowValue, units: WrittenUnits): JsonObject {
  const { input, text, number, means } = value
  if (number !== undefined) return { valueQuantity: quantityOf(number, value, units) }
  const [coding] = input.finding?.values.find(({ id }) => id === means)?.codes.codings ?? []
  return {
    valueCodeableConcept: { ...(coding && { coding: [toCoding(coding)] }), text },
  }
}

/** Which statistic of a region it is, where it is one. */
function statisticOf({ input }: RowValue, { statistic }: RowFacts): JsonObject {
  const [code] = input.statistic?.derivationCodes.codings ?? []
  if (code === undefined || statistic === undefined) return {}
  return {
    component: [{ code: { coding: [toCoding(code)] }, valueCodeableConcept: { text: statistic } }],
  }
}

function howMeasured({ input }: RowValue, { site, method, device, performer }: RowFacts) {
  return {
    ...(performer && { performer: [{ type: 'Practitioner', display: performer }] }),
    ...(device && { device: { display: device } }),
    ...(input.isImaging && site !== undefined && { bodySite: { text: site } }),
    ...(input.statistic !== undefined && method !== undefined && { method: { text: method } }),
  }
}

/** An Observation of a value as it stands in a row, with who, when and from what. */
export const toObservation = (
  value: RowValue,
  facts: RowFacts,
  units: WrittenUnits,
): FhirResource => ({
  resourceType: 'Observation',
  status: 'final',
  ...originOf(value, facts),
  code: { coding: [toCoding(value.input.code)], text: value.name },
  effectiveDateTime: value.date,
  ...howMeasured(value, facts),
  ...valueOf(value, units),
  ...statisticOf(value, facts),
})
