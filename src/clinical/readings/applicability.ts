import { ageAt, type TimeSpan } from '../fhir/date-time.ts'
import type { Instant } from '../../base/time.ts'
import { foldText, type FoldedText, type PhraseList } from '../terminology/phrase.ts'

/** `exclude`: no risk is given. `caution`: it is given with a line that says why it may not fit. */
export type ApplicabilityClass = 'exclude' | 'caution'

interface RuleBase {
  readonly id: string
  readonly class: ApplicabilityClass
}

/** A rule that says for whom the model was not made. */
export type ApplicabilityRule =
  | (RuleBase & { readonly kind: 'age-under'; readonly years: number })
  | (RuleBase & { readonly kind: 'earlier-procedure' })
  | (RuleBase & { readonly kind: 'earlier-procedure-unknown' })
  /** Something was done that may have been such a procedure. */
  | (RuleBase & { readonly kind: 'earlier-procedure-possible' })
  | (RuleBase & { readonly kind: 'order-priority'; readonly priorities: readonly string[] })
  | (RuleBase & { readonly kind: 'order-text'; readonly phrases: PhraseList })
  /** Words in the diagnoses and procedures of the record, or in the order's reason. */
  | (RuleBase & { readonly kind: 'record-text'; readonly phrases: PhraseList })
  /** A value outside the range in which 95 % of the reference population lies. */
  | (RuleBase & { readonly kind: 'outside-reference' })
  /** A value that was measured by a method that is in no list. */
  | (RuleBase & { readonly kind: 'unknown-method' })
  /** A value that is not known to be measured as the site says that it measures. */
  | (RuleBase & { readonly kind: 'other-protocol' })

export interface ApplicabilityFacts {
  readonly birthDate: TimeSpan | undefined
  readonly indexDate: Instant
  readonly earlierProcedure: 'none' | 'found' | 'unknown'
  readonly hasPossibleEarlier: boolean
  readonly orderPriority: string | undefined
  readonly orderTexts: readonly string[]
  readonly recordTexts: readonly string[]
  /** The predictors whose value lies outside its reference range. */
  readonly outsideReference: readonly string[]
  /** Those whose value names a method that is in no list. */
  readonly byUnknownMethod: readonly string[]
  /** Those that are not known to be measured as the site says that it measures. */
  readonly byOtherProtocol: readonly string[]
}

interface FoldedTexts {
  readonly order: readonly FoldedText[]
  readonly record: readonly FoldedText[]
}

type EarlierRule = Extract<ApplicabilityRule, { readonly kind: `earlier-procedure${string}` }>

const isOfEarlier = (rule: ApplicabilityRule): rule is EarlierRule =>
  rule.kind.startsWith('earlier-procedure')

/** Of what was done before: known, not known, or something that may have been it. */
function appliesToEarlier({ kind }: EarlierRule, facts: ApplicabilityFacts): boolean {
  const { earlierProcedure, hasPossibleEarlier } = facts
  if (kind === 'earlier-procedure') return earlierProcedure === 'found'
  if (kind === 'earlier-procedure-unknown') return earlierProcedure === 'unknown'
  return earlierProcedure !== 'found' && hasPossibleEarlier
}

/** Rules that apply when one of the values is so. */
const OF_VALUES = {
  'outside-reference': 'outsideReference',
  'unknown-method': 'byUnknownMethod',
  'other-protocol': 'byOtherProtocol',
} as const

const isOfValues = (
  rule: ApplicabilityRule,
): rule is Extract<ApplicabilityRule, { readonly kind: keyof typeof OF_VALUES }> =>
  rule.kind in OF_VALUES

function applies(rule: ApplicabilityRule, facts: ApplicabilityFacts, texts: FoldedTexts): boolean {
  if (isOfEarlier(rule)) return appliesToEarlier(rule, facts)
  if (isOfValues(rule)) return facts[OF_VALUES[rule.kind]].length > 0
  switch (rule.kind) {
    case 'age-under':
      return facts.birthDate !== undefined && ageAt(facts.birthDate, facts.indexDate) < rule.years
    case 'order-priority':
      return rule.priorities.includes(facts.orderPriority ?? '')
    case 'order-text':
      return texts.order.some(rule.phrases.isIn)
    case 'record-text':
      return texts.record.some(rule.phrases.isIn)
  }
}

export function applicableRules(
  rules: readonly ApplicabilityRule[],
  facts: ApplicabilityFacts,
): readonly ApplicabilityRule[] {
  const texts = {
    order: facts.orderTexts.map(foldText),
    record: facts.recordTexts.map(foldText),
  }
  return rules.filter((rule) => applies(rule, facts, texts))
}
