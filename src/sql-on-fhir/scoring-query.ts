import type { GuidanceDefinition } from '../guidance/index.ts'
import type { FindingInput, PredictorDefinition } from '../predictors/index.ts'
import { candidateTables } from './candidates.ts'
import { MOMENTS } from './moments.ts'
import { lastTable, readingTables } from './readings.ts'
import { ruleTables } from './rules.ts'
import { inputsOf, slotsOf } from './slots.ts'
import { double, listOf, literal } from './sql-text.ts'
import { treatmentTables } from './treatments.ts'

/** What the query cannot follow in a record: it then says so, and gives no figure. */
function unfollowedTable(definition: GuidanceDefinition): string {
  const { predictors, lesions } = definition.inputs
  const perLesion = slotsOf(definition)
    .filter(({ isPerLesion, name }) => isPerLesion || name === lesions?.size.id)
    .map(({ name }) => name)
  const staged = predictors.some((one) => one.kind === 'finding' && one.fromConditionStage)
  return `unfollowed AS (
  SELECT patient_id, MIN(why) AS why FROM (
    SELECT patient_id, slot || ' ' || state AS why FROM judged WHERE state LIKE 'unsure%'
    UNION ALL
    SELECT patient_id, 'several-lesions' FROM candidate WHERE slot IN (${listOf(perLesion)})
      GROUP BY patient_id HAVING COUNT(DISTINCT lesion) > 1
    UNION ALL
    SELECT patient_id, 'several-studies' FROM candidate WHERE per_lesion
      GROUP BY patient_id HAVING COUNT(DISTINCT study) > 1 OR MAX(CASE WHEN has_whole THEN 1 ELSE 0 END) = 1
    UNION ALL
    SELECT k.patient_id, 'values-in-components' FROM known k JOIN cds_observation_component c ON c.id = k.id
      JOIN slot_code s ON s.system = c.system AND s.code = c.code
    UNION ALL
    SELECT patient_id, 'contained-values' FROM known WHERE has_contained${
      staged
        ? `
    UNION ALL
    SELECT patient_id, 'stage-in-a-condition' FROM cds_condition WHERE has_stage`
        : ''
    }
    UNION ALL
    SELECT patient_id, border FROM recorded WHERE border IS NOT NULL
  ) z GROUP BY patient_id
)`
}

/** What the model reads of a finding, or that its value excludes the patient. */
function findingNumber({ id, values }: FindingInput): string {
  const cases = values.flatMap((value) =>
    value.meaning.kind === 'value'
      ? [`WHEN ${literal(value.id)} THEN ${double(value.meaning.value)}`]
      : [],
  )
  return cases.length === 0 ? 'NULL' : `CASE x.f_${id} ${cases.join(' ')} END`
}

function exclusions(definition: GuidanceDefinition): readonly string[] {
  return inputsOf(definition).flatMap((input) =>
    input.kind !== 'finding'
      ? []
      : input.values.flatMap(({ id, meaning }) =>
          meaning.kind === 'excludes'
            ? [
                `WHEN x.f_${input.id} = ${literal(id)} THEN ${literal(`excluded: ${meaning.because}`)}`,
              ]
            : [],
        ),
  )
}

function valueOf(input: PredictorDefinition, all: readonly PredictorDefinition[]): string {
  if (input.kind === 'finding') return findingNumber(input)
  const own = `x.v_${input.id}`
  const pairs = [
    ...(input.exceeds === undefined ? [] : [[own, `x.v_${input.exceeds}`]]),
    ...all.filter(({ exceeds }) => exceeds === input.id).map(({ id }) => [`x.v_${id}`, own]),
  ]
  const impossible = pairs.map(([greater = '', less = '']) => `${greater} <= ${less}`)
  return impossible.length === 0
    ? own
    : `CASE WHEN ${impossible.join(' OR ')} THEN NULL ELSE ${own} END`
}

function valueTable(definition: GuidanceDefinition): string {
  const { predictors } = definition.inputs
  const columns = predictors.map((one) => `    ${valueOf(one, predictors)} AS p_${one.id}`)
  return `predictor_value AS (
  SELECT x.patient_id, CASE
      WHEN s.no_figure_because IS NOT NULL THEN s.no_figure_because
      WHEN u.why IS NOT NULL THEN 'not-followed: ' || u.why
      ${exclusions(definition).join('\n      ')}
      END AS because,
${columns.join(',\n')}
  FROM ${lastTable(definition)} x
  JOIN patient_state s ON s.patient_id = x.patient_id
  LEFT JOIN unfollowed u ON u.patient_id = x.patient_id
)`
}

function finalSelect({ inputs, model }: GuidanceDefinition): string {
  const { intercept, terms } = model.definition
  const names = inputs.predictors.map(({ id }) => id)
  const products = terms.map(
    ({ predictor, coefficient }) => `${double(coefficient)} * p_${predictor}`,
  )
  const missing = names.map((id) => `WHEN p_${id} IS NULL THEN ${literal(`without: ${id}`)}`)
  return `scored AS (
  SELECT v.*, CASE
      WHEN because IS NOT NULL THEN because
      ${missing.join('\n      ')}
      END AS no_figure_because,
    ${double(intercept.value)} + ${products.join(' + ')} AS lp
  FROM predictor_value v
)
SELECT patient_id,
${names.map((id) => `  CASE WHEN because IS NULL THEN p_${id} END AS ${id}`).join(',\n')},
  CASE WHEN no_figure_because IS NULL THEN lp END AS linear_predictor,
  CASE WHEN no_figure_because IS NULL THEN 1E0 / (1E0 + EXP(-lp)) END AS predicted_risk,
  no_figure_because
FROM scored
ORDER BY patient_id`
}

/**
 * The scoring query of a service, one statement of standard SQL over the tables of the
 * ViewDefinitions: one row for each treated patient, with a risk where every law of the readings
 * could be followed, and else the reason why there is none.
 */
export function scoringQuery(definition: GuidanceDefinition): string {
  const { id, version, calibration } = definition.model.definition
  const slots = slotsOf(definition)
  const tables = [
    ...MOMENTS,
    ...treatmentTables(definition),
    ...ruleTables(definition, slots),
    ...candidateTables(definition, slots),
    ...readingTables(definition),
    unfollowedTable(definition),
    valueTable(definition),
  ]
  return [
    `-- ${definition.id}: model ${id} ${version} (${calibration}). Generated; do not edit.`,
    '-- One row for each patient with the treatment, as of the first one. Where predicted_risk is',
    '-- empty, no_figure_because says why: a law of the readings that SQL cannot follow gives no figure.',
    `WITH\n${tables.join(',\n')},\n${finalSelect(definition)}`,
    '',
  ].join('\n')
}
