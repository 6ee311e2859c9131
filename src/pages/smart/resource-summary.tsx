import { elements, isJsonObject, nonBlank } from '../../base/json.ts'
import { nameOf, readConcept } from '../../clinical/fhir/concept.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Texts } from '../language/en.ts'
import { useSpeech } from '../language/language.tsx'

type Row = readonly [label: string, value: string]

const conceptText = (value: unknown): string | undefined => {
  const concept = readConcept(value)
  return concept === undefined ? undefined : nameOf(concept)
}

const quantityText = (value: unknown): string | undefined =>
  isJsonObject(value) && typeof value['value'] === 'number'
    ? [String(value['value']), nonBlank(value['unit'])].filter(Boolean).join(' ')
    : undefined

const referenceText = (value: unknown): string | undefined =>
  isJsonObject(value) ? (nonBlank(value['display']) ?? nonBlank(value['reference'])) : undefined

const notesOf = (value: unknown): string | undefined =>
  nonBlank(
    elements(value)
      .flatMap((note) => (isJsonObject(note) ? (nonBlank(note['text']) ?? []) : []))
      .join(' '),
  )

/** What a resource says, as far as people ask; all else is in its JSON. */
function rowsOf(resource: FhirResource, texts: Texts['app']): readonly Row[] {
  const member = resource as unknown as Readonly<Record<string, unknown>>
  const rows: readonly (readonly [string, string | undefined])[] = [
    [texts.draftWhat, conceptText(member['code'])],
    [
      texts.draftValue,
      conceptText(member['valueCodeableConcept']) ?? quantityText(member['valueQuantity']),
    ],
    [texts.patient, referenceText(member['subject'])],
    [texts.draftDate, nonBlank(member['authoredOn']) ?? nonBlank(member['effectiveDateTime'])],
    [texts.draftStatus, nonBlank(member['status'])],
    [texts.draftPriority, nonBlank(member['priority'])],
    [texts.draftNote, notesOf(member['note'])],
  ]
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]))
}

/** A resource in the words of who is to send it, or looks at it. */
export function ResourceSummary({ resource }: { readonly resource: FhirResource }) {
  const { texts } = useSpeech()
  return (
    <dl className="summary">
      {rowsOf(resource, texts.app).map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
