import type { CodedEntry, ContentItem, MeasuredValue, SchemeCode } from '../content-item.ts'
import type { SrMap } from '../sr-map.ts'
import type { DataSet } from './data-set.ts'
import { readMeasuredNumber } from './measured-number.ts'
import { readPersonName } from './person-name.ts'

type Aliases = SrMap['schemeAliases']

function readSchemeCode(item: DataSet, aliases: Aliases): SchemeCode | undefined {
  const sent = item.text('CodingSchemeDesignator')
  const value = item.text('CodeValue') ?? item.text('LongCodeValue') ?? item.text('URNCodeValue')
  if (sent === undefined || value === undefined) return undefined
  const scheme = aliases.find((alias) => alias.sent === sent)?.scheme ?? sent
  return { scheme, value, meaning: item.text('CodeMeaning') }
}

/** Nothing when there is none, or several. */
function readCode([item, ...others]: readonly DataSet[], aliases: Aliases): CodedEntry | undefined {
  const code = item === undefined || others.length > 0 ? undefined : readSchemeCode(item, aliases)
  if (item === undefined || code === undefined) return undefined
  const equivalents = item
    .items('EquivalentCodeSequence')
    .map((equivalent) => readSchemeCode(equivalent, aliases))
    .filter((other) => other !== undefined)
  return { ...code, equivalents }
}

/** Nothing when a NUM item has several values. */
function readMeasured(
  [item, ...others]: readonly DataSet[],
  aliases: Aliases,
): MeasuredValue | undefined {
  if (item === undefined || others.length > 0) return undefined
  return {
    number: readMeasuredNumber(item),
    unit: readCode(item.items('MeasurementUnitsCodeSequence'), aliases),
  }
}

/** Referenced Content Item Identifier: numbers of four bytes. */
function readTarget(item: DataSet): string | undefined {
  const bytes = item.bytes('ReferencedContentItemIdentifier')
  if (bytes === undefined) return undefined
  const count = Math.floor(bytes.length / 4)
  return Array.from({ length: count }, (_, i) => bytes.readUInt32LE(i * 4)).join('.')
}

/** What is written in one of the forms that a value can have. */
const readValue = (item: DataSet, aliases: Aliases) => ({
  text: item.text('TextValue'),
  uid: item.text('UID'),
  person: readPersonName(item.text('PersonName')),
  date: item.text('Date') ?? item.text('DateTime'),
  code: readCode(item.items('ConceptCodeSequence'), aliases),
  measured: readMeasured(item.items('MeasuredValueSequence'), aliases),
  // Some writers put it beside the number itself.
  isQualified: [item, ...item.items('MeasuredValueSequence')].some((place) =>
    place.has('NumericValueQualifierCodeSequence'),
  ),
  images: item
    .items('ReferencedSOPSequence')
    .map((image) => image.text('ReferencedSOPInstanceUID') ?? ''),
})

/** The content tree below these elements. */
export function readContent(
  item: DataSet,
  { schemeAliases }: Pick<SrMap, 'schemeAliases'>,
  position = '1',
  around?: string,
): ContentItem {
  const observed = item.text('ObservationDateTime') ?? around
  return {
    position,
    relationship: item.text('RelationshipType'),
    valueType: item.text('ValueType'),
    concept: readCode(item.items('ConceptNameCodeSequence'), schemeAliases),
    ...readValue(item, schemeAliases),
    observed,
    observation: item.text('ObservationUID'),
    target: readTarget(item),
    children: item
      .items('ContentSequence')
      .map((child, i) =>
        readContent(child, { schemeAliases }, `${position}.${String(i + 1)}`, observed),
      ),
  }
}
