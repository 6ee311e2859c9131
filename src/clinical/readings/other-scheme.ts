import { textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import { foldText } from '../terminology/phrase.ts'
import type { FindingInput } from './input-definition.ts'
import { provenanceOf } from './judge-statement.ts'
import type { Reading } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import { textsOfValue } from './read-finding.ts'
import { startOf } from './select-statements.ts'

/** The other scheme that a stage names, in its type or in itself. */
function schemeOf(stage: Statement, { otherSchemes }: FindingInput): string | undefined {
  const texts = [...textsOf(stage.code), ...textsOfValue(stage)].map(foldText)
  return otherSchemes.find(({ phrase }) => texts.some(phrase.isIn))?.name
}

/**
 * What a record without the finding says by another scheme of staging, the newest: it is said as it
 * is recorded, and never taken for the finding.
 */
export function readOtherScheme(
  input: FindingInput,
  { stages }: RecordStatements,
  { time }: ReadingContext,
): Reading<never> {
  const [newest] = stages
    .flatMap((stage) => {
      const scheme = schemeOf(stage, input)
      return scheme === undefined ? [] : [{ stage, scheme }]
    })
    .toSorted((a, b) => startOf(b.stage) - startOf(a.stage))
  if (newest === undefined) return { kind: 'missing' }
  const from = provenanceOf(newest.stage, time)
  const isNamed = foldText(from.asSent).includes(foldText(newest.scheme))
  const asSent = isNamed ? from.asSent : `${newest.scheme} ${from.asSent}`.trim()
  return { kind: 'unusable', why: 'another-scheme', from: { ...from, asSent } }
}
