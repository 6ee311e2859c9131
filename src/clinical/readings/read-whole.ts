import type { ConditionView } from '../fhir/clinical-record.ts'
import { type Concept, hasLongText } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import type { ObservationValue } from '../fhir/value.ts'
import { LONGEST_TEXT } from '../terminology/phrase.ts'
import { LONGEST_NAME } from './remember.ts'
import { isOverfull } from './sites.ts'
import { MOST_QUALIFIERS } from './statistic.ts'

const isValueLong = (value: ObservationValue | undefined): boolean => {
  if (value?.kind === 'text') return value.text.length > LONGEST_TEXT
  return value?.kind === 'concept' && hasLongText(value.concept, LONGEST_TEXT)
}

const isNameLong = (name: Concept | undefined) =>
  name !== undefined && hasLongText(name, LONGEST_NAME)

/**
 * Whether a statement says more than is read of it. What is not read may say anything: of which
 * place or statistic the value is, or another value.
 */
export function saysMoreThanRead(statement: Statement): boolean {
  const { code, method, outerCode, qualifiers = [], value, where } = statement
  return (
    qualifiers.length > MOST_QUALIFIERS ||
    isOverfull(where) ||
    [code, method, outerCode].some(isNameLong) ||
    isValueLong(value) ||
    qualifiers.some((qualifier) =>
      [qualifier.code, qualifier.value].some((said) => hasLongText(said, LONGEST_TEXT)),
    )
  )
}

/** Whether a diagnosis, or one of its stages, says more than is read of it. */
export const tellsMoreThanRead = ({ code, stages }: ConditionView): boolean =>
  hasLongText(code, LONGEST_TEXT) || stages.some(saysMoreThanRead)
