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
import { rememberReadings, rememberStatements } from './remember.ts'
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

export function textsOfValue({ value }: Statement): readonly string[] {
  if (value?.kind === 'text') return [value.text]
  return value?.kind === 'concept' ? textsOf(value.concept) : []
}

function numberMeans({ value, comparator }: QuantityAsSent, { scores }: FindingValue): boolean {
  return scores !== undefined && comparator === undefined && isWithin(value, scores)
}

/** Whether a value means this value of the finding without its words. */
function means({ value }: Statement, finding: FindingValue): boolean {
  switch (value?.kind) {
    case 'concept':
      return hasMember(value.concept.codings, finding.codes)
    case 'boolean':
      return value.boolean === finding.boolean
    case 'quantity':
      return numberMeans(value.quantity, finding)
    case 'text':
    case 'range':
    case 'ratio':
    case undefined:
      return false
  }
}

/**
 * The values of the finding that a statement may mean. A bare text means one only where the
 * statement's code names the finding, or the text does.
 */
const valuesMeant = rememberStatements(
  (statement: Statement, input: FindingInput): readonly FindingValue[] => {
    const isCodeNamed = namesFinding(statement.code, input)
    const said = textsOfValue(statement)
      .map((text) => wordsOf(text, input))
      .filter(({ isNamed }) => isNamed || isCodeNamed)
    return input.values.filter(
      (finding) => means(statement, finding) || said.some(({ rest }) => finding.texts.has(rest)),
    )
  },
)

function judgeFinding(statement: Statement, input: FindingInput): Judgement<FindingValue> {
  const [match, other] = valuesMeant(statement, input)
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
    return isOfAny && valuesMeant(stage, input).length > 0
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
