import type { Assessment } from '../../clinical/assessment/assess.ts'
import { type InputReading, whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { Service } from '../../hook/service.ts'
import type { Extracted } from './extract-patient.ts'
import type { Outcome } from './outcome.ts'

/** One row of the cohort's table; nothing is a missing value. */
type CohortRow = Readonly<Record<string, string | number | undefined>>

/** An assessment that has inputs: the patient is in the model's population. */
export type WithInputs = Extract<Assessment, { readonly inputs: unknown }>

/** Whether a patient has a row. */
export function hasInputs(assessment: Assessment): assessment is WithInputs {
  return 'inputs' in assessment
}

/** Why an input has no number, in one word; nothing when it has one. */
export const whyWithout = (reading: InputReading | undefined) =>
  whyNoNumber(reading ?? { kind: 'missing' })

const ageOf = (reading: InputReading | undefined) =>
  reading?.kind === 'found' ? reading.from.ageDays : undefined

/** The columns of the table in their order, the same for every row. */
export function columnsOf({ inputs }: Service): readonly string[] {
  const ids = inputs.predictors.map(({ id }) => id)
  return [
    'patient',
    'indexBy',
    ...ids,
    'outcome',
    'outcomeWhy',
    'cautions',
    ...ids.flatMap((id) => [`${id}AgeDays`, `${id}Why`]),
  ]
}

/** The row of an assessed patient: values in their canonical units, no date and no identifier. */
export function toRow(
  { first }: Extract<Extracted, { readonly kind: 'assessed' }>,
  { inputs, cautions }: WithInputs,
  { pseudonym, outcome }: { readonly pseudonym: string; readonly outcome: Outcome | undefined },
): CohortRow {
  const readings = Object.entries(inputs).flatMap(([id, reading]) => [
    [id, reading.kind === 'found' ? reading.value.number : undefined],
    [`${id}AgeDays`, ageOf(reading)],
    [`${id}Why`, whyWithout(reading)],
  ])
  return {
    ...(Object.fromEntries(readings) as CohortRow),
    patient: pseudonym,
    indexBy: first.treatment.kind,
    outcome: outcome?.kind === 'known' ? outcome.value : undefined,
    outcomeWhy: outcome?.kind === 'unknown' ? outcome.why : undefined,
    cautions: cautions.join(' '),
  }
}
