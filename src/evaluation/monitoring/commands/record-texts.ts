import type { BoardReading, GuidanceRecord } from '../../../records/guidance-record.ts'
import type { FeedbackRecord } from '../../../records/feedback.ts'
import { textTable } from '../../../base/terminal/text-table.ts'

/** A name and a version, as people write them. */
export const named = ({ id, version }: { readonly id: string; readonly version: string }) =>
  `${id} ${version}`

/** A value in a table; nothing where there is none. */
export const text = (value: string | number | undefined) =>
  value === undefined ? '' : String(value)

/** A part with its title, where there is one. */
export const titled = (title: string, body: string) => (body === '' ? [] : ['', `${title}:`, body])

type Reading = GuidanceRecord['readings'][number] & Partial<Pick<BoardReading, 'at'>>

const valueOf = ({ value, finding, unit, range }: Reading) =>
  [text(value ?? finding), unit ?? '', range === undefined ? '' : `${range.join(' to ')}?`]
    .filter((part) => part !== '')
    .join(' ')

/** What the record does not name of where a value is from. */
const UNSAID = { by: 'person or device', of: 'study or sample' } as const

/** What was read, and from where. */
export const readingTable = (readings: readonly Reading[]) =>
  textTable(
    ['predictor', 'state', 'value', 'as sent', 'time', 'age, days', 'from', 'not named'],
    readings.map((reading) => {
      const {
        predictor,
        at = 'now',
        state,
        why,
        asSent,
        written,
        ageDays,
        reference,
        unsaid = [],
      } = reading
      return [
        at === 'now' ? predictor : `${predictor}, ${at}`,
        why === undefined ? state : `${state}: ${why}`,
        valueOf(reading),
        asSent ?? '',
        written ?? '',
        text(ageDays),
        reference ?? '',
        unsaid.map((part) => UNSAID[part]).join(', '),
      ]
    }),
  )

/** What clinicians answered. A comment may name a patient: that there is one is told. */
export const feedbackTable = (feedback: readonly FeedbackRecord[]) =>
  textTable(
    ['when', 'outcome', 'reason', 'comment', 'accepted suggestions'],
    feedback.map(({ outcomeTimestamp, outcome, reason, userComment, acceptedSuggestions }) => [
      outcomeTimestamp,
      outcome,
      reason?.code ?? '',
      userComment === undefined ? '' : 'there is one',
      acceptedSuggestions.join(' '),
    ]),
  )

/** Which card, of whom, and by what it was made. */
export const headLines = (record: GuidanceRecord, madeBy: string): readonly string[] => [
  `Card ${record.id}, computed at ${record.at}`,
  `  ${record.service} (${record.hook}) for ${record.client}, software ${record.softwareVersion}, configuration ${record.configHash.slice(0, 12)}`,
  `  ${madeBy}`,
  `  patient ${record.patient}, order ${record.order ?? '(none)'} of ${record.orderDay ?? 'an unknown day'} (pseudonyms)`,
]

/** What was said, and why not more. */
export function saidLines(
  { situation, card, exclusions, cautions }: GuidanceRecord,
  challenger: string | undefined,
) {
  const lines: readonly (readonly [isSaid: boolean, line: string])[] = [
    [true, `Said: ${situation}; ${card.fate === 'shown' ? 'shown' : `not shown: ${card.fate}`}`],
    [card.summary !== undefined, `  "${text(card.summary)}"`],
    [exclusions.length > 0, `  excluded by ${exclusions.join(', ')}`],
    [cautions.length > 0, `  caution: ${cautions.join(', ')}`],
    [challenger !== undefined, `  ${challenger ?? ''}`],
  ]
  return lines.filter(([isSaid]) => isSaid).map(([, line]) => line)
}
