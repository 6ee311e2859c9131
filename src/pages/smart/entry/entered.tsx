import { useState } from 'react'
import { nonBlank, objects } from '../../../base/json.ts'
import {
  type FhirResource,
  localReferences,
  readReference,
} from '../../../clinical/fhir/resource.ts'
import type { PrefetchSlots } from '../../../clinical/assessment/slots.ts'
import type { EntryForm } from '../../../hook/entry/entry-form.ts'
import { fill } from '../../../base/fill.ts'
import { formatDate } from '../../language/format.ts'
import { useSpeech } from '../../language/language.tsx'
import type { Session, WriteResult } from '../session.ts'
import { AnswerNames, saidIn, valueText } from './sentence.ts'

const isFromForm = ({ derivedFrom }: FhirResource) =>
  localReferences(objects(derivedFrom)).some((reference) =>
    reference.startsWith('QuestionnaireResponse/'),
  )

const ERROR = 'entered-in-error'

/** The Observations of the record that somebody typed into a form, each once. */
export function enteredIn(slots: PrefetchSlots): readonly FhirResource[] {
  const all = Object.values(slots).flatMap((slot) =>
    slot.kind === 'supplied' ? slot.resources : [],
  )
  const typed = all.filter(
    (resource) =>
      resource.resourceType === 'Observation' &&
      resource['status'] !== ERROR &&
      isFromForm(resource),
  )
  return [...new Map(typed.map((resource) => [String(resource['id']), resource])).values()]
}

interface EnteredProps {
  readonly form: EntryForm
  readonly entered: readonly FhirResource[]
  /** Whether it stands under the heading of the form. */
  readonly hasHeading: boolean
  readonly session: Session
  readonly onUndone: (resource: FhirResource) => void
}

/** What an Observation says, as far as it is of the form. */
function useRow(form: EntryForm) {
  const { texts, language } = useSpeech()
  const names = new AnswerNames(form, language)
  const items = form.groups.flatMap((group) => group.items)
  return (observation: FhirResource) => {
    const codes = objects((observation['code'] as FhirResource | undefined)?.['coding'])
    const item = items.find(({ code }) =>
      codes.some((coding) => coding['system'] === code.system && coding['code'] === code.code),
    )
    const [performer] = objects(observation['performer'])
    return fill(texts.entry.enteredRow, {
      label: item === undefined ? '' : saidIn(item.label, language),
      value: valueText(observation, names),
      date: formatDate(String(observation['effectiveDateTime']), language),
      by: nonBlank(performer?.['display']) ?? readReference(performer) ?? '—',
    })
  }
}

/** What was typed into a form, by whom, each with a way to take it back. */
export function Entered({ form, entered, hasHeading, session, onUndone }: EnteredProps) {
  const { texts } = useSpeech()
  const { entry, errors } = texts
  const [failed, setFailed] = useState<WriteResult | undefined>()
  const rowOf = useRow(form)
  if (entered.length === 0) return null
  const undo = (observation: FhirResource) => {
    void session.update({ ...observation, status: ERROR }).then((written) => {
      setFailed(written.isStored ? undefined : written)
      if (written.isStored) onUndone(written.stored ?? { ...observation, status: ERROR })
    })
  }
  const why =
    failed?.failure === undefined
      ? `${failed?.text ?? ''} (${String(failed?.status)})`
      : fill(errors[failed.failure.kind], { what: failed.failure.what })
  return (
    <div className="entered">
      {hasHeading && <h3>{entry.entered}</h3>}
      <ul>
        {entered.map((observation) => (
          <li key={String(observation['id'])}>
            {rowOf(observation)}{' '}
            <button
              type="button"
              aria-label={fill(entry.undoOf, { what: rowOf(observation) })}
              onClick={() => undo(observation)}
            >
              {entry.undo}
            </button>
          </li>
        ))}
      </ul>
      {failed !== undefined && <p role="alert">{fill(entry.notUndone, { why })}</p>}
    </div>
  )
}
