import { type SyntheticEvent, useState } from 'react'
import { nonBlank } from '../../base/json.ts'
import type { CdsClient } from '../cds/client.ts'
import { whyOf } from '../cds/failure-text.ts'
import { fill } from '../../base/fill.ts'
import { useSpeech } from '../language/language.tsx'
import { toPatientLine } from '../patient-line.ts'
import { type EhrSettings, inLanguage } from './settings.ts'
import { usePatients } from './use-patients.ts'
import { useWords } from './words/words.ts'

interface PatientsProps {
  readonly settings: EhrSettings
  readonly client: CdsClient
  readonly patientId: string
  readonly onChoose: (patientId: string) => void
}

/** A patient of the list: a name, and what there is to know before the chart is opened. */
interface Listed {
  readonly id: string
  readonly name: string
  readonly about: string
}

/** The server's patients; of the sandbox's own it is known why each exists. */
function useListed({ settings, client }: PatientsProps, wanted: string) {
  const { language } = useSpeech()
  const { list, more } = usePatients(client, wanted)
  const known = new Map(settings.patients.map((patient) => [patient.id, patient]))
  const listed = list.patients?.map((patient): Listed => {
    const id = nonBlank(patient['id']) ?? ''
    const { name, birthDate } = toPatientLine(patient, language)
    const why = known.get(id)?.why
    return { id, name, about: why === undefined ? (birthDate ?? id) : inLanguage(why, language) }
  })
  // In the order in which the sandbox tells of them, then by name.
  const place = ({ id }: Listed) => [...known.keys()].indexOf(id) >>> 0
  const sorted = listed?.toSorted(
    (a, b) => place(a) - place(b) || a.name.localeCompare(b.name, language),
  )
  return { listed: sorted, hasMore: list.hasMore === true, error: list.error, more }
}

function TextForm(props: {
  readonly label: string
  readonly action: string
  readonly onSend: (text: string) => void
}) {
  const [text, setText] = useState('')
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    props.onSend(text.trim())
  }
  return (
    <form className="find" onSubmit={send}>
      <label>
        {props.label}
        <input value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <button type="submit">{props.action}</button>
    </form>
  )
}

interface ChoiceProps {
  readonly listed: readonly Listed[] | undefined
  readonly patientId: string
  readonly onChoose: (patientId: string) => void
}

function PatientButtons({ listed, patientId, onChoose }: ChoiceProps) {
  return listed?.map(({ id, name, about }) => (
    <li key={id}>
      <button
        type="button"
        data-patient={id}
        aria-current={id === patientId ? 'true' : undefined}
        onClick={() => onChoose(id)}
      >
        <span>{name}</span>
        <span className="quiet">{about}</span>
      </button>
    </li>
  ))
}

/** The same list where there is no room for it. */
function PatientSelect({ listed, patientId, onChoose }: ChoiceProps) {
  const { texts } = useSpeech()
  const words = useWords().patients
  const isListed = listed?.some(({ id }) => id === patientId)
  return (
    <label className="narrow-only">
      {texts.ehr.choosePatient}
      <select value={patientId} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{words.choose}</option>
        {listed?.map(({ id, name, about }) => (
          <option key={id} value={id}>
            {name}: {about}
          </option>
        ))}
        {patientId !== '' && isListed !== true && <option>{patientId}</option>}
      </select>
    </label>
  )
}

export function Patients(props: PatientsProps) {
  const { texts } = useSpeech()
  const words = useWords()
  const [wanted, setWanted] = useState('')
  const { listed, hasMore, error, more } = useListed(props, wanted)
  const { patientId, onChoose } = props
  const choice = { listed, patientId, onChoose }
  return (
    <nav className="patients" aria-label={texts.ehr.patients}>
      <h2>{texts.ehr.patients}</h2>
      <TextForm label={words.patients.search} action={words.patients.find} onSend={setWanted} />
      {error !== undefined && (
        <div className="unlisted">
          <p role="alert">{fill(words.patients.failed, { why: whyOf(words.failures, error) })}</p>
          <TextForm label={words.patients.byId} action={words.patients.open} onSend={onChoose} />
        </div>
      )}
      {listed?.length === 0 && <p className="quiet">{words.patients.none}</p>}
      <ul>
        <PatientButtons {...choice} />
        {hasMore && (
          <li>
            <button type="button" onClick={more}>
              {words.patients.more}
            </button>
          </li>
        )}
      </ul>
      <PatientSelect {...choice} />
    </nav>
  )
}
