import { useMemo, useState } from 'react'
import { provenanceOf } from '../../../clinical/readings/judge-statement.ts'
import { readPatientRecord } from '../../../clinical/assessment/patient-record.ts'
import type { FhirResource } from '../../../clinical/fhir/resource.ts'
import { hasMember } from '../../../clinical/terminology/value-set.ts'
import type { EntryForm } from '../../../hook/entry/entry-form.ts'
import { toQuestionnaire } from '../../../hook/entry/to-questionnaire.ts'
import type { Wording } from '../../../hook/cards/wording.ts'
import { toIsoDate } from '../../../base/time.ts'
import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import type { Reasoned } from '../reading-reason.ts'
import { type Mention, mentionsIn } from '../report/find-mentions.ts'
import { readReportText } from '../report/report-text.ts'
import type { Session } from '../session.ts'
import { type AllTyped, readForm } from './answers.ts'
import { Entered, enteredIn } from './entered.tsx'
import { knownStudies } from './known-studies.ts'
import { Preview } from './preview.tsx'
import { QuestionnaireView } from './questionnaire-view.tsx'
import { type EntryDraft, toResponse } from './save-entry.ts'

interface CompleteInputsProps {
  readonly reasoned: Reasoned
  readonly form: EntryForm
  readonly wording: Wording
  readonly session: Session
  readonly onWritten: (stored: readonly FhirResource[]) => void
}

/** What is there, or may be there and was not read, is not to be entered anew. */
const HELD: readonly string[] = ['found', 'not-obtained', 'excluding']

/** The predictors that are missing or refused. */
function missingInputs({ assessment, definition }: Reasoned): readonly string[] {
  if (!('inputs' in assessment)) return []
  return definition.inputs.predictors
    .filter(({ id, enteredFrom }) => {
      return enteredFrom !== undefined && !HELD.includes(assessment.inputs[id]?.kind ?? 'missing')
    })
    .map(({ id }) => id)
}

/** Whether other inputs can give one that is missing, or tell which of several lesions it is of. */
function needsParts({ definition, assessment }: Reasoned, missing: readonly string[]): boolean {
  return definition.inputs.predictors
    .filter(({ id }) => missing.includes(id))
    .some((input) => {
      const reading = 'inputs' in assessment ? assessment.inputs[input.id] : undefined
      const isOfSeveral = reading?.kind === 'unusable' && reading.why === 'several-lesions'
      return isOfSeveral || (input.kind === 'finding' && input.derivation !== undefined)
    })
}

/** Where each question stands: what is missing first, what other inputs follow from folded away. */
function toPlaces(reasoned: Reasoned, { groups }: EntryForm) {
  const missing = missingInputs(reasoned)
  const auxiliaries = needsParts(reasoned, missing)
    ? reasoned.definition.inputs.auxiliaries.map(({ id }) => id)
    : []
  const items = groups.flatMap((group) => group.items)
  return (linkId: string) => {
    const item = items.find(
      (candidate) => candidate.linkId === linkId || linkId.startsWith(`${candidate.linkId}.`),
    )
    if (item === undefined || missing.includes(item.input)) return 'first'
    return auxiliaries.includes(item.input) ? 'folded' : 'nowhere'
  }
}

/** What the record holds under the codes of each value, by link id; the newest first. */
function recordedIn({ record, definition }: Reasoned, { groups }: EntryForm, wording: Wording) {
  const { statements } = readPatientRecord(record.slots, definition, record.patientId)
  const time = {
    indexDate: record.now,
    indexDay: toIsoDate(record.now),
    now: record.now,
    earlierProcedures: [],
  }
  const items = groups.flatMap((group) => group.items)
  return new Map(
    items.map(({ linkId, codes }) => {
      const own = statements
        .filter(
          ({ code, status }) => status !== 'entered-in-error' && hasMember(code.codings, codes),
        )
        .map((statement) => provenanceOf(statement, time))
        .toSorted((a, b) => (b.written ?? '').localeCompare(a.written ?? ''))
      return [
        linkId,
        own.map((from) => `${wording.asSent(from)} (${from.written?.slice(0, 10) ?? '—'})`),
      ]
    }),
  )
}

/** What was found in the report of a study. */
interface ReportRead {
  readonly of: string
  readonly mentions: readonly Mention[] | 'unread'
}

/** Without the sentences that answers are from: they are of another report. */
const withoutSources = (typed: AllTyped): AllTyped =>
  Object.fromEntries(Object.entries(typed).filter(([linkId]) => !linkId.endsWith('.source')))

