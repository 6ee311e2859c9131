import type {
  ApplicabilityRule,
  FindingValue,
  PredictorDefinition,
  RatioPart,
} from '../predictors/index.ts'
import { foldText, toPhraseList, toValueSet, type ValueSet } from '../terminology/index.ts'
import { isUcumUnit } from '../units/index.ts'
import type { Problems } from './problems.ts'
import type { ApplicabilityFile, PredictorsFile } from './schemas.ts'
import type { ValueSets } from './terminology-folder.ts'

type PredictorFile = PredictorsFile['predictors'][number]

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

function toPredictor(
  predictor: PredictorFile,
  find: (id: string) => ValueSet,
): PredictorDefinition {
  switch (predictor.kind) {
    case 'quantity':
      return { ...predictor, codes: find(predictor.codes) }
    case 'ratio': {
      const part = (one: typeof predictor.numerator): RatioPart => ({
        ...one,
        codes: find(one.codes),
      })
      return {
        ...predictor,
        numerator: part(predictor.numerator),
        denominator: part(predictor.denominator),
        reported: find(predictor.reported),
      }
    }
    case 'finding': {
      const values = predictor.values.map((value): FindingValue => ({
        ...value,
        codes: find(value.codes),
        texts: value.texts.map(foldText),
      }))
      return { ...predictor, codes: find(predictor.codes), values }
    }
  }
}

function unitsOf(predictor: PredictorFile): readonly string[] {
  if (predictor.kind === 'finding') return []
  return predictor.kind === 'quantity'
    ? [predictor.unit]
    : [predictor.unit, predictor.numerator.unit, predictor.denominator.unit]
}

/** The predictors with their value sets, checked against each other. */
export function toPredictors(
  { predictors }: PredictorsFile,
  valueSets: ValueSets,
  problems: Problems,
): readonly PredictorDefinition[] {
  const file = 'predictors.json'
  const ids = predictors.map(({ id }) => id)
  for (const predictor of predictors) {
    for (const unit of unitsOf(predictor).filter((one) => !isUcumUnit(one)))
      problems.add(file, predictor.id, `${unit} is not UCUM`)
    if (predictor.kind === 'quantity' && predictor.exceeds !== undefined) {
      if (!ids.includes(predictor.exceeds))
        problems.add(file, predictor.id, `exceeds ${predictor.exceeds}, which is no predictor`)
    }
  }
  return predictors.map((one) =>
    toPredictor(one, (id) => findValueSet(valueSets, id, file, problems)),
  )
}

/** The applicability rules with their phrases made ready. */
export function toApplicability({ rules }: ApplicabilityFile): readonly ApplicabilityRule[] {
  return rules.map((rule) =>
    rule.kind === 'order-text' ? { ...rule, phrases: toPhraseList(rule.phrases) } : rule,
  )
}
