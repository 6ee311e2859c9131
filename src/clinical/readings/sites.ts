import { onceCarried } from '../../base/once-of.ts'
import { type Concept, hasLongText, textsOf } from '../fhir/concept.ts'
import type { Whereabouts } from '../fhir/whereabouts.ts'
import { type FoldedText, foldText, LONGEST_TEXT } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { LONGEST_NAME, rememberStatements, rememberTexts } from './remember.ts'
import type { SiteRule } from './site-rule.ts'

/**
 * Of which place a value is:
 *
 * - `admitted`: of the organ;
 * - `unsaid`: the record does not say (it may speak of the tumour);
 * - `background`: of tissue of the organ that is not the tumour;
 * - `compared`: no value of one place, but its relation to another;
 * - `unknown-site`: a body site is given, and it is none that is known here.
 */
export type SiteVerdict =
  'admitted' | 'unsaid' | 'other-organ' | 'background' | 'compared' | 'unknown-site'

/** What a statement says of where it was measured. */
export interface Located {
  readonly code: Concept
  readonly method?: Concept | undefined
  readonly where: Whereabouts
}

type TextVerdict = SiteVerdict | 'tumour'

const isHan = (text: string) => /\p{Script=Han}/u.test(text)

/**
 * Whether a text that names the background too is of the tumour: "lesion in normal liver" is,
 * "normal liver beside the lesion" is not. The head of a name comes first in English, last in
 * Chinese.
 */
function isOfTumour(text: FoldedText, { tumourPhrases, backgroundPhrases }: SiteRule): boolean {
  if (!tumourPhrases.isIn(backgroundPhrases.without(text))) return false
  return isHan(text)
    ? backgroundPhrases.isIn(tumourPhrases.before(text))
    : tumourPhrases.isIn(backgroundPhrases.before(text))
}

/** Whether a text names the organ or a part of it. */
function namesOrgan(text: FoldedText, rule: SiteRule): boolean {
  return (
    rule.admittedPhrases.isIn(text) ||
    rule.parts.some(({ phrases }) => phrases.isIn(text)) ||
    new RegExp(rule.numbered.listPattern, 'u').test(text)
  )
}

/** A text without what it only stands beside. */
export const toPlain = (text: string, { ignoredPhrases }: SiteRule): FoldedText =>
  ignoredPhrases.without(foldText(text))

const judgeText = rememberTexts((text, rule): TextVerdict => {
  // No name is as long: what stands beyond may be another organ.
  if (text.length > LONGEST_NAME) return 'unknown-site'
  const plain = toPlain(text, rule)
  if (rule.comparedPhrases.isIn(plain)) return 'compared'
  if (rule.otherPhrases.isIn(plain)) return 'other-organ'
  if (rule.backgroundPhrases.isIn(plain) && !isOfTumour(plain, rule)) return 'background'
  if (namesOrgan(plain, rule)) return 'admitted'
  return rule.tumourPhrases.isIn(plain) ? 'tumour' : 'unsaid'
})

/** In the order in which they decide. */
const REFUSED = ['other-organ', 'background', 'compared', 'unknown-site'] as const

const refusalIn = (verdicts: readonly (SiteVerdict | 'tumour')[]) =>
  REFUSED.find((refusal) => verdicts.includes(refusal))

const judgeTexts = (concept: Concept, rule: SiteRule): readonly TextVerdict[] =>
  textsOf(concept).map((text) => judgeText(text, rule))

function judgeName(concept: Concept, rule: SiteRule): SiteVerdict {
  if (hasMember(concept.codings, rule.backgroundCodes)) return 'background'
  const said = judgeTexts(concept, rule)
  return refusalIn(said) ?? (said.includes('admitted') ? 'admitted' : 'unsaid')
}

/** The numerals of a body site that is nothing but numerals: `VIII`. */
export function numeralsAlone(
  text: string,
  { numbered: { numerals } }: SiteRule,
): readonly string[] | undefined {
  const words = foldText(text).split(/[ ,、]+/u)
  return words.every((word) => numerals.has(word)) ? words : undefined
}

const isRegionText = rememberTexts((text, rule) => rule.regionPhrases.isIn(foldText(text)))

/** A body site must be known: a code of the same system that is not admitted is another organ. */
function judgeBodySite(concept: Concept, rule: SiteRule): SiteVerdict {
  const { codings } = concept
  const named = judgeName(concept, rule)
  if (named !== 'unsaid') return named
  if (hasMember(codings, rule.admittedCodes)) return 'admitted'
  const texts = textsOf(concept)
  if (texts.length > 0 && texts.every((text) => numeralsAlone(text, rule) !== undefined))
    return 'admitted'
  const isRegion = texts.some((text) => isRegionText(text, rule))
  if (isRegion || hasMember(codings, rule.regionCodes)) return 'unsaid'
  if (judgeTexts(concept, rule).includes('tumour')) return 'unsaid'
  const systems = rule.admittedCodes.codings.map(({ system }) => system)
  const isCoded = codings.some(
    ({ system, code }) => code !== undefined && systems.includes(system ?? ''),
  )
  return isCoded ? 'other-organ' : 'unknown-site'
}

