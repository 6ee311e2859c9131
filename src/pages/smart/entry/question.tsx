import type { ReactNode } from 'react'
import type { JsonObject } from '../../../base/json.ts'
import { isJsonObject, nonBlank, objects } from '../../../base/json.ts'
import { fill } from '../../../base/fill.ts'
import { useSpeech } from '../../language/language.tsx'
import type { Problem, Typed } from './answers.ts'
import { textIn } from './item-text.ts'

interface QuestionProps {
  readonly item: JsonObject
  readonly typed: Typed
  readonly problem: Problem | undefined
  /** What the record holds of it now. */
  readonly recorded: readonly string[] | undefined
  readonly onType: (typed: Typed) => void
  /** What stands above the answer. */
  readonly children?: ReactNode
}

const idOf = (item: JsonObject) => `entry-${String(item['linkId']).replaceAll('.', '-')}`

/** So many answers are seen at once; more are a list. */
const MOST_SEEN = 8

interface OptionsProps extends QuestionProps {
  readonly options: readonly string[]
}

function OptionList({ item, typed, onType, options }: OptionsProps) {
  const { language, texts } = useSpeech()
  return (
    <select
      aria-label={textIn(item, 'text', language)}
      value={typed.option ?? ''}
      onChange={({ target }) =>
        onType({ option: target.value === '' ? undefined : Number(target.value) })
      }
    >
      <option value="">{texts.entry.choose}</option>
      {options.map((option, i) => (
        <option key={option} value={i}>
          {option}
        </option>
      ))}
    </select>
  )
}

function OptionRow({ item, typed, onType, options }: OptionsProps) {
  const { texts } = useSpeech()
  return (
    <div className="options">
      {options.map((option, i) => (
        <label key={option} className="choice">
          <input
            type="radio"
            name={idOf(item)}
            checked={typed.option === i}
            onChange={() => onType({ option: i })}
          />
          {option}
        </label>
      ))}
      {typed.option !== undefined && (
        <button type="button" className="link" onClick={() => onType({})}>
          {texts.entry.clear}
        </button>
      )}
    </div>
  )
}

function Options(props: QuestionProps) {
  const { language } = useSpeech()
  const options = objects(props.item['answerOption']).map(({ valueCoding }) =>
    textIn(isJsonObject(valueCoding) ? valueCoding : {}, 'display', language),
  )
  return options.length > MOST_SEEN ? (
    <OptionList {...props} options={options} />
  ) : (
    <OptionRow {...props} options={options} />
  )
}

/** The unit of a number that has but one. */
function unitOf({ extension }: JsonObject): string | undefined {
  const unit = objects(extension).find(({ url }) => String(url).endsWith('/questionnaire-unit'))
  return isJsonObject(unit?.['valueCoding']) ? nonBlank(unit['valueCoding']['display']) : undefined
}

function Plain({ item, typed, onType }: QuestionProps) {
  const { language } = useSpeech()
  const isDate = item['type'] === 'date'
  return (
    <>
      <input
        type={isDate ? 'date' : 'text'}
        {...(item['type'] === 'decimal' ? { inputMode: 'decimal' as const } : {})}
        autoComplete="off"
        aria-label={textIn(item, 'text', language)}
        value={typed.text ?? ''}
        onChange={({ target }) => onType({ text: target.value })}
      />{' '}
      {unitOf(item)}
    </>
  )
}

/** One question of a Questionnaire, with what the record says and what is wrong with the answer. */
export function Question(props: QuestionProps) {
  const { texts, language } = useSpeech()
  const { item, recorded, problem } = props
  const label = textIn(item, 'text', language)
  const Field = item['type'] === 'choice' ? Options : Plain
  const { inRecord, notInRecord, problems } = texts.entry
  return (
    <fieldset className="question">
      <legend>{label}</legend>
      {recorded !== undefined && (
        <p className="quiet">
          {recorded.length === 0 ? notInRecord : fill(inRecord, { values: recorded.join('; ') })}
        </p>
      )}
      {props.children}
      <Field {...props} />
      {problem !== undefined && (
        <p role="alert" className="problem">
          {fill(problems[problem], { label })}
        </p>
      )}
    </fieldset>
  )
}
