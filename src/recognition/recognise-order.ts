import { type Concept, textsOf } from '../fhir/index.ts'
import { type FoldedText, foldText, hasMember, type ValueSet } from '../terminology/index.ts'
import type { OrderRecognition } from './definition.ts'

/** What is looked at of an order or of a procedure that was done. */
export interface Recognisable {
  readonly codes: readonly Concept[]
  readonly bodySites: readonly Concept[]
  readonly notes: readonly string[]
}

/**
 * Whether an order is the one that the service answers to. `if-diagnosed`: its code is generic and
 * its hints fit, so that the patient's diagnosis decides.
 */
export type OrderVerdict = 'recognised' | 'if-diagnosed' | 'other'

const anyIn = (concepts: readonly Concept[], valueSet: ValueSet) =>
  concepts.some(({ codings }) => hasMember(codings, valueSet))

function hasHint(order: Recognisable, texts: readonly FoldedText[], by: OrderRecognition): boolean {
  return (
    anyIn([...order.bodySites, ...order.codes], by.hintCodes) || texts.some(by.hintPhrases.isIn)
  )
}

function isNamed(texts: readonly FoldedText[], by: OrderRecognition): boolean {
  return texts.some((text) => by.phrases.isIn(text) && !by.excludingPhrases.isIn(text))
}

/**
 * Tells an order by, in this order: a code of its own; the text of its code; a generic code with a
 * hint. A text that names another procedure or a visit about this one is not taken.
 */
export function recogniseOrder(order: Recognisable, by: OrderRecognition): OrderVerdict {
  if (anyIn(order.codes, by.specificCodes)) return 'recognised'
  const names = order.codes.flatMap(textsOf).map(foldText)
  if (names.some(by.excludingPhrases.isIn)) return 'other'
  if (isNamed(names, by)) return 'recognised'
  if (!anyIn(order.codes, by.genericCodes)) return 'other'
  const rest = [...order.bodySites.flatMap(textsOf), ...order.notes].map(foldText)
  if (rest.some(by.excludingPhrases.isIn)) return 'other'
  return hasHint(order, [...names, ...rest], by) ? 'if-diagnosed' : 'other'
}
