import type { Concept } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import type { QuantityAsSent } from '../fhir/value.ts'
import { candidatesFor, type Judged, judgeAll, newestAgreed } from './select-statements.ts'
import type { Judgement, Reading } from './reading.ts'
import { compactText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import {
  allOfThem,
  type OnlyThose,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { FindingInput, FindingValue } from './input-definition.ts'

const isNamed = ({ codings, text }: Concept) => codings.length > 0 || text !== undefined

const isWithin = (value: number, [from, to]: readonly [number, number]) =>
  Number.isInteger(value) && value >= from && value <= to

function isMeantByText(text: string, code: Concept, { texts, namedTexts }: FindingValue): boolean {
  return (isNamed(code) ? texts : namedTexts).has(compactText(text))
}

function isMeantByConcept(concept: Concept, code: Concept, finding: FindingValue): boolean {
  const { codings, text } = concept
  if (hasMember(codings, finding.codes)) return true
  return text !== undefined && isMeantByText(text, code, finding)
}

function isMeantByNumber({ value, comparator }: QuantityAsSent, { scores }: FindingValue): boolean {
  return scores !== undefined && comparator === undefined && isWithin(value, scores)
}

/**
 * Whether a recorded value means this value of the finding; by text only where the finding is
 * named.
 */
function isMeant({ value, code }: Statement, finding: FindingValue): boolean {
  switch (value?.kind) {
    case 'concept':
      return isMeantByConcept(value.concept, code, finding)
    case 'text':
      return isMeantByText(value.text, code, finding)
    case 'boolean':
      return value.boolean === finding.boolean
    case 'quantity':
      return isMeantByNumber(value.quantity, finding)
    case 'range':
    case 'ratio':
    case undefined:
      return false
  }
}

function judgeFinding(observation: Statement, { values }: FindingInput): Judgement<FindingValue> {
  const [match, another] = values.filter((value) => isMeant(observation, value))
  return match === undefined || another !== undefined
    ? { why: 'value-not-understood' }
    : { value: match }
}

/** Stages of Conditions that are of this finding: by their type, or by a value that names it. */
function stagesFor(
  { codes, values, fromConditionStage }: FindingInput,
  { stages }: RecordStatements,
): readonly Statement[] {
  if (!fromConditionStage) return []
  return stages.filter((stage) => {
    const { codings, text } = stage.code
    if (codings.length > 0 || text !== undefined) return hasMember(codings, codes)
    return values.some((value) => isMeant(stage, value))
  })
}

/** Every statement of the finding, judged, those of Observations first. */
export function judgeFindings(
  input: FindingInput,
  record: RecordStatements,
  { time }: ReadingContext,
): readonly Judged<FindingValue>[] {
  const candidates = [...candidatesFor(record.index, input.codes), ...stagesFor(input, record)]
  const startOf = (statement: Statement) => statement.time?.earliest ?? -Infinity
  return judgeAll(
    candidates.toSorted((a, b) => startOf(b) - startOf(a)),
    input,
    time,
    (observation) => judgeFinding(observation, input),
  )
}

/** The reading of a recorded finding. */
export function readFinding(
  input: FindingInput,
  record: RecordStatements,
  context: ReadingContext,
  only: OnlyThose = allOfThem,
): Reading<FindingValue> {
  const judged = judgeFindings(input, record, context)
  return newestAgreed(
    judged.filter(({ observation }) => only(observation)),
    context.time,
  )
}
