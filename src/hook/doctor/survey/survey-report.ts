import { fill } from '../../../base/fill.ts'
import { textSection, textTable } from '../../../base/terminal/text-table.ts'
import { toWording, type Wording } from '../../cards/wording.ts'
import type { CdsService } from '../../service.ts'
import { situationLabel } from '../../situation-labels.ts'
import { DOCTOR_TEXTS } from '../doctor-texts.ts'
import { toSitePiece } from './site-piece.ts'
import type { Survey } from './survey.ts'
import { SURVEY_TEXTS, type SurveyTexts } from './survey-texts.ts'

type Counts = Readonly<Record<string, number>>
type Words = Readonly<Record<string, string>>

const counted = (counts: Counts, wordOf: (id: string) => string) =>
  Object.entries(counts)
    .map(([id, count]) => `${String(count)} ${wordOf(id)}`)
    .join('; ')

const rowsOf = (counts: Counts, wordOf: (id: string) => string) =>
  Object.entries(counts).map(([id, count]) => [wordOf(id), String(count)])

function inputRows({ inputs }: Survey, { label, reason }: Wording) {
  return Object.entries(inputs).map(([id, { found = 0, missing = 0, ...others }]) => [
    `${label(id)} (${id})`,
    String(found),
    String(missing),
    counted(others, reason),
  ])
}

const unmappedRows = ({ unmapped }: Survey, own: SurveyTexts) =>
  unmapped.map(({ system, code, name, count, patients, withoutUnit, mayBe }) => [
    `${system}|${code}`,
    name,
    String(count),
    String(patients),
    String(withoutUnit),
    mayBe.length === 1 ? mayBe.join('') : fill(own.oneOf, { sets: mayBe.join(', ') }),
  ])

/** The words of a table, a key's own where it has none. */
const lookUp = (words: Words) => (id: string) => words[id] ?? id

/**
 * A survey as people read it, and a piece of site file that follows from it.
 *
 * @param service - In the language of the report.
 */
export function describeSurvey(
  survey: Survey,
  { definition }: Pick<CdsService, 'definition'>,
  language: string,
): string {
  const [own, doctor] = [SURVEY_TEXTS[language], DOCTOR_TEXTS[language]]
  if (own === undefined || doctor === undefined)
    throw new Error(`the doctor does not speak ${language}`)
  const wording = toWording(definition)
  const situation = (id: string) => situationLabel(id, language, wording.category)
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? own.nothing : textTable(head, rows)
  const keyRows = Object.entries(survey.keys).map(([key, counts]) => [
    key,
    counted(counts, (id) => (id === 'all' ? own.all : wording.reason(id))),
  ])
  const { unmapped } = survey
  const hasUnitless = unmapped.some(({ withoutUnit }) => withoutUnit > 0)
  return [
    fill(own.patients, { n: String(survey.patients) }),
    '',
    textSection(own.keys, table(own.keysHead, keyRows)),
    textSection(own.inputs, table(own.inputsHead, inputRows(survey, wording))),
    textSection(
      own.diagnoses,
      table(own.diagnosesHead, rowsOf(survey.diagnoses, lookUp(own.diagnosis))),
    ),
    textSection(own.orders, table(own.ordersHead, rowsOf(survey.orders, lookUp(doctor.verdicts)))),
    textSection(own.answers, table(own.answersHead, rowsOf(survey.situations, situation))),
    textSection(own.unmapped, table(own.unmappedHead, unmappedRows(survey, own))),
    ...(unmapped.length === 0
      ? []
      : [textSection(own.advice, JSON.stringify(toSitePiece(unmapped), undefined, 2))]),
    ...(hasUnitless ? [own.unitAdvice] : []),
  ].join('\n')
}

/** That not every line of an export could be read. */
export const describeUnreadLines = (count: number, language: string): string =>
  fill(SURVEY_TEXTS[language]?.unreadLines ?? '', { n: String(count) })
