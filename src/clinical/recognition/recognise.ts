import { type Concept, textsOf } from '../fhir/concept.ts'
import { type FoldedText, foldText } from '../terminology/phrase.ts'
import { hasMember, type ValueSet } from '../terminology/value-set.ts'
import type { OrderRecognition, DiagnosisRecognition } from './definition.ts'
import { type NameVerdict, readName, clausesOf } from './read-name.ts'

/** What an order is recognised by; also a procedure that was done. */
export interface Recognisable {
  readonly codes: readonly Concept[]
  readonly bodySites: readonly Concept[]
  readonly notes: readonly string[]
  /** Absent of a procedure that was done. */
  readonly reasons?: readonly Concept[]
}

/**
 * Whether an order is the one that the service answers to. `if-diagnosed`: its code or name is
 * generic and its hints fit, so that the patient's diagnosis decides.
 */
export type OrderVerdict = 'recognised' | 'if-diagnosed' | 'other'

type ConceptVerdict = NameVerdict | 'coded'

/** In the order in which they decide, when the texts of a concept say different things. */
const WEIGHTIEST_FIRST = ['combined', 'other-procedure', 'other-act', 'named', 'generic'] as const

const isCoded = ({ codings }: Concept, valueSet: ValueSet) => hasMember(codings, valueSet)

/**
 * What the texts of a concept say. Where a site has switched recognition by text off, texts exclude
 * only.
 */
function readTexts(concept: Concept, { names, isByText }: OrderRecognition): ConceptVerdict {
  const read = textsOf(concept).map((text) => readName(text, names))
  const verdict = WEIGHTIEST_FIRST.find((candidate) => read.includes(candidate)) ?? 'silent'
  if (isByText || verdict.startsWith('other')) return verdict
  return verdict === 'combined' ? 'other-procedure' : 'silent'
}

/** A specific code is the site's own; only the code of another procedure contradicts it. */
function readConcept(concept: Concept, by: OrderRecognition): ConceptVerdict {
  if (isCoded(concept, by.otherCodes)) return 'other-procedure'
  if (isCoded(concept, by.specificCodes)) return 'coded'
  const verdict = readTexts(concept, by)
  return verdict === 'silent' && isCoded(concept, by.genericCodes) ? 'generic' : verdict
}

const WITH_OTHER: readonly ConceptVerdict[] = ['combined', 'other-procedure']

/** Whether a text names the organ or the drug before it names another. */
const isHint = (text: FoldedText, by: OrderRecognition) =>
  by.hintPhrases.isIn(by.elsewhere.before(text))

/** Whether a generic order points at the organ, the drug or the diagnosis, and not elsewhere. */
function isNarrowed(order: Recognisable, by: OrderRecognition): boolean {
  const { codes, bodySites, notes, reasons = [] } = order
  const what = [...codes, ...bodySites].flatMap(textsOf).map(foldText)
  if (what.some(by.elsewhere.isIn)) return false
  const beside = [...bodySites.flatMap(textsOf), ...notes, ...reasons.flatMap(textsOf)]
  if (beside.some((text) => WITH_OTHER.includes(readName(text, by.names)))) return false
  const why = beside.map(foldText)
  if (why.some((text) => by.elsewhere.isIn(text) && !isHint(text, by))) return false
  const isCodedHint =
    [...bodySites, ...codes].some((concept) => isCoded(concept, by.hintCodes)) ||
    reasons.some((reason) => isCoded(reason, by.reasonCodes))
  return isCodedHint || [...what, ...why].some((text) => isHint(text, by))
}

/** A verdict on each thing that is ordered; the weightiest decides. */
const verdictsOn = ({ codes }: Recognisable, by: OrderRecognition) =>
  codes.map((concept) => readConcept(concept, by))

/**
 * Tells an order by, in this order: a code of its own; the name of another procedure; its name; a
 * generic code or name with a hint. How a name is read: docs/adr/0006.
 */
export function recogniseOrder(order: Recognisable, by: OrderRecognition): OrderVerdict {
  const verdicts = verdictsOn(order, by)
  if (verdicts.includes('coded')) return 'recognised'
  if (verdicts.some((verdict) => WITH_OTHER.includes(verdict))) return 'other'
  if (verdicts.includes('named')) return 'recognised'
  if (verdicts.includes('other-act') || !verdicts.includes('generic')) return 'other'
  return isNarrowed(order, by) ? 'if-diagnosed' : 'other'
}

/**
 * Whether what was done is the procedure, or may hold it: a combination with another treatment is
 * not what the service answers to when it is ordered, but once done it has treated the tumour.
 */
export function holdsProcedure(done: Recognisable, by: OrderRecognition): boolean {
  return recogniseOrder(done, by) !== 'other' || verdictsOn(done, by).includes('combined')
}

const isDoubtAlone = (clause: FoldedText, by: DiagnosisRecognition) =>
  by.excludingPhrases.isIn(clause) && by.excludingPhrases.without(clause).trim() === ''

/** A doubt is about its own clause, or about the whole text when it stands alone. */
function isStated(text: FoldedText, by: DiagnosisRecognition): boolean {
  const clauses = clausesOf(text)
  const named = clauses.filter(by.phrases.isIn)
  if (named.length === 0 || named.some(by.excludingPhrases.isIn)) return false
  return !clauses.some((clause) => isDoubtAlone(clause, by))
}

/** Whether a concept is the diagnosis: by code, else by a text that does not doubt it. */
export function isDiagnosis(concept: Concept, by: DiagnosisRecognition): boolean {
  if (hasMember(concept.codings, by.codes)) return true
  return textsOf(concept).some((text) => isStated(foldText(text), by))
}
