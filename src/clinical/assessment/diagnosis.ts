import { readCondition, resolveReasons } from '../fhir/clinical-record.ts'
import type { Concept } from '../fhir/concept.ts'
import type { DiagnosisRecognition } from '../recognition/definition.ts'
import { judgeDiagnosis, judgeReasons } from '../recognition/recognise-diagnosis.ts'
import type { AssessmentBasis } from './assessment-basis.ts'
import { isComplete } from './slots.ts'
import type { RelevantOrder } from './relevant-order.ts'

/** Whether the patient is known to have the diagnosis, and by what. */
export type DiagnosisFound =
  /** By a code of it, or by words beside a code that leaves it open. */
  | { readonly kind: 'found'; readonly concept: Concept; readonly isInWords: boolean }
  | { readonly kind: 'not-found' }
  /** Only by a code that the site has not mapped. */
  | { readonly kind: 'unmapped'; readonly concept: Concept }
  /** The diagnoses could not all be read. */
  | { readonly kind: 'unread' }

function diagnosisAmong(
  concepts: readonly Concept[],
  by: DiagnosisRecognition,
): DiagnosisFound | undefined {
  const judged = concepts.map((concept) => ({ concept, verdict: judgeDiagnosis(concept, by) }))
  const conceptOf = (wanted: 'coded' | 'in-words' | 'unmapped') =>
    judged.find(({ verdict }) => verdict === wanted)?.concept
  const [coded, inWords, unmapped] = [
    conceptOf('coded'),
    conceptOf('in-words'),
    conceptOf('unmapped'),
  ]
  if (coded !== undefined) return { kind: 'found', concept: coded, isInWords: false }
  if (inWords !== undefined) return { kind: 'found', concept: inWords, isInWords: true }
  return unmapped && { kind: 'unmapped', concept: unmapped }
}

/**
 * The diagnosis of an order. Its own reasons decide, if they say that it is for the diagnosis or
 * for another disease; else the record does, or Conditions that the order contains.
 */
export function findDiagnosis(
  { order, verdict }: RelevantOrder,
  { definition, slots, record }: AssessmentBasis,
): DiagnosisFound {
  const { reasons: concepts, reasonReferences: references } = order
  const reasons = resolveReasons({ concepts, references }, record.conditions)
  const ofReasons = diagnosisAmong(reasons, definition.diagnosis)
  if (ofReasons !== undefined) return ofReasons
  const isCut = order.unreadWords !== undefined
  if (!isCut && judgeReasons(reasons, definition.diagnosis) === 'other')
    return { kind: 'not-found' }
  const isRead = isComplete(slots[definition.keys.diagnoses]) && !isCut
  const rest: DiagnosisFound = { kind: isRead ? 'not-found' : 'unread' }
  // Nothing but its reason makes such an order one of the service's.
  if (verdict === 'if-its-reason') return rest
  const contained = order.contained.map(readCondition).filter((read) => read !== undefined)
  const held = [...record.conditions, ...contained].filter(({ holds }) => holds)
  const codes = held.map(({ code }) => code)
  return diagnosisAmong(codes, definition.diagnosis) ?? rest
}
