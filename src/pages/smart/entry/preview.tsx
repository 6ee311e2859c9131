import { useState } from 'react'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { type InputReading, whyNoNumber } from '../../../clinical/assessment/input-reading.ts'
import type { Wording } from '../../../hook/cards/wording.ts'
import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import { FoldedJson } from '../../parts/folded-json.tsx'
import { assessWith, type Reasoned } from '../reading-reason.ts'
import type { Session } from '../session.ts'
import { draftsOf, type EntryDraft, saveEntry, type SavedEntry } from './save-entry.ts'
import { AnswerNames, sentenceOf } from './sentence.ts'

interface PreviewProps {
  readonly draft: EntryDraft
  readonly reasoned: Reasoned
  readonly wording: Wording
  readonly session: Session
  readonly onBack: () => void
  /** @param stored - What was stored. */
  readonly onSaved: (stored: readonly FhirResource[]) => void
}

/** What became of one input, in a sentence. */
function useConsequence(wording: Wording) {
  const { entry } = useSpeech().texts
  return (id: string, reading: InputReading): string => {
    const label = wording.label(id)
    if (reading.kind === 'found')
      return fill(entry.used, { label, value: wording.value(id, reading.value) })
    const from = 'from' in reading ? reading.from : undefined
    const isTyped = from?.sides?.some(({ enteredBy }) => enteredBy !== undefined) === true
    if (from !== undefined && isTyped)
      return `${label}: ${fill(entry.contradicts, { both: wording.asSent(from) })}`
    const why = wording.gap(id, whyNoNumber(reading) ?? '', from)
    return fill(from === undefined ? entry.stillMissing : entry.unused, { label, why })
  }
}

/** What the model makes of the record with what was entered, of each input that it lacks now. */
function Consequence({
  draft,
  reasoned,
  wording,
}: Pick<PreviewProps, 'draft' | 'reasoned' | 'wording'>) {
  const { entry } = useSpeech().texts
  const consequence = useConsequence(wording)
  const assessment = assessWith(
    reasoned,
    draftsOf(draft).map(({ observation }) => observation),
  )
  if (assessment === undefined || !('inputs' in assessment))
    return <p className="notice">{entry.applies}</p>
  const { assessment: before } = reasoned
  const lacking = Object.entries(assessment.inputs).filter(
    ([id]) => !('inputs' in before) || before.inputs[id]?.kind !== 'found',
  )
  return (
    <>
      <h3>{entry.consequence}</h3>
      <ul>
        {lacking.map(([id, reading]) => (
          <li key={id}>{consequence(id, reading)}</li>
        ))}
      </ul>
    </>
  )
}

function Outcome({ saved }: { readonly saved: SavedEntry }) {
  const { texts } = useSpeech()
  const { entry, errors } = texts
  const { failed, observations, total, hasProvenance } = saved
  if (failed === undefined)
    return (
      <p role="status" className="done">
        {fill(entry.savedAll, { n: observations.length })} {hasProvenance ? '' : entry.noProvenance}
      </p>
    )
  const why =
    failed.failure === undefined
      ? `${failed.text} (${String(failed.status)})`
      : fill(errors[failed.failure.kind], { what: failed.failure.what })
  return (
    <p role="alert">
      {fill(entry.saved, { n: observations.length, total })} {fill(entry.failed, { why })}
    </p>
  )
}

interface DeedsProps extends Pick<PreviewProps, 'onBack' | 'onSaved'> {
  readonly saved: SavedEntry | undefined
  readonly isSending: boolean
  readonly onSave: () => void
}

function Deeds({ saved, isSending, onSave, onBack, onSaved }: DeedsProps) {
  const { entry, common } = useSpeech().texts
  const isOpen = saved === undefined || saved.failed !== undefined
  const isOver = saved?.failed?.failure?.kind === 'expired'
  return (
    <div className="actions">
      {isOpen && !isOver && (
        <button type="button" className="primary" disabled={isSending} onClick={onSave}>
          {saved === undefined ? entry.save : entry.rest}
        </button>
      )}
      {saved === undefined ? (
        <button type="button" onClick={onBack}>
          {entry.back}
        </button>
      ) : (
        <button type="button" onClick={() => onSaved(saved.observations)}>
          {common.close}
        </button>
      )}
    </div>
  )
}

/** What would be saved: in sentences first, then exactly. */
function WillBeSaved({ draft }: Pick<PreviewProps, 'draft'>) {
  const { texts, language } = useSpeech()
  const { entry } = texts
  const names = new AnswerNames(draft.form, language)
  return (
    <>
      <p>{fill(entry.willBeSaved, { by: draft.user })}</p>
      <ul className="sentences">
        {draftsOf(draft).map((entered) => (
          <li key={String(entered.observation['id'])}>
            {sentenceOf(entered, { texts: entry, language, names })}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Nothing is sent before a person has read what it says, and what will become of it. */
export function Preview({ draft, session, onBack, onSaved, ...part }: PreviewProps) {
  const { entry } = useSpeech().texts
  const [saved, setSaved] = useState<SavedEntry | undefined>()
  const [isSending, setSending] = useState(false)
  const save = () => {
    setSending(true)
    void saveEntry(session, draft, saved).then((answer) => {
      setSaved(answer)
      setSending(false)
    })
  }
  const resources = [draft.response, ...draftsOf(draft).map(({ observation }) => observation)]
  return (
    <div className="preview">
      <WillBeSaved draft={draft} />
      <Consequence draft={draft} {...part} />
      <FoldedJson value={resources} label={entry.resources} />
      {saved !== undefined && <Outcome saved={saved} />}
      <Deeds saved={saved} isSending={isSending} onSave={save} onBack={onBack} onSaved={onSaved} />
    </div>
  )
}
