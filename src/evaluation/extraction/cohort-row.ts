import { emptyLookup } from '../../base/lookup.ts'
import type { Assessment } from '../../clinical/assessment/assess.ts'
import { type InputReading, whyNoNumber } from '../../clinical/assessment/input-reading.ts'
import type { ScoreOutcome } from '../../clinical/scores/compute-scores.ts'
import type { BoardDefinition } from '../../hook/board.ts'
import type { Service } from '../../hook/service.ts'
import { keyOf } from '../../clinical/models/versions/versioned-model.ts'
import { KEY_COLUMN } from '../anchoring/recorded-patients.ts'
import { FOLLOW_UP, OUTCOME_WHY } from '../outcomes/outcome-columns.ts'
import type { Extracted, ScoredBoard } from './extract-patient.ts'
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

const ofScore = (id: string) => `score.${id}`

/** The columns of one score: its number, its class, and why it has neither. */
const scoreColumns = (id: string) => [ofScore(id), `${ofScore(id)}.class`, `${ofScore(id)}.why`]

/** The columns of the table in their order, the same for every row. */
export function columnsOf({ inputs }: Service, board: BoardDefinition | undefined) {
  const ids = inputs.predictors.map(({ id }) => id)
  return [
    'patient',
    'indexBy',
    ...ids,
    'outcome',
    OUTCOME_WHY,
    FOLLOW_UP.name,
    'cautions',
    KEY_COLUMN,
    ...ids.flatMap((id) => [`${id}AgeDays`, `${id}Why`]),
    ...(board?.scores ?? []).flatMap(({ definition }) => scoreColumns(definition.id)),
  ]
}

function whyNoScore(outcome: ScoreOutcome): string | undefined {
  switch (outcome.kind) {
    case 'computed':
      return undefined
    case 'excluded':
      return `excluded: ${outcome.because.join(' ')}`
    case 'lacking':
      return `lacks: ${[...new Set(outcome.lacks.map(({ reading }) => reading))].join(' ')}`
    case 'unanswered':
      return 'unanswered'
  }
}

function scoreCells(
  outcome: ScoreOutcome,
): readonly (readonly [string, string | number | undefined])[] {
  const [number, label, why] = scoreColumns(outcome.score.definition.id)
  const result = outcome.kind === 'computed' ? outcome.result : undefined
  return [
    [number ?? '', result?.value],
    [label ?? '', result?.class?.id],
    [why ?? '', whyNoScore(outcome)],
  ]
}

/** The scores of a board; where it computes none its verdict is why. */
function cellsOfBoard({ board, judgement }: ScoredBoard) {
  const { computed, judged } = judgement
  if (computed !== undefined) return computed.outcomes.flatMap(scoreCells)
  const why = [judged.verdict, ...judged.because].join(' ')
  return board.scores.map(({ definition }) => [scoreColumns(definition.id)[2] ?? '', why] as const)
}

/** The protocol key of the predictor that is centred on its platform, where it has a value. */
function keyIn(inputs: WithInputs['inputs'], model: Service['model']): string | undefined {
  const reading = inputs[model.definition.versions?.centred?.predictor ?? '']
  return reading?.kind === 'found' ? keyOf({ platform: reading.from.platform }) : undefined
}

/**
 * What a table says of an outcome: read again by the same definition it is the same. Of who died
 * and counts as free of it, the word: days to death are no follow-up to the horizon.
 */
function outcomeCells(outcome: Outcome | undefined): CohortRow {
  if (outcome === undefined) return {}
  if (outcome.kind === 'unknown')
    return { [OUTCOME_WHY]: outcome.why, [FOLLOW_UP.name]: outcome.last?.day }
  const { value, by } = outcome
  const isCompeting = by.value !== 0 && by.value !== 1
  return { outcome: isCompeting ? by.value : value, [FOLLOW_UP.name]: by.day }
}

/** The row of an assessed patient: values in their canonical units, no date and no identifier. */
export function toRow(
  { first, scores }: Extract<Extracted, { readonly kind: 'assessed' }>,
  { inputs, cautions }: WithInputs,
  {
    pseudonym,
    outcome,
    model,
  }: {
    readonly pseudonym: string
    readonly outcome: Outcome | undefined
    readonly model: Service['model']
  },
): CohortRow {
  const row = emptyLookup<string | number | undefined>()
  row['patient'] = pseudonym
  row['indexBy'] = first.treatment.kind
  Object.assign(row, outcomeCells(outcome))
  row['cautions'] = cautions.join(' ')
  row[KEY_COLUMN] = keyIn(inputs, model)
  for (const [id, reading] of Object.entries(inputs)) {
    row[id] = reading.kind === 'found' ? reading.value.number : undefined
    row[`${id}AgeDays`] = ageOf(reading)
    row[`${id}Why`] = whyWithout(reading)
  }
  for (const [name, cell] of scores === undefined ? [] : cellsOfBoard(scores)) row[name] = cell
  return row
}
