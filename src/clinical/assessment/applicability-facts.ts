import { textsOf } from '../fhir/concept.ts'
import type { ReadingTime } from '../readings/judge-statement.ts'
import type { ApplicabilityFacts } from '../readings/applicability.ts'
import type { PredictorsRead } from '../readings/read-predictors.ts'
import type { RelevantOrder, AssessmentMaterial } from './relevant-order.ts'
import { isComplete } from './patient-record.ts'

function earlierProcedureOf(
  { earlierProcedures }: ReadingTime,
  { definition, slots }: AssessmentMaterial,
): ApplicabilityFacts['earlierProcedure'] {
  if (earlierProcedures.length > 0) return 'found'
  return isComplete(slots[definition.keys.procedures]) ? 'none' : 'unknown'
}

/** The predictors whose value lies outside the range that the study can have seen. */
function outsideReference({ readings }: PredictorsRead, { definition }: AssessmentMaterial) {
  return definition.inputs.predictors
    .filter(({ id, referenceRange: [least, most] }) => {
      const reading = readings[id]
      if (reading?.kind !== 'found') return false
      return reading.value.number < least || reading.value.number > most
    })
    .map(({ id }) => id)
}

/** What the applicability rules ask about. */
export function factsOf(
  { order }: RelevantOrder,
  material: AssessmentMaterial,
  gathered: PredictorsRead,
  time: ReadingTime,
): ApplicabilityFacts {
  const { record } = material
  const recorded = [
    ...record.conditions.filter(({ holds }) => holds).map(({ code }) => code),
    ...record.procedures.filter(({ wasDone }) => wasDone).flatMap(({ codes }) => codes),
  ]
  return {
    birthDate: record.birthDate,
    indexDate: time.indexDate,
    earlierProcedure: earlierProcedureOf(time, material),
    orderPriority: order.priority,
    orderTexts: [...[...order.codes, ...order.reasons].flatMap(textsOf), ...order.notes],
    recordTexts: [...recorded, ...order.reasons].flatMap(textsOf),
    outsideReference: outsideReference(gathered, material),
  }
}
