import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { type Concept, readConcept, readConcepts } from './concept.ts'
import { parseDateTime, readTime, type TimeSpan } from './date-time.ts'
import { type FhirResource, referenceTo } from './resource.ts'

/** What is known of an imaging study by its metadata, or by those of its report. */
export interface ImagingView {
  readonly kind: 'report' | 'study'
  readonly reference: string
  /** What it is called, where it was made, and by what: codes and words. */
  readonly names: readonly Concept[]
  readonly time: TimeSpan | undefined
}

const NOT_THERE = ['entered-in-error', 'cancelled', 'registered']

const inWords = (text: unknown): readonly Concept[] => {
  const words = nonBlank(text)
  return words === undefined ? [] : [{ codings: [], text: words }]
}

/** R4 has Codings where R5 has CodeableConcepts. */
const conceptsIn = (value: unknown): readonly Concept[] =>
  (Array.isArray(value) ? elements(value) : [value])
    .filter(isJsonObject)
    .map((one) => readConcept(one) ?? readConcept({ coding: [one] }))
    .filter((concept) => concept !== undefined)

const ofSeries = (resource: FhirResource): readonly Concept[] =>
  objects(resource['series']).flatMap(({ modality, bodySite, description }) => [
    ...conceptsIn(modality),
    ...conceptsIn(bodySite),
    ...inWords(description),
  ])

/** An ImagingStudy, or a DiagnosticReport that was made; nothing of any other resource. */
export function readImaging(resource: FhirResource): ImagingView | undefined {
  const { resourceType, status } = resource
  if (NOT_THERE.includes(nonBlank(status) ?? '')) return undefined
  if (resourceType === 'DiagnosticReport') {
    const names = [...readConcepts(resource['code']), ...readConcepts(resource['category'])]
    const time = readTime(resource, 'effective')
    return { kind: 'report', reference: referenceTo(resource), names, time }
  }
  if (resourceType !== 'ImagingStudy') return undefined
  const names = [
    ...conceptsIn(resource['modality']),
    ...conceptsIn(resource['procedureCode']),
    ...inWords(resource['description']),
    ...ofSeries(resource),
  ]
  const started = nonBlank(resource['started'])
  const time = started === undefined ? undefined : parseDateTime(started)
  return { kind: 'study', reference: referenceTo(resource), names, time }
}
