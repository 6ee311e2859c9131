import type { ApplicabilityRule } from '../clinical/readings/applicability.ts'
import type {
  AuxiliaryInput,
  FindingInput,
  FindingValue,
  ImagingRule,
  LesionRule,
  PredictorDefinition,
  PredictorSet,
  QuantityInput,
  RatioInput,
  StatisticRule,
} from '../clinical/readings/input-definition.ts'
import { type FindingWords, wordsOf } from '../clinical/readings/finding-words.ts'
import {
  compactText,
  phraseListOf,
  toNumberedPhraseList,
  toPhraseList,
} from '../clinical/terminology/phrase.ts'
import { toValueSet, type ValueSet } from '../clinical/terminology/value-set.ts'
import { checkInputs } from './check-inputs.ts'
import { checkValueSets } from './check-value-sets.ts'
import { findValueSet } from './find-value-set.ts'
import type { SiteRules } from './load-sites.ts'
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

/** What the inputs name: value sets, and rules of place. */
export interface NamedParts {
  readonly valueSets: ValueSets
  readonly sites: SiteRules
}

/** What predictors have beside it: what the site says of how they are measured there. */
interface PredictorParts extends NamedParts {
  readonly site: Pick<SiteFile, 'measurements'>
}

/** What inputs name: value sets, rules of place, statistics. */
interface Finders {
  readonly valueSet: Find
  readonly sites: SiteRules
  readonly statistics: Readonly<Record<string, StatisticFile>>
}

const findersOf = (
  { valueSets, sites }: NamedParts,
  statistics: Finders['statistics'],
): Finders => ({ valueSet: (id) => findValueSet(valueSets, id), sites, statistics })

