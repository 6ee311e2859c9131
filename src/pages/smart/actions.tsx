import { type SyntheticEvent, useState } from 'react'
import { releasesOf } from '../../clinical/fhir/release.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { suggestionsOf } from '../../hook/cards/suggestions-outside.ts'
import type { Wording } from '../../hook/cards/wording.ts'
import type { FindingInput } from '../../clinical/readings/input-definition.ts'
import { fill } from '../language/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { newUuid, now } from '../surroundings.ts'
import { toFindingResource } from './finding-resource.ts'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'
import { type Draft, WriteDialog } from './write-dialog.tsx'

interface Props {
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly session: Session
  readonly onWritten: (stored: readonly FhirResource[]) => void
}

interface FindingFormProps {
  readonly predictor: FindingInput
  readonly wording: Wording
  readonly session: Session
  readonly onDraft: (draft: Draft) => void
}

/** Where a missing finding is entered. */
function FindingForm({ predictor, wording, session, onDraft }: FindingFormProps) {
  const { texts, language } = useSpeech()
  const [chosen, setChosen] = useState(predictor.values[0]?.id ?? '')
  const title = fill(texts.app.record, { label: wording.label(predictor.id) })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const value = predictor.values.find(({ id }) => id === chosen)
    if (value === undefined) return
    const at = new Date(now()).toISOString()
    const text = wording.finding(predictor.id, chosen)
    const context = { patientId: session.patientId, at, text, language, performer: session.user }
    const resource = toFindingResource(predictor, value, context)
    if (resource !== undefined) onDraft({ title, resource })
  }
  return (
    <form className="record" onSubmit={submit}>
      <label>
        {title}
        <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
          {predictor.values.map(({ id }) => (
            <option key={id} value={id}>
              {wording.finding(predictor.id, id)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{texts.app.show}…</button>
    </form>
  )
}

/** The drafts that the card of this situation suggests too. */
function suggestedDrafts({ reasoned, session }: Props): readonly Draft[] {
  const suggestions = suggestionsOf(reasoned.definition, reasoned.assessment, {
    patientId: session.patientId,
    order: reasoned.record.order,
    requester: session.user,
    now: reasoned.record.now,
    newUuid,
  })
  return suggestions.flatMap(({ label, actions = [] }) =>
    actions.flatMap((action) =>
      action.type === 'create' ? [{ title: label, resource: action.resource }] : [],
    ),
  )
}

interface SuggestedProps {
  readonly drafts: readonly Draft[]
  readonly onDraft: (draft: Draft) => void
}

function Suggested({ drafts, onDraft }: SuggestedProps) {
  const { texts } = useSpeech()
  if (drafts.length === 0) return <p className="quiet">{texts.app.noSuggestion}</p>
  return (
    <div className="actions">
      {drafts.map((draft) => (
        <button key={draft.title} type="button" onClick={() => onDraft(draft)}>
          {draft.title}…
        </button>
      ))}
    </div>
  )
}

/** What is there, or may be there and was not read, is not to be recorded anew. */
const HELD: readonly string[] = ['found', 'not-obtained']

function missingFindings({ assessment, definition }: Reasoned): readonly FindingInput[] {
  if (!('inputs' in assessment)) return []
  return definition.inputs.predictors
    .filter((predictor) => predictor.kind === 'finding')
    .filter(({ id }) => !HELD.includes(assessment.inputs[id]?.kind ?? 'missing'))
}

/** What can be written to the record from here. */
export function Actions(props: Props) {
  const { texts } = useSpeech()
  const [draft, setDraft] = useState<Draft | undefined>()
  const { reasoned, wording, session, onWritten } = props
  const suggested = suggestedDrafts(props)
  const { assessment } = reasoned
  /** Shown is what will be sent. */
  const show = ({ title, resource }: Draft) => {
    const { order } = reasoned.record
    const shapes = order === undefined ? [] : releasesOf(order)
    void session
      .asWritten(resource, shapes)
      .then((written) => setDraft({ title, resource: written }))
  }
  const isCalibrated =
    assessment.kind === 'estimated' && assessment.estimate.state === 'outcome-calibrated'
  return (
    <section className="deeds" aria-labelledby="actions">
      <h2 id="actions">{texts.app.actions}</h2>
      <p className="quiet">{texts.app.actionsNote}</p>
      <Suggested drafts={suggested} onDraft={show} />
      {missingFindings(reasoned).map((predictor) => (
        <FindingForm
          key={predictor.id}
          predictor={predictor}
          wording={wording}
          session={session}
          onDraft={show}
        />
      ))}
      {!isCalibrated && <p className="quiet">{texts.app.noRiskAssessment}</p>}
      {draft !== undefined && (
        <WriteDialog
          draft={draft}
          session={session}
          onClose={(stored) => {
            setDraft(undefined)
            if (stored !== undefined) onWritten([stored])
          }}
        />
      )}
    </section>
  )
}
