import { type Concept, textsOf } from '../fhir/concept.ts'
import type { Statement } from '../fhir/statements.ts'
import { foldText, type FoldedText } from '../terminology/phrase.ts'
import { hasMember } from '../terminology/value-set.ts'
import type { QuantityInput, StatisticRule } from './input-definition.ts'

/**
 * What a value says of its statistic: that it is the mean of its region, another statistic, one
 * that is not understood, or nothing; `another-method` when another quantity was measured.
 */
export type Statistic = 'mean' | 'other' | 'not-understood' | 'another-method' | 'unsaid'

interface Said {
  /** How the value is named. */
  readonly names: readonly Concept[]
  readonly methods: readonly Concept[]
  readonly derivations: readonly Concept[]
  /** What any component says in a word, whatever it is called. */
  readonly words: readonly Concept[]
}

const codingsOf = (concepts: readonly Concept[]) => concepts.flatMap(({ codings }) => codings)

const foldedOf = (concepts: readonly Concept[], { ignoredPhrases }: StatisticRule) =>
  concepts.flatMap(textsOf).map((text) => ignoredPhrases.without(foldText(text)))

function isDerivation(code: Concept, rule: StatisticRule): boolean {
  if (hasMember(code.codings, rule.derivationCodes)) return true
  return textsOf(code).map(foldText).some(rule.derivationPhrases.isIn)
}

function saidBy({ code, method, qualifiers = [] }: Statement, rule: StatisticRule): Said {
  const derivations = qualifiers.filter((qualifier) => isDerivation(qualifier.code, rule))
  return {
    names: [code],
    methods: method === undefined ? [] : [method],
    derivations: derivations.map(({ value }) => value),
    words: qualifiers.map(({ value }) => value),
  }
}

/** What the models say by which a value was fitted: in codes, else in words. */
function modelIn(
  concepts: readonly Concept[],
  { codes, phrases, otherMethodCodes, otherMethodPhrases }: NonNullable<QuantityInput['methods']>,
): 'own' | 'another' | undefined {
  const codings = codingsOf(concepts)
  if (hasMember(codings, otherMethodCodes)) return 'another'
  if (hasMember(codings, codes)) return 'own'
  const texts = concepts.flatMap(textsOf).map(foldText)
  if (texts.some(phrases.isIn)) return 'own'
  return texts.some(otherMethodPhrases.isIn) ? 'another' : undefined
}

/** What the codes and words of concepts say, where they say a statistic that is listed. */
function listedIn(
  concepts: readonly Concept[],
  texts: readonly FoldedText[],
  rule: StatisticRule,
): 'mean' | 'other' | undefined {
  const codings = codingsOf(concepts)
  if (hasMember(codings, rule.otherCodes) || texts.some(rule.otherPhrases.isIn)) return 'other'
  const isMean = hasMember(codings, rule.meanCodes) || texts.some(rule.meanPhrases.isIn)
  return isMean ? 'mean' : undefined
}

/** Whether a method is a technique, which says nothing of the statistic. */
const isTechnique = (method: Concept, rule: StatisticRule) =>
  hasMember(method.codings, rule.techniqueCodes) ||
  textsOf(method).map(foldText).some(rule.techniquePhrases.isIn)

/** Whether a method may be a statistic that is in no list: it is of a vocabulary that has some. */
function mayBeStatistic(method: Concept, rule: StatisticRule, known: readonly Concept[]): boolean {
  if (known.includes(method)) return false
  const isOfVocabulary = method.codings.some(({ system = '' }) => rule.systems.includes(system))
  return isOfVocabulary && !isTechnique(method, rule)
}

/** A value by its own words alone; nothing when they say nothing. */
function ownStatistic(said: Said, { statistic, methods }: QuantityInput): Statistic | undefined {
  if (statistic === undefined) return undefined
  const { names, derivations } = said
  if (hasMember(codingsOf(said.words), statistic.otherCodes)) return 'other'
  const all = [...names, ...said.methods, ...derivations]
  const texts = foldedOf(all, statistic)
  const listed = listedIn(all, texts, statistic)
  if (listed === 'other') return 'other'
  const isUnlisted = derivations.some(
    (value) => listedIn([value], foldedOf([value], statistic), statistic) === undefined,
  )
  if (isUnlisted) return 'not-understood'
  const accepted = said.methods.filter(
    (method) => methods !== undefined && hasMember(method.codings, methods.codes),
  )
  if (listed === 'mean') return 'mean'
  if (said.methods.some((method) => mayBeStatistic(method, statistic, accepted)))
    return 'not-understood'
  return texts.some(statistic.unclearPhrases.isIn) ? 'not-understood' : undefined
}

/** So many components may say in words what the value beside them is. */
export const MOST_QUALIFIERS = 50

/** The statistic that a value says it is; of a component also by the name of its Observation. */
export function statisticOf(statement: Statement, input: QuantityInput): Statistic {
  const { statistic, methods } = input
  if (statistic === undefined) return 'unsaid'
  if ((statement.qualifiers ?? []).length > MOST_QUALIFIERS) return 'not-understood'
  const said = saidBy(statement, statistic)
  if (methods !== undefined && modelIn([...said.methods, ...said.words], methods) === 'another')
    return 'another-method'
  const own = ownStatistic(said, input)
  if (own !== undefined) return own
  const { outerCode } = statement
  if (outerCode === undefined) return 'unsaid'
  return listedIn([outerCode], foldedOf([outerCode], statistic), statistic) ?? 'unsaid'
}

/** Whether a value that is read names a method that is neither statistic, model nor technique. */
export function hasUnknownMethod(
  { method }: Statement,
  { statistic, methods }: QuantityInput,
): boolean {
  if (method === undefined || statistic === undefined || isTechnique(method, statistic))
    return false
  if (methods !== undefined && modelIn([method], methods) === 'own') return false
  return listedIn([method], foldedOf([method], statistic), statistic) === undefined
}