function useEntry({ reasoned, form, session }: CompleteInputsProps) {
  const { definition, record } = reasoned
  const questionnaire = useMemo(() => toQuestionnaire(form), [form])
  const studies = useMemo(
    () => knownStudies(readPatientRecord(record.slots, definition, record.patientId), record.slots),
    [record, definition],
  )
  const [typed, setTyped] = useState<AllTyped>({})
  const [picked, setPicked] = useState<string | undefined>()
  const [read, setRead] = useState<ReportRead | undefined>()
  // Of a study that was picked before, nothing may stand here.
  const mentions = read !== undefined && read.of === picked ? read.mentions : []
  const filled = readForm(questionnaire, typed)
  const toDraft = (user: string): EntryDraft => ({
    form,
    user,
    response: toResponse(form, questionnaire, filled.items, { patientId: session.patientId, user }),
  })
  const pick = (reference: string, answers: AllTyped) => {
    setPicked(reference)
    const report = studies.find((study) => study.reference === reference)?.report
    if (reasoned.hasReportSentences && report !== undefined)
      void readReportText(session, report).then((text) =>
        setRead({ of: reference, mentions: text === undefined ? 'unread' : mentionsIn(text) }),
      )
    setTyped((before) => ({ ...withoutSources(before), ...answers }))
  }
  return { questionnaire, studies, typed, setTyped, picked, pick, mentions, filled, toDraft }
}

type Entry = ReturnType<typeof useEntry>

interface FillingProps extends CompleteInputsProps {
  readonly entry: Entry
  readonly user: string
  readonly onDraft: (draft: EntryDraft) => void
}

function Filling({ entry, form, reasoned, wording, user, onDraft }: FillingProps) {
  const { texts } = useSpeech()
  const { questionnaire, studies, typed, setTyped, picked, pick, mentions, filled } = entry
  const [isChecked, setChecked] = useState(false)
  const recorded = recordedIn(reasoned, form, wording)
  const hasProblems = Object.keys(filled.problems).length > 0
  const isEmpty = filled.items.length === 0
  const check = () => {
    setChecked(true)
    if (!hasProblems && !isEmpty) onDraft(entry.toDraft(user))
  }
  return (
    <>
      <QuestionnaireView
        questionnaire={questionnaire}
        placeOf={toPlaces(reasoned, form)}
        studies={studies}
        picked={picked}
        typed={typed}
        problems={isChecked ? filled.problems : {}}
        mentionsOf={(linkId) =>
          mentions === 'unread' ? [] : mentions.filter(({ topic }) => topic === linkId)
        }
        recordedOf={(linkId) => recorded.get(linkId)}
        onType={(linkId, answer) => setTyped((before) => ({ ...before, [linkId]: answer }))}
        onPick={pick}
      />
      {mentions === 'unread' && (
        <p role="alert">{fill(texts.entry.noReport, { what: picked ?? '' })}</p>
      )}
      {isChecked && isEmpty && <p role="alert">{texts.entry.nothing}</p>}
      <div className="actions">
        <button type="button" className="primary" onClick={check}>
          {texts.entry.preview}
        </button>
      </div>
    </>
  )
}

function EntryPanel({ user, ...props }: CompleteInputsProps & { readonly user: string }) {
  const entry = useEntry(props)
  const [draft, setDraft] = useState<EntryDraft | undefined>()
  return draft === undefined ? (
    <Filling {...props} entry={entry} user={user} onDraft={setDraft} />
  ) : (
    <Preview
      {...props}
      draft={draft}
      onBack={() => setDraft(undefined)}
      onSaved={props.onWritten}
    />
  )
}

/** The button that opens the form, the form, or why there is none. */
function Offer({ user, ...props }: CompleteInputsProps & { readonly user: string | undefined }) {
  const { entry } = useSpeech().texts
  const [isOpen, setOpen] = useState(false)
  if (user === undefined) return <p className="quiet">{entry.noUser}</p>
  if (isOpen) return <EntryPanel {...props} user={user} />
  return (
    <>
      <p className="quiet">{entry.note}</p>
      <div className="actions">
        <button type="button" onClick={() => setOpen(true)}>
          {entry.open}
        </button>
      </div>
    </>
  )
}

/** One form for every input that is missing or refused, and what was entered by it before. */
export function CompleteInputs(props: CompleteInputsProps) {
  const { entry } = useSpeech().texts
  const { reasoned, form, session, onWritten } = props
  const entered = enteredIn(reasoned.record.slots)
  const isOffered = missingInputs(reasoned).length > 0
  if (!isOffered && entered.length === 0) return null
  return (
    <section className="entry" aria-labelledby="entry">
      <h2 id="entry">{isOffered ? entry.title : entry.entered}</h2>
      {isOffered && <Offer {...props} user={session.user} />}
      <Entered
        form={form}
        entered={entered}
        session={session}
        hasHeading={isOffered}
        onUndone={(resource) => onWritten([resource])}
      />
    </section>
  )
}