/** A value of a Condition is of its organ, when the Condition is the disease. */
function judgeDisease(concept: Concept, rule: SiteRule): SiteVerdict {
  if (hasMember(concept.codings, rule.diseaseCodes)) return 'admitted'
  const named = judgeName(concept, rule)
  if (named !== 'unsaid') return named
  return judgeTexts(concept, rule).includes('tumour') ? 'unsaid' : 'unknown-site'
}

/** So many sentences of a note are looked at. */
const MOST_SENTENCES = 100

const END_OF_SENTENCE = /[.;。；\n]/u

/**
 * Sentences of a note that begin with a word for where the value was measured, and name no tumour:
 * of all else a note may speak too.
 */
const placesInNote = (
  note: string,
  { labelPhrases, tumourPhrases, backgroundPhrases }: SiteRule,
): readonly Concept[] =>
  note
    .split(END_OF_SENTENCE, MOST_SENTENCES)
    .map((text) => ({ codings: [], text, folded: foldText(text) }))
    .filter(({ folded }) => labelPhrases.isIn(folded) && labelPhrases.before(folded) === '')
    .filter(({ folded }) => !tumourPhrases.isIn(backgroundPhrases.without(folded)))

/** What components say of the place: codes as body sites, words as names. */
function labelsOf({ labels }: Whereabouts, rule: SiteRule) {
  const values = labels
    .filter(
      ({ code }) =>
        hasMember(code.codings, rule.labelCodes) ||
        textsOf(code).some((text) => rule.labelPhrases.isIn(foldText(text))),
    )
    .map(({ value }) => value)
  const isCoded = ({ codings }: Concept) => codings.some(({ code }) => code !== undefined)
  return { sites: values.filter(isCoded), names: values.filter((value) => !isCoded(value)) }
}

/** So much a statement says of its place at most: each word is held against hundreds. */
const MOST_PLACES = 12
/** Components, and panels, reports and images around it. */
const MOST_BESIDE = 50

const isNoteLong = (note: string) =>
  note.length > LONGEST_TEXT ||
  note.split(END_OF_SENTENCE, MOST_SENTENCES + 1).length > MOST_SENTENCES

/** Whether more is said of a place than is read, of itself or by what is around it. */
export const isOverfull = onceCarried((where: Whereabouts): boolean => {
  const { sites, names, diseases, labels, notes, around } = where
  const places = [...sites, ...names, ...diseases]
  if (places.length + notes.length > MOST_PLACES) return true
  if (Math.max(labels.length, around.length) > MOST_BESIDE) return true
  return (
    places.some((place) => hasLongText(place, LONGEST_NAME)) ||
    labels.some(({ code, value }) =>
      [code, value].some((said) => hasLongText(said, LONGEST_TEXT)),
    ) ||
    notes.some(isNoteLong) ||
    around.some(isOverfull)
  )
})

/** The body sites that a statement gives, and the names in which it may speak of a place. */
export const placesOf = rememberStatements(({ code, method, where }: Located, rule: SiteRule) => {
  const labels = labelsOf(where, rule)
  return {
    sites: [...where.sites, ...labels.sites],
    names: [
      code,
      ...(method === undefined ? [] : [method]),
      ...where.names,
      ...labels.names,
      ...where.notes.flatMap((note) => placesInNote(note, rule)),
    ],
  }
})

const textNamesOrgan = rememberTexts((text, rule) => namesOrgan(toPlain(text, rule), rule))

/**
 * The place that a panel or report is about. One that names several organs says nothing of each of
 * its values.
 */
const judgeAround = rememberStatements((where: Whereabouts, rule: SiteRule): SiteVerdict => {
  const names = where.names.map((concept) => {
    const isOfOrgan = textsOf(concept).some((text) => textNamesOrgan(text, rule))
    const verdict = judgeName(concept, rule)
    return isOfOrgan && verdict === 'other-organ' ? 'unsaid' : verdict
  })
  const verdicts = [
    ...names,
    ...where.sites.map((site) => judgeBodySite(site, rule)),
    ...where.around.map((around) => judgeAround(around, rule)),
  ]
  if (verdicts.includes('other-organ')) return 'other-organ'
  return verdicts.includes('background') ? 'background' : 'unsaid'
})

/**
 * Of which place a statement is. Its own words and codes decide; what says nothing has the place of
 * its panel or report.
 */
export const judgeSite = rememberStatements((statement: Located, rule: SiteRule): SiteVerdict => {
  if (isOverfull(statement.where)) return 'unknown-site'
  const { sites, names } = placesOf(statement, rule)
  const { diseases, around } = statement.where
  const own = [
    ...sites.map((site) => judgeBodySite(site, rule)),
    ...diseases.map((disease) => judgeDisease(disease, rule)),
    ...names.map((name) => judgeName(name, rule)),
  ]
  const refusal = refusalIn(own)
  if (refusal !== undefined || own.includes('admitted')) return refusal ?? 'admitted'
  return refusalIn(around.map((other) => judgeAround(other, rule))) ?? 'unsaid'
})

const textSaysTumour = rememberTexts((text, rule) =>
  rule.tumourPhrases.isIn(rule.backgroundPhrases.without(toPlain(text, rule))),
)

/** Whether a statement speaks of a tumour. */
export function saysTumour(statement: Located, rule: SiteRule): boolean {
  const { sites, names } = placesOf(statement, rule)
  return [...sites, ...names].flatMap(textsOf).some((text) => textSaysTumour(text, rule))
}
