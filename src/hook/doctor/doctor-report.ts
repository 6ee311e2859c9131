import type { CdsService } from '../service.ts'
import type { Considered, Examination, ExaminedInput } from './examine.ts'
import { DOCTOR_TEXTS, type DoctorTexts } from './doctor-texts.ts'
import { textSection, textTable } from '../../base/terminal/text-table.ts'

/** The words of one language: the doctor's own and the service's. */
interface Speech {
  readonly own: DoctorTexts
  readonly service: CdsService['definition']['cards']['texts']
}

type Words = Readonly<Record<string, string>>

const fill = (text: string, values: Words) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')

const wordOf = (words: Words, id: string): string => words[id] ?? id

/** An input by its name and, for who maps codes to it, by its id. */
function nameOf({ service }: Speech, id: string): string {
  const name = service.predictors[id]?.label ?? service.auxiliaries[id]
  return name === undefined ? id : `${name} (${id})`
}

/** What `describeSlot` says, in words: how much came from where, or why nothing did. */
function cameOf({ own, service }: Speech, came: string): string {
  const [, from, n, more] = /^([\w-]+):(\d+)(\+?)$/.exec(came) ?? []
  if (from === undefined || n === undefined) return wordOf(service.reasons, came)
  const text = fill(wordOf(own.came, from), { n })
  return more === '+' ? fill(own.came.more, { came: text }) : text
}

function resultOf(speech: Speech, { assessment }: Examination, { id }: ExaminedInput): string {
  const { own, service } = speech
  const inputs = assessment !== undefined && 'inputs' in assessment ? assessment.inputs : {}
  const reading = inputs[id]
  if (reading === undefined) return own.notReached
  if (reading.kind === 'found') {
    const { number, finding } = reading.value
    const named = finding === undefined ? undefined : service.findings[id]?.[finding]
    const value = named === undefined ? String(number) : `${named} (${String(number)})`
    return fill(own.used, { value })
  }
  if (reading.kind === 'excluding')
    return fill(own.excludes, { why: wordOf(service.applicability, reading.because) })
  const why = 'why' in reading ? reading.why : reading.kind
  return fill(own.notUsed, { why: wordOf(service.reasons, why) })
}

function consideredRow({ own, service }: Speech, { code, from, verdict }: Considered) {
  return [
    verdict === 'usable' ? own.usable : wordOf(service.reasons, verdict),
    from.asSent,
    from.written?.slice(0, 16) ?? own.noDate,
    `${from.reference} (${code})`,
  ]
}

function inputRows(speech: Speech, examination: Examination, isPredictor: boolean) {
  return examination.inputs
    .filter((input) => input.isPredictor === isPredictor)
    .flatMap((input) => {
      const head = [
        nameOf(speech, input.id),
        isPredictor ? resultOf(speech, examination, input) : '',
      ]
      const rows = input.considered.map((considered, i) => [
        ...(i === 0 ? head : ['', '']),
        ...consideredRow(speech, considered),
      ])
      return rows.length === 0 ? [[...head, speech.own.nothing, '', '', '']] : rows
    })
}

function answerOf({ own, service }: Speech, { assessment, card }: Examination): string {
  const because =
    assessment?.kind === 'not-applicable'
      ? `: ${assessment.because.map((id) => wordOf(service.applicability, id)).join('; ')}`
      : ''
  const situation = assessment === undefined ? own.noOrder : wordOf(own.situations, assessment.kind)
  return `${situation}${because}\n${card?.summary ?? own.noCard}`
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
  const speech = { own, service: definition.cards.texts }
  const { asked, orders, lookalikes } = examination
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? own.none : textTable(head, rows)
  const askedRows = Object.entries(asked).map(([key, { came, template }]) => [
    key,
    cameOf(speech, came),
    template,
  ])
  const orderRows = orders.map(({ reference, verdict }) => [
    reference,
    wordOf(own.verdicts, verdict),
  ])
  const lookalikeRows = lookalikes.map(({ input, code, name, count }) => [
    nameOf(speech, input),
    code,
    name,
    String(count),
  ])
  return [
    textSection(own.asked, table(own.askedHead, askedRows)),
    textSection(own.orders, table(own.ordersHead, orderRows)),
    textSection(own.predictors, table(own.inputHead, inputRows(speech, examination, true))),
    textSection(own.auxiliaries, table(own.inputHead, inputRows(speech, examination, false))),
    textSection(own.lookalikes, table(own.lookalikesHead, lookalikeRows)),
    textSection(own.answer, answerOf(speech, examination)),
  ].join('\n')
}
