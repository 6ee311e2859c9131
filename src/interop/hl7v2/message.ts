import { type Hl7Field, Hl7Message, type Hl7Segment } from '@medplum/core'
import { type CharacterSet, characterSetOf, decode } from './character-sets.ts'
import { type Delimiters, unescapeText } from './escapes.ts'
import { MessageProblem } from './problem.ts'

/** A place in a segment, counted from 1 as HL7 counts. */
interface Place {
  readonly component?: number
  readonly repetition?: number
}

/** A segment whose escape sequences are undone. */
export interface Segment {
  readonly name: string
  /** The first sub-component at a place; empty when there is none. */
  readonly value: (field: number, place?: Place) => string
  /** A whole field, its delimiters in it and its escape sequences undone. */
  readonly whole: (field: number) => string
  readonly repetitions: (field: number) => number
}

/** The MSH segment, of which a reply must repeat parts. */
export interface Header {
  readonly characterSet: CharacterSet
  readonly delimiters: Delimiters
  readonly segment: Segment
  readonly type: string
  readonly event: string
  readonly controlId: string
}

export interface Message {
  readonly header: Header
  /** All segments, the header first. */
  readonly segments: readonly Segment[]
}

const HEADER = /^MSH([^\w\s])([^\w\s])([^\w\s])([^\w\s])([^\w\s])#?\1/

function delimitersOf(text: string): Delimiters | undefined {
  const match = HEADER.exec(text)
  if (match === null) return undefined
  const [, field = '', component = '', repetition = '', escape = '', subcomponent = ''] = match
  const all = [field, component, repetition, escape, subcomponent]
  if (new Set(all).size < all.length) return undefined
  return { field, component, repetition, escape, subcomponent }
}

/**
 * Segments end with CR, and so they do in what the parser is given. Many senders end them with LF
 * or with both. Where they end with CR, an LF is a part of a text.
 */
function withCarriageReturns(text: string, { escape }: Delimiters): string {
  const firstEnd = /[\r\n]/.exec(text)?.[0]
  if (firstEnd === '\n') return text.replace(/[\r\n]+/g, '\r')
  return text.replaceAll('\r\n', '\r').replaceAll('\n', `${escape}.br${escape}`)
}

/** The types of the parser do not say that a field may not be there. */
const fieldOf = (segment: Hl7Segment, field: number): Hl7Field | undefined =>
  segment.getField(field)

function toSegment(segment: Hl7Segment, delimiters: Delimiters, set: CharacterSet): Segment {
  const unescape = (text: string) => unescapeText(text, delimiters, set)
  return {
    name: segment.name,
    value: (field, { component = 1, repetition = 1 } = {}) => {
      const all = fieldOf(segment, field)?.components[repetition - 1]?.[component - 1] ?? ''
      const value = unescape(all.split(delimiters.subcomponent)[0] ?? '').trim()
      // Two quotes say that there is no value, on purpose.
      return value === '""' ? '' : value
    },
    whole: (field) => unescape(fieldOf(segment, field)?.toString() ?? '').trim(),
    repetitions: (field) => fieldOf(segment, field)?.components.length ?? 0,
  }
}

/**
 * @param whenSilent - The character set of messages whose MSH-18 is empty.
 * @throws {MessageProblem} When it is no message, or in a character set that is not read here.
 */
export function readMessage(bytes: Uint8Array, whenSilent: CharacterSet): Message {
  const characterSet = characterSetOf(bytes, whenSilent)
  if (characterSet === undefined)
    throw new MessageProblem('AR', '103', 'MSH-18 names a character set that is not read here')
  const text = decode(bytes, characterSet)
  if (text === undefined)
    throw new MessageProblem(
      'AR',
      '102',
      'there are bytes that are not of the character set of MSH-18',
    )
  const delimiters = delimitersOf(text)
  if (delimiters === undefined)
    throw new MessageProblem(
      'AR',
      '102',
      'it does not begin with MSH and five different delimiters',
    )
  const segments = Hl7Message.parse(withCarriageReturns(text, delimiters)).segments.map((segment) =>
    toSegment(segment, delimiters, characterSet),
  )
  const [first] = segments
  if (first === undefined) throw new MessageProblem('AR', '100', 'it has no segment')
  const type = first.value(9)
  const event = first.value(9, { component: 2 })
  const header = {
    characterSet,
    delimiters,
    segment: first,
    type,
    event,
    controlId: first.value(10),
  }
  return { header, segments }
}

/**
 * The segments of a message in groups; segments before the first group belong to none.
 *
 * @param isFirst - Whether a segment begins a group, given the group before it.
 */
export function groupsOf(
  { segments }: Message,
  isFirst: (segment: Segment, group: readonly Segment[] | undefined) => boolean,
): readonly (readonly Segment[])[] {
  const groups: Segment[][] = []
  for (const segment of segments) {
    if (isFirst(segment, groups.at(-1))) groups.push([segment])
    else groups.at(-1)?.push(segment)
  }
  return groups
}
