import { type JsonObject, objects } from '../../../base/json.ts'
import { useSpeech } from '../../language/language.tsx'
import { type AllTyped, answeredIn, isEnabled, type Problem, type Typed } from './answers.ts'
import { textIn } from './item-text.ts'
import type { Mention } from '../report/find-mentions.ts'
import { ReportSentences } from '../report/report-sentences.tsx'
import { Question } from './question.tsx'
import type { KnownStudy } from './known-studies.ts'
import { StudyPicker } from './study-picker.tsx'

interface QuestionnaireViewProps {
  readonly questionnaire: JsonObject
  /** Whether a question is asked at once, folded away, or not at all. */
  readonly placeOf: (linkId: string) => 'first' | 'folded' | 'nowhere'
  readonly studies: readonly KnownStudy[]
  readonly picked: string | undefined
  readonly typed: AllTyped
  readonly problems: Readonly<Record<string, Problem>>
  readonly recordedOf: (linkId: string) => readonly string[] | undefined
  /** The sentences of the report that speak of a question. */
  readonly mentionsOf: (linkId: string) => readonly Mention[]
  readonly onType: (linkId: string, typed: Typed) => void
  readonly onPick: (picked: string, typed: AllTyped) => void
}

const linkIdOf = (item: JsonObject) => String(item['linkId'])

const isHidden = ({ extension }: JsonObject) =>
  objects(extension).some(({ url, valueBoolean }) => {
    return String(url).endsWith('/questionnaire-hidden') && valueBoolean === true
  })

/** What is shown of the record is read here, not from the form. */
const isDrawn = (item: JsonObject) => item['readOnly'] !== true && !isHidden(item)

function Items({
  items,
  ...view
}: QuestionnaireViewProps & { readonly items: readonly JsonObject[] }) {
  const { language } = useSpeech()
  const isAnswered = answeredIn(view.questionnaire, view.typed)
  return items
    .filter((item) => isDrawn(item) && isEnabled(item, isAnswered))
    .map((item) => {
      const linkId = linkIdOf(item)
      if (item['type'] === 'group')
        return (
          <fieldset key={linkId} className="group">
            <legend>{textIn(item, 'text', language)}</legend>
            <Items {...view} items={objects(item['item'])} />
          </fieldset>
        )
      return (
        <Question
          key={linkId}
          item={item}
          typed={view.typed[linkId] ?? {}}
          problem={view.problems[linkId]}
          recorded={view.recordedOf(linkId)}
          onType={(typed) => view.onType(linkId, typed)}
        >
          <ReportSentences
            mentions={view.mentionsOf(linkId)}
            chosen={view.typed[`${linkId}.source`]?.text}
            onChoose={(text) => view.onType(`${linkId}.source`, { text })}
          />
        </Question>
      )
    })
}

function Group({ group, ...view }: QuestionnaireViewProps & { readonly group: JsonObject }) {
  const { texts } = useSpeech()
  const { studies, picked, onPick, placeOf } = view
  const isStudy = linkIdOf(group) === 'study'
  const items = objects(group['item'])
  const isDateKnown = isStudy && studies.length > 0 && picked !== 'other'
  const first = items
    .filter((item) => placeOf(linkIdOf(item)) === 'first')
    .filter((item) => !(isDateKnown && item['type'] === 'date'))
  const folded = items.filter((item) => placeOf(linkIdOf(item)) === 'folded')
  const isAnswered = answeredIn(view.questionnaire, view.typed)
  const hasFolded = folded.some((item) => isEnabled(item, isAnswered))
  return (
    <>
      {isStudy && <StudyPicker studies={studies} picked={picked} onPick={onPick} />}
      <Items {...view} items={first} />
      {hasFolded && (
        <details>
          <summary>{texts.entry.parts}</summary>
          <Items {...view} items={folded} />
        </details>
      )}
    </>
  )
}

/** Whether a value of the group is asked at once, and not its date alone. */
const isAskedAtOnce = (group: JsonObject, placeOf: QuestionnaireViewProps['placeOf']) =>
  objects(group['item']).some(
    (item) => item['code'] !== undefined && placeOf(linkIdOf(item)) === 'first',
  )

const hasValues = (group: JsonObject, placeOf: QuestionnaireViewProps['placeOf']) =>
  objects(group['item']).some(
    (item) => item['code'] !== undefined && placeOf(linkIdOf(item)) !== 'nowhere',
  )

/** A Questionnaire as a form: what is enabled of it, with nothing filled in. */
export function QuestionnaireView(props: QuestionnaireViewProps) {
  const { language } = useSpeech()
  const groups = objects(props.questionnaire['item']).filter((group) =>
    hasValues(group, props.placeOf),
  )
  return groups.map((group) => {
    const linkId = linkIdOf(group)
    const title = textIn(group, 'text', language)
    return isAskedAtOnce(group, props.placeOf) ? (
      <section key={linkId} className="occasion" aria-label={title}>
        <h3>{title}</h3>
        <Group {...props} group={group} />
      </section>
    ) : (
      <details key={linkId} className="occasion">
        <summary>{title}</summary>
        <Group {...props} group={group} />
      </details>
    )
  })
}
