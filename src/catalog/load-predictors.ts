import type {
  ApplicabilityRule,
  AuxiliaryInput,
  FindingInput,
  FindingValue,
  LesionRule,
  PredictorDefinition,
  PredictorSet,
  QuantityInput,
  RatioInput,
} from '../predictors/index.ts'
import {
  compactText,
  type FoldedText,
  toPhraseList,
  toValueSet,
  type ValueSet,
} from '../terminology/index.ts'
import { isUcumUnit } from '../units/index.ts'
import type { AuxiliaryFile, PredictorFile, PredictorsFile } from './predictor-schemas.ts'
import type { Problems } from './problems.ts'
import type { ApplicabilityFile } from './schemas.ts'
import type { SiteFile } from './site-file.ts'
import type { ValueSets } from './terminology-folder.ts'

const FILE = 'predictors.json'

type InputFile = PredictorFile | AuxiliaryFile
type Of<Kind extends InputFile['kind']> = Extract<InputFile, { readonly kind: Kind }>
type Find = (id: string) => ValueSet

/** Looks a value set up by id; an unknown id is a problem and an empty value set. */
export function findValueSet(
  valueSets: ValueSets,
  id: string,
  file: string,
  problems: Problems,
): ValueSet {
  const valueSet = valueSets.get(id)
  if (valueSet === undefined) problems.add(file, id, 'there is no such value set')
  return valueSet ?? toValueSet(id, id, [])
}

function toQuantity(input: Of<'quantity'>, find: Find): QuantityInput {
  const { statistic } = input
  return {
    ...input,
    resembles: toPhraseList(input.resembles),
    codes: find(input.codes),
    statistic:
      statistic === undefined
        ? undefined
        : {
            meanCodes: find(statistic.meanCodes),
            meanPhrases: toPhraseList(statistic.meanPhrases),
            otherCodes: find(statistic.otherCodes),
            otherPhrases: toPhraseList(statistic.otherPhrases),
          },
  }
}

function toRatio(input: Of<'ratio'>, find: Find): RatioInput {
  const part = <Part extends { readonly codes: string }>(one: Part) => ({
    ...one,
    codes: find(one.codes),
  })
  return {
    ...input,
    resembles: toPhraseList(input.resembles),
    pairs: input.pairs.map(({ numerator, denominator, sumAtMost }) => ({
      numerator: part(numerator),
      denominator: part(denominator),
      sumAtMost,
    })),
    reported: find(input.reported),
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

function toAuxiliary(input: AuxiliaryFile, find: Find): AuxiliaryInput {
  return input.kind === 'quantity' ? toQuantity(input, find) : toFinding(input, find)
}

function toPredictor(predictor: PredictorFile, find: Find): PredictorDefinition {
  const { referenceRange, isPerLesion, exceeds } = predictor
  const inModel = { referenceRange, isPerLesion, exceeds }
  switch (predictor.kind) {
    case 'quantity':
      return { ...toQuantity(predictor, find), ...inModel }
    case 'ratio':
      return { ...toRatio(predictor, find), ...inModel }
    case 'finding':
      return { ...toFinding(predictor, find), ...inModel }
  }
}

function unitsOf(input: InputFile): readonly string[] {
  switch (input.kind) {
    case 'finding':
      return []
    case 'quantity':
      return [input.unit, ...(input.conversions ?? []).map(({ unit }) => unit)]
    case 'ratio':
      return [
        input.unit,
        ...input.pairs.flatMap(({ numerator, denominator }) => [numerator.unit, denominator.unit]),
      ]
  }
}

function checkExceeds({ predictors }: PredictorsFile, problems: Problems): void {
  for (const { id, exceeds } of predictors) {
    if (exceeds !== undefined && !predictors.some((one) => one.id === exceeds))
      problems.add(FILE, id, `exceeds ${exceeds}, which is no predictor`)
  }
}

/** What a derivation needs, and what it may come to. */
function checkDerivation(
  { id, derivation, values }: Of<'finding'>,
  known: readonly string[],
  problems: Problems,
): void {
  if (derivation === undefined) return
  const isTable = derivation.kind === 'decision-table'
  const inputs = isTable
    ? derivation.rows.flatMap(({ when }) => when.map(({ input }) => input))
    : derivation.items.flatMap((bands) => bands.map(({ when }) => when.input))
  const results = (isTable ? derivation.rows : derivation.classes).map(({ value }) => value)
  for (const input of new Set(inputs.filter((one) => !known.includes(one))))
    problems.add(FILE, `${id}.derivation`, `${input} is no auxiliary before it`)
  const ids = values.map((value) => value.id)
  for (const value of new Set(results.filter((one) => !ids.includes(one))))
    problems.add(FILE, `${id}.derivation`, `${value} is no value of it`)
}

function checkInputs(
  auxiliaries: readonly AuxiliaryFile[],
  problems: Problems,
  predictors: readonly PredictorFile[] = [],
): void {
  const auxiliaryIds = auxiliaries.map(({ id }) => id)
  const inputs: readonly InputFile[] = [...auxiliaries, ...predictors]
  inputs.forEach((input, i) => {
    for (const unit of unitsOf(input).filter((one) => !isUcumUnit(one)))
      problems.add(FILE, input.id, `${unit} is not UCUM`)
    if (inputs.findIndex(({ id }) => id === input.id) !== i)
      problems.add(FILE, input.id, 'is there twice')
    if (input.kind === 'finding') checkDerivation(input, auxiliaryIds.slice(0, i), problems)
  })
}

function toLesions(
  { size, unspecificSites }: PredictorsFile['lesions'],
  auxiliaries: readonly AuxiliaryInput[],
  find: Find,
  problems: Problems,
): LesionRule | undefined {
  const input = auxiliaries.find(({ id }) => id === size)
  if (input?.kind === 'quantity') return { size: input, unspecificSites: find(unspecificSites) }
  problems.add(FILE, 'lesions.size', `${size} is no measured auxiliary`)
  return undefined
}

/** Readings that are no predictors of one model, with their value sets. */
export function toReadings(
  files: readonly AuxiliaryFile[],
  valueSets: ValueSets,
  problems: Problems,
): readonly AuxiliaryInput[] {
  const find = (id: string) => findValueSet(valueSets, id, FILE, problems)
  checkInputs(files, problems)
  return files.map((one) => toAuxiliary(one, find))
}

/** The inputs with their value sets, checked against each other. */
export function toPredictorSet(
  file: PredictorsFile,
  valueSets: ValueSets,
  problems: Problems,
): PredictorSet | undefined {
  const find = (id: string) => findValueSet(valueSets, id, FILE, problems)
  checkInputs(file.auxiliaries, problems, file.predictors)
  checkExceeds(file, problems)
  const auxiliaries = file.auxiliaries.map((one) => toAuxiliary(one, find))
  const predictors = file.predictors.map((one) => toPredictor(one, find))
  const lesions = toLesions(file.lesions, auxiliaries, find, problems)
  return lesions === undefined ? undefined : { predictors, auxiliaries, lesions }
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
