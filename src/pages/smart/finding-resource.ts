import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { FindingInput, FindingValue } from '../../clinical/readings/input-definition.ts'

interface FindingContext {
  readonly patientId: string
  /** An ISO 8601 date-time. */
  readonly at: string
  /** The finding in the reader's language. */
  readonly text: string
  /** BCP 47. */
  readonly language: string
  /** Reference to who enters it, if that is known. */
  readonly performer: string | undefined
}

/** A finding as an Observation that the model reads; nothing when it has no code to be read by. */
export function toFindingResource(
  predictor: FindingInput,
  value: FindingValue,
  { patientId, at, text, language, performer }: FindingContext,
): FhirResource | undefined {
  const [code] = predictor.codes.codings
  const [coding] = value.codes.codings
  if (code === undefined || coding === undefined) return undefined
  return {
    resourceType: 'Observation',
    language,
    status: 'final',
    code: { coding: [code] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: at,
    issued: at,
    ...(performer === undefined ? {} : { performer: [{ reference: performer }] }),
    valueCodeableConcept: { coding: [coding], text },
  }
}
