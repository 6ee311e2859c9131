import { isJsonObject } from '../../../base/json.ts'
import type { ImagingView } from '../../../clinical/fhir/imaging.ts'
import { textsOf } from '../../../clinical/fhir/concept.ts'
import { type FhirResource, localReferences, referenceTo } from '../../../clinical/fhir/resource.ts'
import type { PatientRecord } from '../../../clinical/assessment/patient-record.ts'
import type { PrefetchSlots } from '../../../clinical/assessment/slots.ts'

/** A study that a value may have been read from. */
export interface KnownStudy {
  readonly reference: string
  /** The ImagingStudy, where the record has it. */
  readonly study: string | undefined
  readonly report: string | undefined
  /** As it is written. */
  readonly date: string
  readonly name: string
}

const resourcesIn = (slots: PrefetchSlots): readonly FhirResource[] =>
  Object.values(slots).flatMap((slot) => (slot.kind === 'supplied' ? slot.resources : []))

function studyOf({ reference, kind }: ImagingView, resources: readonly FhirResource[]) {
  if (kind === 'study') return reference
  const report = resources.find((resource) => referenceTo(resource) === reference)
  const studies = Array.isArray(report?.['imagingStudy']) ? report['imagingStudy'] : []
  return localReferences(studies.filter(isJsonObject))[0]
}

/** The imaging of the record, the newest first; a study and its report are one. */
export function knownStudies(
  { images }: Pick<PatientRecord, 'images'>,
  slots: PrefetchSlots,
): readonly KnownStudy[] {
  const resources = resourcesIn(slots)
  const all = images.flatMap((image): readonly KnownStudy[] => {
    const date = image.time?.written.slice(0, 10)
    if (date === undefined) return []
    const [name = ''] = image.names.flatMap(textsOf)
    const report = image.kind === 'report' ? image.reference : undefined
    return [{ reference: image.reference, study: studyOf(image, resources), report, date, name }]
  })
  const reported = new Set(
    all.flatMap(({ report, study }) => (report === undefined ? [] : [study])),
  )
  return all
    .filter(({ report, study }) => report !== undefined || !reported.has(study))
    .toSorted((a, b) => b.date.localeCompare(a.date))
}
