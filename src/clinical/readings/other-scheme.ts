import { nameOf, textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import { foldText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import type { FindingInput } from './input-definition.ts'
import { provenanceOf } from './judge-statement.ts'
import type { Reading } from './reading.ts'
import type { ReadingContext, RecordStatements } from './reading-context.ts'
import { textsOfValue } from './read-finding.ts'
import type { SiteRule } from './site-rule.ts'
import { judgeSite, type SiteVerdict } from './sites.ts'
import { startOf } from './select-statements.ts'

/** The other scheme that a stage names, in its type or in itself, or by the code of its type. */
function schemeOf(
  stage: Statement,
  { otherSchemes, otherSchemeCodes, codes }: FindingInput,
): string | undefined {
  // What is recorded as the finding itself is judged as that.
  if (hasMember(stage.code.codings, codes)) return undefined
  const texts = [...textsOf(stage.code), ...textsOfValue(stage)].map(foldText)
  const named = otherSchemes.find(({ phrase }) => texts.some(phrase.isIn))?.name
  if (named !== undefined) return named
  const sent = stage.code.codings.find(otherSchemeCodes.has)
  const known = otherSchemeCodes.codings.find(({ code }) => code === sent?.code)
  return known && nameOf({ codings: [known] })
}

/** A longer text is a report or a note, and no stage. */
const LONGEST_STAGE = 60

const REFUSED_SITES: readonly SiteVerdict[] = ['other-organ', 'unknown-site']

/** The Observations that may state one: in a short word, and not of another organ's tumour. */
const observedStages = ({ statements = [] }: RecordStatements, sites: SiteRule | undefined) =>
  statements.filter(
    (statement) =>
      statement.status !== 'entered-in-error' &&
      textsOfValue(statement).some((text) => text.length <= LONGEST_STAGE) &&
      (sites === undefined || !REFUSED_SITES.includes(judgeSite(statement, sites))),
  )

/**
 * What a record without the finding says by another scheme of staging, the newest: it is said as it
 * is recorded, and never taken for the finding.
 *
 * @param where - With the places of the tumour: another organ's has stages too.
 */
export function readOtherScheme(
  input: FindingInput,
  record: RecordStatements,
  { time, sites }: Pick<ReadingContext, 'time'> & { readonly sites: SiteRule | undefined },
): Reading<never> {
  if (input.otherSchemes.length === 0) return { kind: 'missing' }
  const [newest] = [...record.stages, ...observedStages(record, sites)]
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
