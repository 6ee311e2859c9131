import { type Concept, textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import type { QuantityAsSent } from '../fhir/value.ts'
import { newestAgreed } from './newest-agreed.ts'
import { candidatesFor, type JudgedStatement, judgeStatements } from './select-statements.ts'
import type { Judgement, Reading } from './reading.ts'
import { compactText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import {
  everyStatement,
  type StatementFilter,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { FindingInput, FindingValue } from './input-definition.ts'
import { refuseOtherSites } from './refuse-other-sites.ts'

const isNamed = ({ codings, text }: Concept) => codings.length > 0 || text !== undefined

const isWithin = (value: number, [from, to]: readonly [number, number]) =>
  Number.isInteger(value) && value >= from && value <= to

function textMeans(text: string, code: Concept, { texts, namedTexts }: FindingValue): boolean {
  return (isNamed(code) ? texts : namedTexts).has(compactText(text))
}

function conceptMeans(concept: Concept, code: Concept, finding: FindingValue): boolean {
  if (hasMember(concept.codings, finding.codes)) return true
  return textsOf(concept).some((text) => textMeans(text, code, finding))
}

function numberMeans({ value, comparator }: QuantityAsSent, { scores }: FindingValue): boolean {
  return scores !== undefined && comparator === undefined && isWithin(value, scores)
}

/**
 * Whether a statement's value means this value of the finding. A bare text means it only where the
 * statement's code names the finding, or the text does.
 */
function means({ value, code }: Statement, finding: FindingValue): boolean {
  switch (value?.kind) {
    case 'concept':
      return conceptMeans(value.concept, code, finding)
    case 'text':
      return textMeans(value.text, code, finding)
    case 'boolean':
      return value.boolean === finding.boolean
    case 'quantity':
      return numberMeans(value.quantity, finding)
    case 'range':
    case 'ratio':
    case undefined:
      return false
  }
}

function judgeFinding(statement: Statement, { values }: FindingInput): Judgement<FindingValue> {
  const [match, other] = values.filter((value) => means(statement, value))
  return match === undefined || other !== undefined
    ? { why: 'value-not-understood' }
    : { value: match }
}

/**
 * Stages of Conditions that state this finding: by their type, or where they have none, by a value
 * that names it.
 */
function stagesFor(
  { codes, values, fromConditionStage }: FindingInput,
  { stages }: RecordStatements,
): readonly Statement[] {
  if (!fromConditionStage) return []
  return stages.filter((stage) => {
    const { codings, text } = stage.code
    if (codings.length > 0 || text !== undefined) return hasMember(codings, codes)
    return values.some((value) => means(stage, value))
  })
}

/** Every statement of the finding, judged, the newest first. */
export function judgeFindings(
  input: FindingInput,
  record: RecordStatements,
  { time }: ReadingContext,
): readonly JudgedStatement<FindingValue>[] {
  const candidates = [...candidatesFor(record.index, input.codes), ...stagesFor(input, record)]
  const startOf = (statement: Statement) => statement.time?.earliest ?? -Infinity
  const judged = judgeStatements(
    candidates.toSorted((a, b) => startOf(b) - startOf(a)),
    input,
    time,
    (statement) => judgeFinding(statement, input),
  )
  return refuseOtherSites(judged, input.sites, false)
}

export function readFinding(
  input: FindingInput,
  record: RecordStatements,
  context: ReadingContext,
  isWanted: StatementFilter = everyStatement,
): Reading<FindingValue> {
  const judged = judgeFindings(input, record, context)
  return newestAgreed(
    judged.filter(({ statement }) => isWanted(statement)),
    context.time,
  )
}
