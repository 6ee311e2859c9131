import { fill } from '../../base/fill.ts'
import type { CdsService } from '../service.ts'
import type { Asked, Considered, Examination, ExaminedInput } from './examine.ts'
import { DOCTOR_TEXTS, type DoctorTexts } from './doctor-texts.ts'
import { toWording, type Wording } from '../cards/wording.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import { whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import { textSection, textTable } from '../../base/terminal/text-table.ts'

/** The words of one language: the doctor's own and the service's. */
interface Words {
  readonly own: DoctorTexts
  readonly wording: Wording
}

type Texts = Readonly<Record<string, string>>

const wordOf = (texts: Texts, id: string): string => texts[id] ?? id

/** An input by its name and, for who maps codes to it, by its id. */
function nameOf({ wording }: Words, id: string): string {
  return `${wording.label(id)} (${id})`
}

/** What came under a key, in words: how much from where and why not all, or why nothing did. */
function cameOf({ own, wording }: Words, { by, count, reasons }: Asked): string {
  const why = reasons.map(wording.reason).join('; ')
  const remedy = [...new Set(reasons.map(wording.remedy))].join(' ')
  if (by === undefined) return `${why}. ${remedy}`
  const came = fill(wordOf(own.came, by), { n: String(count) })
  return reasons.length === 0 ? came : `${fill(own.came.more, { came, why })}. ${remedy}`
}

function resultOf(
  { own, wording }: Words,
  { assessment }: Examination,
  { id }: ExaminedInput,
): string {
  const inputs = assessment !== undefined && 'inputs' in assessment ? assessment.inputs : {}
  const reading = inputs[id]
  if (reading === undefined) return own.notReached
  if (reading.kind === 'found') {
    // The whole number as the model takes it, for who checks a mapping.
    const { number, finding } = reading.value
    const named = finding === undefined ? undefined : wording.finding(id, finding)
    const value = named === undefined ? String(number) : `${named} (${String(number)})`
    return fill(own.used, { value })
  }
  if (reading.kind === 'excluding')
    return fill(own.excludes, { why: wording.rule(reading.because) })
  return fill(own.notUsed, { why: wording.reason(whyNoNumber(reading) ?? reading.kind) })
}

function consideredRow({ own, wording }: Words, { code, from, verdict }: Considered) {
  return [
    verdict === 'usable' ? own.usable : wording.reason(verdict),
    from.asSent,
    from.written?.slice(0, 16) ?? own.noDate,
    `${from.reference} (${code})`,
  ]
}

function inputRows(words: Words, examination: Examination, isPredictor: boolean) {
  return examination.inputs
    .filter((input) => input.isPredictor === isPredictor)
    .flatMap((input) => {
      const head = [nameOf(words, input.id), isPredictor ? resultOf(words, examination, input) : '']
      const rows = input.considered.map((considered, i) => [
        ...(i === 0 ? head : ['', '']),
        ...consideredRow(words, considered),
      ])
      return rows.length === 0 ? [[...head, words.own.nothing, '', '', '']] : rows
    })
}

/** A category is told by its card; what the doctor adds is why there is none. */
const situationIn = (assessment: Assessment) =>
  assessment.kind === 'insufficient-data' && assessment.isHalfRead
    ? 'record-unread'
    : assessment.kind

function answerOf({ own, wording }: Words, { assessment, card }: Examination): string {
  const because =
    assessment?.kind === 'not-applicable'
      ? `: ${assessment.because.map(wording.rule).join('; ')}`
      : ''
  const situation =
    assessment === undefined ? own.noOrder : wordOf(own.situations, situationIn(assessment))
  return `${situation}${because}\n${card?.summary ?? own.noCard}`
}

/** How the server is asked, where that is not as every server should take it. */
function habitSection({ own }: Words, { habits }: Examination): readonly string[] {
  const rows = habits.map(({ type, habit }) => [type, wordOf(own.habits, habit)])
  return rows.length === 0 ? [] : [textSection(own.server, textTable(own.serverHead, rows))]
}

/** What stands in the record and is not found, where there is any. */
function unfoundSection(words: Words, { unfound }: Examination): readonly string[] {
  const { own } = words
  const rows = unfound.map(({ input, code, panel, count }) => [
    nameOf(words, input),
    code,
    panel ?? own.ofItsOwn,
    String(count),
    panel === undefined ? own.adviceOnSearch : own.adviceOnPanel,
  ])
  return rows.length === 0 ? [] : [textSection(own.unfound, textTable(own.unfoundHead, rows))]
}

/**
 * An examination as people read it.
 *
 * @param service - In the language of the report.
 */
export function describeExamination(
  examination: Examination,
  { definition }: Pick<CdsService, 'definition'>,
  language = 'en',
): string {
  const own = DOCTOR_TEXTS[language]
  if (own === undefined) throw new Error(`the doctor does not speak ${language}`)
  const words = { own, wording: toWording(definition) }
  const { asked, orders, lookalikes } = examination
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? own.none : textTable(head, rows)
  const askedRows = Object.entries(asked).map(([key, came]) => [
    key,
    cameOf(words, came),
    came.template,
  ])
  const orderRows = orders.map(({ reference, verdict }) => [
    reference,
    wordOf(own.verdicts, verdict),
  ])
  const lookalikeRows = lookalikes.map(({ input, code, name, count }) => [
    nameOf(words, input),
    code,
    name,
    String(count),
  ])
  return [
    textSection(own.asked, table(own.askedHead, askedRows)),
    ...habitSection(words, examination),
    textSection(own.orders, table(own.ordersHead, orderRows)),
    textSection(own.predictors, table(own.inputHead, inputRows(words, examination, true))),
    textSection(own.auxiliaries, table(own.inputHead, inputRows(words, examination, false))),
    textSection(own.lookalikes, table(own.lookalikesHead, lookalikeRows)),
    ...unfoundSection(words, examination),
    textSection(own.answer, answerOf(words, examination)),
  ].join('\n')
}
