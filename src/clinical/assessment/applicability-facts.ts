import { textsOf } from '../fhir/concept.ts'
import type { ApplicabilityFacts } from '../readings/applicability.ts'
import type { PredictorsRead } from '../readings/read-predictors.ts'
import type { RelevantOrder } from './relevant-order.ts'
import type { AsOfOrder, AssessmentBasis } from './assessment-basis.ts'
import { circumstancesOf } from './circumstances.ts'
import { isComplete } from './slots.ts'

function earlierProcedureOf(
  { context: { time }, slots }: AsOfOrder,
  { definition }: AssessmentBasis,
): ApplicabilityFacts['earlierProcedure'] {
  if (time.earlierProcedures.length > 0) return 'found'
  return isComplete(slots[definition.keys.procedures]) ? 'none' : 'unknown'
}

/** Predictors whose value lies outside of what the study can have seen. */
function outsideReference({ readings }: PredictorsRead, basis: AssessmentBasis) {
  const { definition } = basis
  const values = Object.fromEntries(
    Object.entries(readings).flatMap(([id, reading]) =>
      reading.kind === 'found' ? [[id, reading.value.number]] : [],
    ),
  )
  return definition.model.outside(values, circumstancesOf(readings, definition, basis))
}

/** Predictors whose value names a method that is in no list. */
function byUnknownMethod({ readings }: PredictorsRead): readonly string[] {
  return Object.entries(readings).flatMap(([id, reading]) =>
    reading.kind === 'found' && reading.from.isByUnknownMethod === true ? [id] : [],
  )
}

/** Predictors whose value is not known to be measured as the site measures. */
function byOtherProtocol({ readings }: PredictorsRead): readonly string[] {
  return Object.entries(readings).flatMap(([id, reading]) =>
    reading.kind === 'found' && reading.from.isByOtherProtocol === true ? [id] : [],
  )
}

export function factsOf(
  relevant: RelevantOrder,
  basis: AssessmentBasis,
  predictors: PredictorsRead,
): ApplicabilityFacts {
  const { record } = basis
  const { order } = relevant
  const asOf = basis.asOf(relevant)
  const recorded = [
    ...record.conditions.filter(({ holds }) => holds).map(({ code }) => code),
    ...record.procedures.filter(({ wasDone }) => wasDone).flatMap(({ codes }) => codes),
  ]
  return {
    birthDate: record.birthDate,
    indexDate: asOf.context.time.indexDate,
    earlierProcedure: earlierProcedureOf(asOf, basis),
    hasPossibleEarlier: asOf.hasPossibleEarlier,
    orderPriority: order.priority,
    orderTexts: [...[...order.codes, ...order.reasons].flatMap(textsOf), ...order.notes],
    recordTexts: [...recorded, ...order.reasons].flatMap(textsOf),
    outsideReference: outsideReference(predictors, basis),
    byUnknownMethod: byUnknownMethod(predictors),
    byOtherProtocol: byOtherProtocol(predictors),
  }
}
