import { lesionNameOf } from './lesion-name.ts'
import type { Unusable } from './reading.ts'
import type { JudgedStatement } from './select-statements.ts'
import type { SiteRule } from './site-rule.ts'
import { judgeSite, saysTumour, type SiteVerdict } from './sites.ts'

const REFUSALS: Readonly<Partial<Record<SiteVerdict, Unusable>>> = {
  'other-organ': 'other-organ',
  background: 'background-liver',
  compared: 'not-the-mean',
  'unknown-site': 'unknown-site',
}

/** Whether they were not judged, since they are too many. */
const areTooMany = (judged: readonly JudgedStatement<unknown>[]) =>
  judged.some(({ judgement }) => 'why' in judgement && judgement.why === 'too-many-values')

/**
 * The judged statements, those of another place refused whatever their value, and behind the
 * others: what is of another organ neither hides nor explains what is of this one.
 *
 * @param isOfRegion - Whether any tissue has such a value. Then what names the organ alone is not
 *   of the tumour where another statement names one.
 */
export function refuseOtherSites<Value>(
  judged: readonly JudgedStatement<Value>[],
  rule: SiteRule | undefined,
  isOfRegion: boolean,
): readonly JudgedStatement<Value>[] {
  if (rule === undefined || judged.length === 0 || areTooMany(judged)) return judged
  const placed = judged.map((candidate) => {
    const { statement } = candidate
    const verdict = judgeSite(statement, rule)
    const refusal = REFUSALS[verdict]
    const isNamed =
      isOfRegion &&
      refusal === undefined &&
      (lesionNameOf(statement, rule) !== undefined || saysTumour(statement, rule))
    return { candidate, isNamed, isOrgan: verdict === 'admitted', refusal }
  })
  const isLesionNamed = placed.some(
    ({ candidate: { judgement }, isNamed }) =>
      isNamed && !('why' in judgement && judgement.why === 'not-final'),
  )
  const refused = placed.map(({ candidate, isNamed, isOrgan, refusal }) => {
    const isAlone = isOfRegion && isLesionNamed && isOrgan && !isNamed
    const why = refusal ?? (isAlone ? 'background-liver' : undefined)
    return { candidate, why }
  })
  return [
    ...refused.filter(({ why }) => why === undefined).map(({ candidate }) => candidate),
    ...refused.flatMap(({ candidate: { statement }, why }) =>
      why === undefined ? [] : [{ statement, judgement: { why } }],
    ),
  ]
}
