import { useState } from 'react'
import { releasesOf } from '../../clinical/fhir/release.ts'
import type { FhirResource } from '../../clinical/fhir/resource.ts'
import { suggestionsOf } from '../../hook/cards/suggestions-outside.ts'
import { useSpeech } from '../language/language.tsx'
import { newUuid } from '../surroundings.ts'
import type { Reasoned } from './reading-reason.ts'
import type { Session } from './session.ts'
import { type Draft, WriteDialog } from './write-dialog.tsx'

interface Props {
  readonly reasoned: Reasoned
  readonly session: Session
  readonly onWritten: (stored: readonly FhirResource[]) => void
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
      {drafts.map((draft, i) => (
        <button
          key={draft.title}
          type="button"
          className={i === 0 ? 'primary' : undefined}
          onClick={() => onDraft(draft)}
        >
          {draft.title}…
        </button>
      ))}
    </div>
  )
}

/** What can be written to the record from here. */
export function Actions(props: Props) {
  const { texts } = useSpeech()
  const [draft, setDraft] = useState<Draft | undefined>()
  const { reasoned, session, onWritten } = props
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
  const isUncalibrated =
    assessment.kind === 'estimated' && assessment.estimate.state !== 'outcome-calibrated'
  return (
    <section className="deeds" aria-labelledby="actions">
      <h2 id="actions">{texts.app.actions}</h2>
      {suggested.length > 0 && <p className="quiet">{texts.app.actionsNote}</p>}
      <Suggested drafts={suggested} onDraft={show} />
      {isUncalibrated && <p className="quiet">{texts.app.noRiskAssessment}</p>}
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
