import { type Concept, textsOf } from '../fhir/concept.ts'
import type { UnreadWords } from '../fhir/within-words.ts'
import { type FoldedText, foldText } from '../terminology/phrase.ts'
import { hasMember, type ValueSet } from '../terminology/value-set.ts'
import type { OrderRecognition } from './definition.ts'
import { judgeDiagnosis, judgeReasons } from './recognise-diagnosis.ts'
import { type NameVerdict, readName } from './read-name.ts'
import { withoutRiskMarks } from './risk-marks.ts'

/** What an order is recognised by; also a procedure that was done. */
export interface Recognisable {
  readonly codes: readonly Concept[]
  readonly bodySites: readonly Concept[]
  readonly notes: readonly string[]
  readonly reasons?: readonly Concept[]
  /** References to reasons that are not yet resolved. */
  readonly reasonReferences?: readonly unknown[]
  /** Whether more words were sent than are read: what is not found in these may stand there. */
  readonly unreadWords?: UnreadWords
}

/**
 * Whether an order is the one that the service answers to. `if-diagnosed`: its code or name is
 * generic and its hints fit, so that the patient's diagnosis decides; `if-its-reason`: the same
 * without a hint, so that what it refers to as its reason decides.
 */
export type OrderVerdict = 'recognised' | 'if-diagnosed' | 'if-its-reason' | 'other'

type ConceptVerdict = NameVerdict | 'coded'

/** In the order in which they decide, when the texts of a concept say different things. */
const WEIGHTIEST_FIRST = [
  'elsewhere',
  'combined',
  'other-procedure',
  'lesser',
  'other-act',
  'named',
  'generic',
] as const

const isCoded = ({ codings }: Concept, valueSet: ValueSet) => hasMember(codings, valueSet)

const ANOTHER: readonly ConceptVerdict[] = ['elsewhere', 'combined', 'other-procedure', 'lesser']

/**
 * What the texts of a concept say. Where a site has switched recognition by text off, texts exclude
 * only.
 */
function readTexts(concept: Concept, { names, isByText }: OrderRecognition): ConceptVerdict {
  const read = textsOf(concept).map((text) => readName(text, names))
  const verdict = WEIGHTIEST_FIRST.find((candidate) => read.includes(candidate)) ?? 'silent'
  if (isByText || ANOTHER.includes(verdict) || verdict === 'other-act')
    return verdict === 'combined' && !isByText ? 'other-procedure' : verdict
  return 'silent'
}

/** A specific code is the site's own; only the code of another procedure contradicts it. */
export function readConcept(concept: Concept, by: OrderRecognition): ConceptVerdict {
  if (isCoded(concept, by.otherCodes)) return 'other-procedure'
  if (isCoded(concept, by.specificCodes)) return 'coded'
  const verdict = readTexts(concept, by)
  const isGeneric = isCoded(concept, by.genericCodes) || isCoded(concept, by.codesOfAnySite)
  return verdict === 'silent' && isGeneric ? 'generic' : verdict
}

/** Whether a text names the organ or the drug before it names another. */
function isHint(text: FoldedText, by: OrderRecognition): boolean {
  const before = by.elsewhere.before(text)
  return by.hintPhrases.isIn(before) || by.drugPhrases.isIn(before)
}

const asWords = (text: string, by: OrderRecognition) =>
  foldText(withoutRiskMarks(text, by.diagnosis.marks))

/** Where an act of the kind points by its sites, its notes and its reasons. */
export type Pointing = 'here' | 'elsewhere' | 'nowhere'

/** Whether something beside the code of an order speaks of another organ, procedure or disease. */
function pointsElsewhere(order: Recognisable, by: OrderRecognition): boolean {
  const { codes, bodySites, notes, reasons = [] } = order
  if ([...codes, ...bodySites].flatMap(textsOf).map(foldText).some(by.elsewhere.isIn)) return true
  const beside = [...bodySites.flatMap(textsOf), ...notes, ...reasons.flatMap(textsOf)]
  if (beside.some((text) => ANOTHER.includes(readName(text, by.names)))) return true
  if (judgeReasons(reasons, by.diagnosis) === 'other') return true
  const why = beside.map((text) => asWords(text, by))
  return why.some((text) => by.elsewhere.isIn(text) && !isHint(text, by))
}

/** Whether an order points at the organ, the drug or the diagnosis, and not elsewhere. */
export function pointingOf(order: Recognisable, by: OrderRecognition): Pointing {
  if (pointsElsewhere(order, by)) return 'elsewhere'
  const { codes, bodySites, notes, reasons = [] } = order
  const isCodedHint =
    [...bodySites, ...codes].some((concept) => isCoded(concept, by.hintCodes)) ||
    codes.some((concept) => isCoded(concept, by.codesOfAnySite)) ||
    reasons.some((reason) => judgeDiagnosis(reason, by.diagnosis) === 'coded')
  const texts = [...[...codes, ...bodySites, ...reasons].flatMap(textsOf), ...notes]
  return isCodedHint || texts.some((text) => isHint(asWords(text, by), by)) ? 'here' : 'nowhere'
}

/** Whether the site of an order is another organ, by name. */
const isAtOtherSite = ({ bodySites }: Recognisable, by: OrderRecognition) =>
  bodySites.flatMap(textsOf).some((text) => {
    const folded = foldText(text)
    return by.names.otherOrgans.isIn(folded) && !isHint(folded, by)
  })

function ofGeneric(order: Recognisable, by: OrderRecognition): OrderVerdict {
  const pointing = pointingOf(order, by)
  const mayPointHere = pointing === 'nowhere' && order.unreadWords !== undefined
  if (pointing === 'here' || mayPointHere) return 'if-diagnosed'
  const isOpen = (order.reasonReferences ?? []).length > 0
  return pointing === 'nowhere' && isOpen ? 'if-its-reason' : 'other'
}

/** What the names and codes of an order say is ordered; what of them is not read may say more. */
function readNames(order: Recognisable, by: OrderRecognition): readonly ConceptVerdict[] {
  const { codes, notes, unreadWords } = order
  const mayBeWithDrug =
    unreadWords !== undefined ||
    [...codes.flatMap(textsOf), ...notes].map(foldText).some(by.drugPhrases.isIn)
  const verdicts = codes.map((concept): ConceptVerdict => {
    const verdict = readConcept(concept, by)
    return verdict === 'lesser' && mayBeWithDrug ? 'generic' : verdict
  })
  return unreadWords === 'of-name' && by.isByText ? [...verdicts, 'generic'] : verdicts
}

/**
 * Tells an order by, in this order: a code of its own; the name of another procedure; its name; a
 * generic code or name with a hint. How a name is read: docs/adr/0006.
 */
export function recogniseOrder(order: Recognisable, by: OrderRecognition): OrderVerdict {
  const verdicts = readNames(order, by)
  if (verdicts.includes('coded')) return 'recognised'
  if (verdicts.some((verdict) => ANOTHER.includes(verdict))) return 'other'
  if (verdicts.includes('named')) return isAtOtherSite(order, by) ? 'other' : 'recognised'
  if (verdicts.includes('other-act') || !verdicts.includes('generic')) return 'other'
  return ofGeneric(order, by)
}
