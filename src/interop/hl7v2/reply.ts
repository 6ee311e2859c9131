import { type CharacterSet, encode } from './character-sets.ts'
import { escapeText, USUAL_DELIMITERS } from './escapes.ts'
import type { Header } from './message.ts'
import type { MessageProblem } from './problem.ts'
import { withoutTrailing } from '../../base/text-ends.ts'

export interface ReplyContent {
  readonly acknowledgment: 'AA' | 'AE' | 'AR'
  /** One line for MSA-3. */
  readonly text: string
  readonly problem?: MessageProblem
  /** Lines for NTE segments. */
  readonly notes?: readonly string[]
}

interface ReplyStamp {
  /** HL7 time stamp of now. */
  readonly timestamp: string
  readonly controlId: string
}

/** MSA-3 is a string of 80 characters (HL7 v2.5.1, section 2.15.8.3). */
const MSA_TEXT_MAX = 80

const escaped = (text: string) => escapeText(text, USUAL_DELIMITERS)

const join = (fields: readonly string[]) => withoutTrailing(fields.join('|'), '|')

/** ORR answers an order; its structure has notes, that of ACK has none. */
const typeOf = (header: Header | undefined) =>
  header?.type === 'ORM' ? 'ORR^O02' : `ACK${header?.event ? `^${escaped(header.event)}` : ''}`

/** The header: sender and receiver change places. Its own delimiters are the usual ones. */
function toHeader(header: Header | undefined, { timestamp, controlId }: ReplyStamp): string {
  const of = (field: number) => {
    const parts = [1, 2, 3].map((component) => header?.segment.value(field, { component }) ?? '')
    return withoutTrailing(parts.map(escaped).join('^'), '^')
  }
  return join([
    'MSH',
    '^~\\&',
    of(5),
    of(6),
    of(3),
    of(4),
    timestamp,
    '',
    typeOf(header),
    controlId,
    of(11) || 'P',
    of(12) || '2.4',
    ...['', '', '', '', ''],
    escaped(header?.segment.value(18) ?? ''),
  ])
}

function toErr(problem: MessageProblem): string {
  const { code } = problem
  const text = escaped(problem.message)
  return join(['ERR', '', '', `${code}^${text}^HL70357`, 'E', '', '', '', text])
}

/** A reply as bytes, in the character set of the message that it answers. */
export function toReply(
  header: Header | undefined,
  content: ReplyContent,
  stamp: ReplyStamp,
  whenSilent: CharacterSet,
): Uint8Array {
  const { acknowledgment, text, problem, notes = [] } = content
  const msa = [
    'MSA',
    acknowledgment,
    escaped(header?.controlId ?? ''),
    escaped(text.slice(0, MSA_TEXT_MAX)),
  ]
  const segments = [
    toHeader(header, stamp),
    join(msa),
    ...(problem === undefined ? [] : [toErr(problem)]),
    ...notes.map((note, i) => join(['NTE', String(i + 1), '', escaped(note)])),
  ]
  return encode(`${segments.join('\r')}\r`, header?.characterSet ?? whenSilent)
}