function toSites(id: string | undefined, { sites }: Finders) {
  return id === undefined ? undefined : sites.get(id)
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

function toQuantity(input: Of<'quantity'>, finders: Finders): QuantityInput {
  const { valueSet: find, statistics } = finders
  const { methods, answerCodes } = input
  // One that is not there is a problem that the check of the inputs tells.
  const statistic = input.statistic === undefined ? undefined : statistics[input.statistic]
  return {
    ...input,
    resembles: toPhraseList(input.resembles),
    sites: toSites(input.sites, finders),
    codes: find(input.codes),
    statistic: statistic && toStatistic(statistic, find),
    methods: methods && {
      codes: find(methods.codes),
      phrases: toPhraseList(methods.phrases),
      otherMethodCodes: find(methods.otherMethodCodes),
      otherMethodPhrases: toPhraseList(methods.otherMethodPhrases),
    },
    answerCodes: answerCodes === undefined ? undefined : find(answerCodes),
  }
}

function toRatio(input: Of<'ratio'>, { valueSet: find }: Finders): RatioInput {
  const part = (ratioPart: Of<'ratio'>['pairs'][number]['numerator']) => {
    const { codes, plus, shareOf } = ratioPart
    return {
      ...ratioPart,
      codes: find(codes),
      plus: plus === undefined ? undefined : find(plus),
      shareOf: shareOf && { ...shareOf, codes: find(shareOf.codes) },
    }
  }
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

/** Signs that say nothing of a value. */
const SIGNS = [':', ',', ';', '.', '。', '、', '=', '(', ')', '[', ']', '【', '】', '"', '“', '”']

function toFindingWords({ textNames, textFillers, textSubjects }: Of<'finding'>): FindingWords {
  const names = textNames.map(compactText)
  return {
    names: names.toSorted((a, b) => b.length - a.length),
    namePhrases: toPhraseList(textNames.toSorted((a, b) => b.length - a.length)),
    fillers: toPhraseList([...textFillers, ...SIGNS]),
    subjects: toPhraseList(textSubjects),
  }
}

function toFinding(input: Of<'finding'>, finders: Finders): FindingInput {
  const { valueSet: find } = finders
  const words = toFindingWords(input)
  const values = input.values.map((value): FindingValue => ({
    ...value,
    codes: value.codes === undefined ? toValueSet(value.id, value.id, []) : find(value.codes),
    texts: new Set(value.texts.map((text) => wordsOf(text, words).rest)),
  }))
  const resembles = toPhraseList(input.resembles)
  const sites = toSites(input.sites, finders)
  const findOrNone = (id = '') => (id === '' ? toValueSet(input.id, input.id, []) : find(id))
  const generalStageTypes = findOrNone(input.generalStageTypes)
  const otherSchemeCodes = findOrNone(input.otherSchemeCodes)
  const codes = find(input.codes)
  const otherSchemes = input.otherSchemes.map((scheme) =>
    typeof scheme === 'string'
      ? { name: scheme, phrase: toPhraseList([scheme]) }
      : { name: scheme.name, phrase: phraseListOf([scheme.pattern]) },
  )
  return {
    ...{ ...input, ...words, resembles, sites, codes, values },
    ...{ generalStageTypes, otherSchemes, otherSchemeCodes },
  }
}

function toAuxiliary(input: AuxiliaryFile, finders: Finders): AuxiliaryInput {
  return input.kind === 'quantity' ? toQuantity(input, finders) : toFinding(input, finders)
}

function toPredictor(predictor: PredictorFile, finders: Finders): PredictorDefinition {
  const { referenceRange, isPerLesion, exceeds } = predictor
  const inModel = { referenceRange, isPerLesion, exceeds }
  switch (predictor.kind) {
    case 'quantity':
      return { ...toQuantity(predictor, finders), ...inModel }
    case 'ratio':
      return { ...toRatio(predictor, finders), ...inModel }
    case 'finding':
      return { ...toFinding(predictor, finders), ...inModel }
  }
}

function toImaging(
  imaging: NonNullable<PredictorsFile['imaging']>,
  { valueSet: find }: Finders,
): ImagingRule {
  return {
    modalityCodes: find(imaging.modalityCodes),
    modalityPhrases: toPhraseList(imaging.modalityPhrases),
    siteCodes: find(imaging.siteCodes),
    sitePhrases: toPhraseList(imaging.sitePhrases),
  }
}

function toLesions(
  lesions: NonNullable<PredictorsFile['lesions']>,
  auxiliaries: readonly AuxiliaryInput[],
  finders: Finders,
  problems: Problems,
): LesionRule | undefined {
  const size = auxiliaries.find(({ id }) => id === lesions.size)
  const sites = toSites(lesions.sites, finders)
  if (size?.kind !== 'quantity')
    problems.add(FILE, ['lesions', 'size'], `${lesions.size} is no measured auxiliary`)
  return size?.kind === 'quantity' && sites !== undefined ? { size, sites } : undefined
}

function checkNames(file: PredictorsFile, { valueSets, sites }: NamedParts, problems: Problems) {
  checkValueSets(valueSets, FILE, file, problems)
  checkInputs(file, [...sites.keys()], problems)
}

/** Readings that are no predictors of one model, with their value sets. */
export function toReadings(
  auxiliaries: readonly AuxiliaryFile[],
  parts: NamedParts,
  problems: Problems,
): readonly AuxiliaryInput[] {
  const file = { auxiliaries: [...auxiliaries], predictors: [], statistics: {} }
  checkNames(file, parts, problems)
  return auxiliaries.map((auxiliary) => toAuxiliary(auxiliary, findersOf(parts, {})))
}

/** The inputs with their value sets, checked against each other. */
export function toPredictorSet(
  file: PredictorsFile,
  parts: PredictorParts,
  problems: Problems,
): PredictorSet {
  const finders = findersOf(parts, file.statistics)
  checkNames(file, parts, problems)
  const auxiliaries = file.auxiliaries.map((auxiliary) => toAuxiliary(auxiliary, finders))
  const { measurements } = parts.site
  const predictors = file.predictors.map((predictor) => ({
    ...toPredictor(predictor, finders),
    measurement: Object.hasOwn(measurements, predictor.id) ? measurements[predictor.id] : undefined,
  }))
  const lesions =
    file.lesions === undefined ? undefined : toLesions(file.lesions, auxiliaries, finders, problems)
  const imaging = file.imaging && toImaging(file.imaging, finders)
  return { predictors, auxiliaries, lesions, imaging }
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
