import { nonBlank } from '../../../base/json.ts'
import { decodingOf, type TextDecoding } from './character-set.ts'
import { ELEMENTS, type Keyword } from './elements.ts'
import type { RawDataSet } from './raw-data-set.ts'
import { withoutTrailing } from '../../../base/text-ends.ts'

/** The elements of a data set by their keywords. */
export interface DataSet {
  /** Without the padding around it; nothing when it is empty, absent or not to be decoded. */
  readonly text: (keyword: Keyword) => string | undefined
  /** Whether there is a value, though it may be one that cannot be read. */
  readonly has: (keyword: Keyword) => boolean
  readonly bytes: (keyword: Keyword) => Buffer | undefined
  readonly items: (keyword: Keyword) => readonly DataSet[]
}

// Nulls pad UIDs, and are written behind other texts too.
const unpadded = (text: string) => withoutTrailing(text, ' \0').replace(/^ +/, '')

/** Code texts are ASCII in every character set. */
const asCode: TextDecoding = (bytes) => Buffer.from(bytes).toString('latin1')

/** @param inherited - How the texts of the data set around it are read. */
export function toDataSet(
  { values, sequences }: RawDataSet,
  inherited: TextDecoding = decodingOf(undefined),
): DataSet {
  const own = values.get(ELEMENTS.SpecificCharacterSet[0])
  const decode = own === undefined ? inherited : decodingOf(asCode(own))
  return {
    text: (keyword) => {
      const [tag, how] = ELEMENTS[keyword]
      const bytes = values.get(tag)
      if (bytes === undefined) return undefined
      const text = how === 'text' ? decode(bytes) : asCode(bytes)
      return nonBlank(text === undefined ? undefined : unpadded(text))
    },
    has: (keyword) => {
      const [tag] = ELEMENTS[keyword]
      return (values.get(tag)?.length ?? 0) > 0 || (sequences.get(tag)?.length ?? 0) > 0
    },
    bytes: (keyword) => values.get(ELEMENTS[keyword][0]),
    items: (keyword) =>
      (sequences.get(ELEMENTS[keyword][0]) ?? []).map((item) => toDataSet(item, decode)),
  }
}
