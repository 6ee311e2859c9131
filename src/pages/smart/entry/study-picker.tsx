import { fill } from '../../../base/fill.ts'
import { formatDate } from '../../language/format.ts'
import { useSpeech } from '../../language/language.tsx'
import type { AllTyped } from './answers.ts'
import type { KnownStudy } from './known-studies.ts'

/** What picking a study answers; the report stands in the note of each value. */
const answersOf = ({ study, report, date }: KnownStudy, readFrom: string): AllTyped => ({
  'study.reference': { text: study },
  'study.report': { text: report && fill(readFrom, { report, date }) },
  'study.date': { text: date },
})

const OTHER: AllTyped = {
  'study.reference': undefined,
  'study.report': undefined,
  'study.date': undefined,
}

interface StudyPickerProps {
  readonly studies: readonly KnownStudy[]
  /** The reference of the study that is picked; `other` where its date is typed. */
  readonly picked: string | undefined
  readonly onPick: (picked: string, typed: AllTyped) => void
}

/** Which imaging study the values are from: one of the record, or another by its date. */
export function StudyPicker({ studies, picked, onPick }: StudyPickerProps) {
  const { texts, language } = useSpeech()
  const { entry } = texts
  if (studies.length === 0) return <p className="quiet">{entry.noStudies}</p>
  return (
    <fieldset className="question">
      <legend>{entry.study}</legend>
      <div className="options">
        {studies.map((study) => (
          <label key={study.reference} className="choice">
            <input
              type="radio"
              name="entry-study"
              checked={picked === study.reference}
              onChange={() => onPick(study.reference, answersOf(study, entry.readFrom))}
            />
            {formatDate(study.date, language)}: {study.name}{' '}
            <span className="quiet">{study.reference}</span>
          </label>
        ))}
        <label className="choice">
          <input
            type="radio"
            name="entry-study"
            checked={picked === 'other'}
            onChange={() => onPick('other', OTHER)}
          />
          {entry.otherStudy}
        </label>
      </div>
    </fieldset>
  )
}
