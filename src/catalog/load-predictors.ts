import type { ApplicabilityRule } from '../clinical/readings/applicability.ts'
import type {
  AuxiliaryInput,
  FindingInput,
  FindingValue,
  LesionRule,
  PredictorDefinition,
  PredictorSet,
  QuantityInput,
  RatioInput,
  StatisticRule,
} from '../clinical/readings/input-definition.ts'
import {
  compactText,
  type FoldedText,
  toNumberedPhraseList,
  toPhraseList,
} from '../clinical/terminology/phrase.ts'
import { toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import { checkInputs } from './check-inputs.ts'
import { checkValueSets } from './check-value-sets.ts'
import type {
  AuxiliaryFile,
  PredictorFile,
  PredictorsFile,
  StatisticFile,
} from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import type { ApplicabilityFile } from './schemas.ts'
import type { SiteFile } from './site-file.ts'
import type { ValueSets } from './terminology-folder.ts'

const FILE = 'predictors.json'

type InputFile = PredictorFile | AuxiliaryFile
type Of<Kind extends InputFile['kind']> = Extract<InputFile, { readonly kind: Kind }>
type Find = (id: string) => ValueSet

/**
 * The value set of an id; an empty one where there is none, for which `checkValueSets` adds a
 * problem.
 */
export function findValueSet(valueSets: ValueSets, id: string): ValueSet {
  return valueSets.get(id) ?? toValueSet(id, id, [])
}

function toStatistic(rule: StatisticFile, find: Find): StatisticRule {
  return {
    meanCodes: find(rule.meanCodes),
    meanPhrases: toPhraseList(rule.meanPhrases),
    otherCodes: find(rule.otherCodes),
    otherPhrases: toNumberedPhraseList(rule.otherPhrases),
    unclearPhrases: toPhraseList(rule.unclearPhrases),
    ignoredPhrases: toPhraseList(rule.ignoredPhrases),
    derivationCodes: find(rule.derivationCodes),
    derivationPhrases: toPhraseList(rule.derivationPhrases),
    techniqueCodes: find(rule.techniqueCodes),
    techniquePhrases: toPhraseList(rule.techniquePhrases),
    systems: rule.systems,
  }
}

/** The value sets and statistics that inputs name. */
interface Named {
  readonly find: Find
  readonly statistics: Readonly<Record<string, StatisticFile>>
}

function toQuantity(input: Of<'quantity'>, { find, statistics }: Named): QuantityInput {
  const { methods } = input
  // One that is not there is a problem that the check of the inputs tells.
  const statistic = input.statistic === undefined ? undefined : statistics[input.statistic]
  return {
    ...input,
    resembles: toPhraseList(input.resembles),
    codes: find(input.codes),
    statistic: statistic && toStatistic(statistic, find),
    methods: methods && {
      codes: find(methods.codes),
      otherMethodCodes: find(methods.otherMethodCodes),
    },
  }
}

function toRatio(input: Of<'ratio'>, find: Find): RatioInput {
  const part = <Part extends { readonly codes: string }>(ratioPart: Part) => ({
    ...ratioPart,
    codes: find(ratioPart.codes),
  })
  return {
    ...input,
    resembles: toPhraseList(input.resembles),
    pairs: input.pairs.map(({ numerator, denominator, sumAtMost }) => ({
      numerator: part(numerator),
      denominator: part(denominator),
      sumAtMost,
    })),
    methods: input.methods.map(({ id, codes, phrases }) => ({
      id,
      codes: find(codes),
      phrases: toPhraseList(phrases),
    })),
    reported:
      input.reported === undefined ? toValueSet(input.id, input.id, []) : find(input.reported),
  }
}

/** Every way to write a value: each text, with each prefix, with each suffix, without blanks. */
function spellings(
  texts: readonly string[],
  prefixes: readonly string[],
  suffixes: readonly string[],
): ReadonlySet<FoldedText> {
  return new Set(
    prefixes.flatMap((prefix) =>
      texts.flatMap((text) => suffixes.map((suffix) => compactText(`${prefix}${text}${suffix}`))),
    ),
  )
}

function toFinding(input: Of<'finding'>, find: Find): FindingInput {
  const { textPrefixes, textSuffixes } = input
  const suffixes = ['', ...textSuffixes]
  const values = input.values.map((value): FindingValue => ({
    ...value,
    codes: value.codes === undefined ? toValueSet(value.id, value.id, []) : find(value.codes),
    texts: spellings(value.texts, ['', ...textPrefixes], suffixes),
    namedTexts: spellings(value.texts, textPrefixes, suffixes),
  }))
  const resembles = toPhraseList(input.resembles)
  return { ...input, resembles, codes: find(input.codes), values }
}

function toAuxiliary(input: AuxiliaryFile, named: Named): AuxiliaryInput {
  return input.kind === 'quantity' ? toQuantity(input, named) : toFinding(input, named.find)
}

function toPredictor(predictor: PredictorFile, named: Named): PredictorDefinition {
  const { referenceRange, isPerLesion, exceeds } = predictor
  const inModel = { referenceRange, isPerLesion, exceeds }
  switch (predictor.kind) {
    case 'quantity':
      return { ...toQuantity(predictor, named), ...inModel }
    case 'ratio':
      return { ...toRatio(predictor, named.find), ...inModel }
    case 'finding':
      return { ...toFinding(predictor, named.find), ...inModel }
  }
}

function toLesions(
  { size, unspecificSites }: NonNullable<PredictorsFile['lesions']>,
  auxiliaries: readonly AuxiliaryInput[],
  find: Find,
  problems: Problems,
): LesionRule | undefined {
  const input = auxiliaries.find(({ id }) => id === size)
  if (input?.kind === 'quantity') return { size: input, unspecificSites: find(unspecificSites) }
  problems.add(FILE, ['lesions', 'size'], `${size} is no measured auxiliary`)
  return undefined
}

/** Readings that are no predictors of one model, with their value sets. */
export function toReadings(
  auxiliaries: readonly AuxiliaryFile[],
  valueSets: ValueSets,
  problems: Problems,
): readonly AuxiliaryInput[] {
  const find = (id: string) => findValueSet(valueSets, id)
  const file = { auxiliaries: [...auxiliaries], predictors: [], statistics: {} }
  checkValueSets(valueSets, FILE, file, problems)
  checkInputs(file, problems)
  return auxiliaries.map((auxiliary) => toAuxiliary(auxiliary, { find, statistics: {} }))
}

/** The inputs with their value sets, checked against each other. */
export function toPredictorSet(
  file: PredictorsFile,
  valueSets: ValueSets,
  problems: Problems,
): PredictorSet {
  const find = (id: string) => findValueSet(valueSets, id)
  checkValueSets(valueSets, FILE, file, problems)
  checkInputs(file, problems)
  const named = { find, statistics: file.statistics }
  const auxiliaries = file.auxiliaries.map((auxiliary) => toAuxiliary(auxiliary, named))
  const predictors = file.predictors.map((predictor) => toPredictor(predictor, named))
  const lesions =
    file.lesions === undefined ? undefined : toLesions(file.lesions, auxiliaries, find, problems)
  return { predictors, auxiliaries, lesions }
}

/**
 * The applicability rules with their phrases made ready, as far as the site may change them
 * changed.
 */
export function toApplicability(
  { rules }: ApplicabilityFile,
  { earlierProcedure }: SiteFile,
): readonly ApplicabilityRule[] {
  return rules.map((rule) => {
    if (rule.kind === 'order-text') return { ...rule, phrases: toPhraseList(rule.phrases) }
    if (rule.kind === 'record-text') return { ...rule, phrases: toPhraseList(rule.phrases) }
    return rule.kind === 'earlier-procedure' ? { ...rule, class: earlierProcedure } : rule
  })
}
