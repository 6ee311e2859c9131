import { type Concept, textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import type { QuantityAsSent } from '../fhir/value.ts'
import { newestAgreed } from './newest-agreed.ts'
import { candidatesFor, type JudgedStatement, judgeStatements } from './select-statements.ts'
import type { Judgement, Reading } from './reading.ts'
import { wordsOf } from './finding-words.ts'
import { hasMember } from '../terminology/value-set.ts'
import {
  everyStatement,
  type StatementFilter,
  type ReadingContext,
  type RecordStatements,
} from './reading-context.ts'
import type { FindingInput, FindingValue } from './input-definition.ts'
import { rememberReadings } from './remember.ts'
import { refuseOtherSites } from './refuse-other-sites.ts'

const isSaid = ({ codings, text }: Concept) => codings.length > 0 || text !== undefined

/** Whether a code or a type names the finding: by its codes, or by nothing but its name. */
const namesFinding = (code: Concept, input: FindingInput) =>
  hasMember(code.codings, input.codes) ||
  textsOf(code).some((text) => {
    const { rest, isNamed } = wordsOf(text, input)
    return isNamed && rest === ''
  })

const isWithin = (value: number, [from, to]: readonly [number, number]) =>
  Number.isInteger(value) && value >= from && value <= to

/**
 * What the code of a statement leaves to its text: where it does not name the finding, the text
 * must.
 */
interface Reader {
  readonly input: FindingInput
  readonly mustName: boolean
}

function textMeans(text: string, { input, mustName }: Reader, { texts }: FindingValue): boolean {
  const { rest, isNamed } = wordsOf(text, input)
  return texts.has(rest) && (isNamed || !mustName)
}

function conceptMeans(concept: Concept, reader: Reader, finding: FindingValue): boolean {
  if (hasMember(concept.codings, finding.codes)) return true
  return textsOf(concept).some((text) => textMeans(text, reader, finding))
}

function numberMeans({ value, comparator }: QuantityAsSent, { scores }: FindingValue): boolean {
  return scores !== undefined && comparator === undefined && isWithin(value, scores)
}

/**
 * Whether a statement's value means this value of the finding. A bare text means it only where the
 * statement's code names the finding, or the text does.
 */
function means({ value, code }: Statement, input: FindingInput, finding: FindingValue): boolean {
  const reader = { input, mustName: !namesFinding(code, input) }
  switch (value?.kind) {
    case 'concept':
      return conceptMeans(value.concept, reader, finding)
    case 'text':
      return textMeans(value.text, reader, finding)
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

function judgeFinding(statement: Statement, input: FindingInput): Judgement<FindingValue> {
  const [match, other] = input.values.filter((value) => means(statement, input, value))
  return match === undefined || other !== undefined
    ? { why: 'value-not-understood' }
    : { value: match }
}

/**
 * Stages of Conditions that state this finding: by their type, or where they have none or one of
 * any staging, by a value that names it.
 */
function stagesFor(input: FindingInput, { stages }: RecordStatements): readonly Statement[] {
  if (!input.fromConditionStage) return []
  return stages.filter((stage) => {
    if (namesFinding(stage.code, input)) return true
    const isOfAny = !isSaid(stage.code) || hasMember(stage.code.codings, input.generalStageTypes)
    return isOfAny && input.values.some((value) => means(stage, input, value))
  })
}

/** Every statement of the finding, judged, the newest first. */
export const judgeFindings = rememberReadings(
  (
    input: FindingInput,
    record: RecordStatements,
    { time }: ReadingContext,
  ): readonly JudgedStatement<FindingValue>[] => {
    const candidates = [...candidatesFor(record.index, input.codes), ...stagesFor(input, record)]
    const startOf = (statement: Statement) => statement.time?.earliest ?? -Infinity
    const judged = judgeStatements(
      candidates.toSorted((a, b) => startOf(b) - startOf(a)),
      input,
      time,
      (statement) => judgeFinding(statement, input),
    )
    return refuseOtherSites(judged, input.sites, false)
  },
)

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
