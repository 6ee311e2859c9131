import { onceOf } from '../../base/once-of.ts'
import { type Concept, textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import { type FoldedText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { rememberStatements, rememberTexts } from './remember.ts'
import type { SiteRule } from './site-rule.ts'
import { numeralsAlone, placesOf, toPlain } from './sites.ts'

/** How a statement names its lesion. */
export interface LesionName {
  /** A BodyStructure or another thing of its own. */
  readonly id: string | undefined
  /** The smallest parts of the organ that it lies in; none when they are not said. */
  readonly parts: readonly string[]
  /** What else its body site says: `lesion 2`; empty when it says no more. */
  readonly label: string
}

const unique = (parts: readonly string[]) => [...new Set(parts)].toSorted()

const isWithin = (some: readonly string[], all: readonly string[]) =>
  some.every((part) => all.includes(part))

/** Of places that hold each other the smaller; of places beside each other both. */
export function narrowest(places: readonly (readonly string[])[]): readonly string[] {
  const smallest = places.filter(
    (place) => !places.some((other) => other.length < place.length && isWithin(other, place)),
  )
  return unique(smallest.flat())
}

function numberedParts(text: FoldedText, { numbered }: SiteRule): readonly (readonly string[])[] {
  const lists = text.match(new RegExp(numbered.listPattern, 'gu')) ?? []
  // A list of numbers is one place: a lesion may lie in several segments.
  return lists.map((list) =>
    unique(
      [...list.matchAll(new RegExp(numbered.numeralPattern, 'gu'))].flatMap(
        ([, numeral = '']) => numbered.numerals.get(numeral) ?? [],
      ),
    ),
  )
}

const placesInText = rememberTexts((text, rule): readonly (readonly string[])[] => {
  const plain = toPlain(text, rule)
  const named = rule.parts.filter(({ phrases }) => phrases.isIn(plain)).map(({ parts }) => parts)
  return [...named, ...numberedParts(plain, rule)]
})

/** Places in the words of a body site, which may be a numeral alone. */
function placesInSite(text: string, rule: SiteRule): readonly (readonly string[])[] {
  const numerals = numeralsAlone(text, rule)
  return numerals === undefined
    ? placesInText(text, rule)
    : [unique(numerals.flatMap((numeral) => rule.numbered.numerals.get(numeral) ?? []))]
}

const placesByCode = ({ codings }: Concept, { parts }: SiteRule) =>
  parts.filter(({ codes }) => hasMember(codings, codes)).map((part) => part.parts)

/** A number that is no size, a letter or a Chinese number. */
const NUMBER_OF_TUMOUR = /^ {1,2}#?(\d{1,2}|[a-h]|[一二三四五六七八九十])(?![\p{L}\p{N}.]| ?[cm]m)/u

/** A number or a letter after the word for a tumour. */
const numberOfTumour = rememberTexts((text, rule): string => {
  const plain = toPlain(text, rule)
  const { length } = rule.tumourPhrases.before(plain)
  const after = rule.tumourPhrases.without(plain.slice(length) as FoldedText)
  return NUMBER_OF_TUMOUR.exec(after)?.[1] ?? ''
})

/** What of the words of a body site is left when the organ, its parts and fillers are taken out. */
const restOf = rememberTexts((text, rule): string => {
  const lists = [
    // The smaller part first: its name may begin with that of the larger.
    ...rule.parts.toSorted((a, b) => a.parts.length - b.parts.length).map(({ phrases }) => phrases),
    rule.backgroundPhrases,
    rule.admittedPhrases,
    rule.tumourPhrases,
    rule.regionPhrases,
  ]
  const withoutNumbers = toPlain(text, rule).replaceAll(
    new RegExp(rule.numbered.listPattern, 'gu'),
    ' ',
  ) as FoldedText
  const rest = lists.reduce((sofar, list) => list.without(sofar), withoutNumbers)
  return rule.fillerPhrases.without(rest).replaceAll(/[^\p{L}\p{N}]+/gu, '')
})

/** The words of a body site; of a code that is not known, its display or the code itself. */
function labelOfSite(site: Concept, rule: SiteRule): string {
  const { text, codings } = site
  if (text !== undefined) return numeralsAlone(text, rule) === undefined ? restOf(text, rule) : ''
  const isKnown = hasMember(codings, rule.admittedCodes) || hasMember(codings, rule.regionCodes)
  if (isKnown || placesByCode(site, rule).length > 0) return ''
  const [display] = textsOf(site)
  return display === undefined ? (codings[0]?.code ?? '') : restOf(display, rule)
}

/** All parts of the organ. */
const allParts = onceOf(({ parts }: SiteRule) => unique(parts.flatMap((part) => part.parts)))

/** The lesion that a statement is of; nothing when it names none, or only the organ. */
export const lesionNameOf = rememberStatements(
  (statement: Statement, rule: SiteRule): LesionName | undefined => {
    const { sites, names } = placesOf(statement, rule)
    const places = [
      ...sites.flatMap((site) => placesByCode(site, rule)),
      ...sites.flatMap(textsOf).flatMap((text) => placesInSite(text, rule)),
      ...names.flatMap(textsOf).flatMap((text) => placesInText(text, rule)),
    ]
    const parts = narrowest(places)
    const labels = [
      ...sites.map((site) => labelOfSite(site, rule)),
      ...names.flatMap(textsOf).map((text) => numberOfTumour(text, rule)),
    ]
    const name = {
      id: statement.lesion,
      parts: parts.length === allParts(rule).length ? [] : parts,
      label: unique(labels.filter((label) => label !== '')).join(' '),
    }
    return name.id === undefined && name.parts.length === 0 && name.label === '' ? undefined : name
  },
)

/** Whether two names may be of one lesion: the same thing, or one place within the other. */
export function mayBeOne(a: LesionName, b: LesionName): boolean {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id
  if (a.label !== '' && b.label !== '' && a.label !== b.label) return false
  if (a.parts.length === 0 || b.parts.length === 0) return true
  return isWithin(a.parts, b.parts) || isWithin(b.parts, a.parts)
}

const keyOfPlace = ({ parts, label }: LesionName) => `${parts.join(',')} ${label}`

/** The key of each name: two names have one key when they certainly are of one lesion. */
export function toLesionKeys(names: readonly LesionName[]): (name: LesionName) => string {
  const ids = unique(names.map(({ id }) => id).filter((id) => id !== undefined))
  const byId = Map.groupBy(names, ({ id }) => id)
  const idsByPlace = Map.groupBy(ids, (id) => {
    const ofId = byId.get(id) ?? []
    const parts = narrowest(ofId.map((name) => name.parts).filter(({ length }) => length > 0))
    return keyOfPlace({ id, parts, label: ofId.find(({ label }) => label !== '')?.label ?? '' })
  })
  return (name) => {
    const [id, another] = idsByPlace.get(keyOfPlace(name)) ?? []
    return name.id ?? (another === undefined ? id : undefined) ?? keyOfPlace(name)
  }
}
