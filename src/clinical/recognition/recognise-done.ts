import { type Concept, textsOf } from '../fhir/concept.ts'
import { type FoldedText, foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import { isUnder } from './code-pattern.ts'
import type { EarlierReading, OrderRecognition } from './definition.ts'
import { clausesOf, readName } from './read-name.ts'
import { pointingOf, readConcept, type Recognisable } from './recognise.ts'

/**
 * What a procedure that was done may have been: `earlier`: the service's; `possible`: perhaps, so
 * that somebody should look; `none`: another. Missing an earlier one is the dangerous side, so that
 * it is judged more loosely than an order.
 */
export type DoneVerdict = 'earlier' | 'possible' | 'none'

const textsOfAll = (concepts: readonly Concept[]) => concepts.flatMap(textsOf)

/** Whether a text says, and does not deny, that the procedure was done before. */
export const saysEarlier = (text: string, by: EarlierReading, kind: 'said' | 'past') =>
  by[kind].isIn(by.denied.without(foldText(text)))

const isEmpty = (text: FoldedText) => text.trim() === ''

/** Whether a clause of a name says that what it names is not the first: `repeat`, `TACE-2`. */
function isAgain(clause: FoldedText, by: EarlierReading): boolean {
  if (by.again.isIn(clause)) return by.acts.isIn(clause) || isEmpty(by.again.without(clause))
  const isNumbered = by.acts.isIn(clause) && by.numbers.isIn(clause)
  return isNumbered && isEmpty(by.numbers.without(by.acts.without(clause)))
}

/**
 * Whether the name of an order says that it is not the first: in a clause of the procedure or
 * alone.
 */
export function isNamedAgain(name: string, by: EarlierReading): boolean {
  const text = by.denied.without(foldText(name))
  return by.said.isIn(text) || clausesOf(text).some((clause) => isAgain(clause, by))
}

const isCodedAtSite = ({ codings }: Concept, by: OrderRecognition) =>
  codings.some((coding) => isUnder(coding, by.doneAtSite))

const isCodedOf = ({ codings }: Concept, by: OrderRecognition) =>
  hasMember(codings, by.genericCodes) || hasMember(codings, by.codesOfAnySite)

/**
 * A procedure whose name says another organ or disease, in the words or the site of the service
 * too.
 */
function ofElsewhere(done: Recognisable, by: OrderRecognition): DoneVerdict {
  const names = textsOfAll(done.codes).map(foldText)
  const isHere =
    names.some((name) => by.names.site.isIn(name)) ||
    pointingOf({ ...done, codes: [] }, by) === 'here'
  if (
    isHere &&
    names.some((name) => by.names.phrases.isIn(name) || by.names.phrasesOfSite.isIn(name))
  )
    return 'earlier'
  return isHere || names.some(by.names.phrases.isIn) ? 'possible' : 'none'
}

function ofGeneric(done: Recognisable, by: OrderRecognition): DoneVerdict {
  const pointing = pointingOf(done, by)
  if (pointing === 'here') return 'earlier'
  if (pointing === 'elsewhere') return 'none'
  const isByDrug = textsOfAll(done.codes).map(foldText).some(by.names.phrasesOfSite.isIn)
  return isByDrug ? 'earlier' : 'possible'
}

/** What the codes and their texts say was done. */
function ofCodes(done: Recognisable, by: OrderRecognition): DoneVerdict {
  const verdicts = done.codes.map((concept) => readConcept(concept, by))
  const has = (...wanted: readonly (typeof verdicts)[number][]) =>
    verdicts.some((verdict) => wanted.includes(verdict))
  if (has('coded', 'named', 'combined')) return 'earlier'
  if (has('elsewhere')) return ofElsewhere(done, by)
  const isAtSite = done.codes.some((concept) => isCodedAtSite(concept, by))
  if (has('other-procedure'))
    return done.codes.some(({ codings }) => hasMember(codings, by.otherCodes)) ? 'none' : 'possible'
  if (isAtSite) return 'earlier'
  if (done.codes.some((concept) => isCodedOf(concept, by)) || has('generic'))
    return ofGeneric(done, by)
  return has('lesser') ? 'possible' : 'none'
}

/** Whether a note says that the procedure was what was done. */
const isNamedInNotes = ({ notes }: Recognisable, { names, isByText }: OrderRecognition) =>
  isByText && notes.some((note) => ['named', 'combined'].includes(readName(note, names)))

export function judgeDone(done: Recognisable, by: OrderRecognition): DoneVerdict {
  const verdict = ofCodes(done, by)
  if (verdict !== 'none') {
    return verdict === 'possible' && isNamedInNotes(done, by) ? 'earlier' : verdict
  }
  const isMentioned = textsOfAll([...done.codes, ...(done.reasons ?? [])]).some((text) =>
    saysEarlier(text, by.earlier, 'past'),
  )
  const isSpokenOf = isNamedInNotes(done, by) && pointingOf(done, by) !== 'elsewhere'
  return by.isByText && (isMentioned || isSpokenOf) ? 'possible' : 'none'
}
