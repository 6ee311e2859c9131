import { isJsonObject, type JsonObject, nonBlank, objects } from '../../../base/json.ts'
import { emptyLookup } from '../../../base/lookup.ts'
import { toIsoDate } from '../../../base/time.ts'
import { now } from '../../surroundings.ts'

/** What a person has typed or chosen at one question, before it is an answer. */
export interface Typed {
  /** A number, date or text, as it was typed. */
  readonly text?: string | undefined
  /** Which of the answers, by its place. */
  readonly option?: number | undefined
}

/** By link id. */
export type AllTyped = Readonly<Record<string, Typed | undefined>>

/** Why what was typed is no answer. */
export type Problem = 'number' | 'date' | 'future' | 'choose'

type Outcome = { readonly answer: JsonObject } | { readonly problem: Problem } | undefined

/** Digits with a point: a comma is a decimal sign to some, and a thousand to others. */
const NUMBER = /^\d+(?:\.\d+)?$/

function toDecimal({ text = '' }: Typed): Outcome {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return NUMBER.test(trimmed)
    ? { answer: { valueDecimal: Number(trimmed) } }
    : { problem: 'number' }
}

function toDate({ text = '' }: Typed): Outcome {
  if (text === '') return undefined
  if (!Number.isFinite(Date.parse(text))) return { problem: 'date' }
  return text > toIsoDate(now()) ? { problem: 'future' } : { answer: { valueDate: text } }
}

function toChoice(item: JsonObject, { option }: Typed): Outcome {
  const chosen = option === undefined ? undefined : objects(item['answerOption'])[option]
  if (chosen === undefined) return undefined
  const { system, code, display } = memberOfCoding(chosen)
  return { answer: { valueCoding: { system, code, display } } }
}

const memberOfCoding = ({ valueCoding }: JsonObject): JsonObject =>
  isJsonObject(valueCoding) ? valueCoding : {}

function toText({ text = '' }: Typed): Outcome {
  const said = nonBlank(text)
  return said === undefined ? undefined : { answer: { valueString: said.trim() } }
}

/** What was typed at a question as an answer, or why it is none; nothing where nothing was. */
export function toOutcome(item: JsonObject, typed: Typed = {}): Outcome {
  switch (item['type']) {
    case 'decimal':
      return toDecimal(typed)
    case 'date':
      return toDate(typed)
    case 'choice':
      return toChoice(item, typed)
    default:
      return toText(typed)
  }
}

/** Whether a question is asked: what it waits for, all or any of it, is or is not answered. */
export function isEnabled(item: JsonObject, isAnswered: (linkId: string) => boolean): boolean {
  const met = objects(item['enableWhen']).map(
    ({ question, answerBoolean }) => isAnswered(String(question)) === answerBoolean,
  )
  return item['enableBehavior'] === 'any' ? met.includes(true) : !met.includes(false)
}

/** What became of a form: the answers as items of a QuestionnaireResponse, and what is wrong. */
export interface FilledIn {
  readonly items: readonly JsonObject[]
  readonly problems: Readonly<Record<string, Problem>>
}

const answersOf = (typed: AllTyped, questions: readonly JsonObject[]) =>
  new Map(
    questions.map((item) => [
      String(item['linkId']),
      toOutcome(item, typed[String(item['linkId'])]),
    ]),
  )

/** Every item of a Questionnaire, groups too. */
export const itemsWithin = (items: unknown): readonly JsonObject[] =>
  objects(items).flatMap((item) => [item, ...itemsWithin(item['item'])])

/** The link ids that have an answer, whatever waits for them. */
export function answeredIn(
  questionnaire: JsonObject,
  typed: AllTyped,
): (linkId: string) => boolean {
  const outcomes = answersOf(typed, itemsWithin(questionnaire['item']))
  return (linkId) => {
    const outcome = outcomes.get(linkId)
    return outcome !== undefined && 'answer' in outcome
  }
}

/** Reads what was typed into a Questionnaire. What is not asked any more is not answered. */
export function readForm(questionnaire: JsonObject, typed: AllTyped): FilledIn {
  const isAnswered = answeredIn(questionnaire, typed)
  const problems = emptyLookup<Problem>()
  const fill = (items: unknown): readonly JsonObject[] =>
    objects(items).flatMap((item): readonly JsonObject[] => {
      if (!isEnabled(item, isAnswered)) return []
      const linkId = String(item['linkId'])
      if (item['type'] === 'group') {
        const inside = fill(item['item'])
        return inside.length === 0 ? [] : [{ linkId, item: inside }]
      }
      const outcome = toOutcome(item, typed[linkId])
      if (outcome === undefined && item['required'] === true) problems[linkId] = 'choose'
      if (outcome !== undefined && 'problem' in outcome) problems[linkId] = outcome.problem
      return outcome !== undefined && 'answer' in outcome
        ? [{ linkId, answer: [outcome.answer] }]
        : []
    })
  return { items: fill(questionnaire['item']), problems }
}
