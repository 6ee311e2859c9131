import { UCUM_SYSTEM } from '../units/index.ts'
import type { GuidanceDefinition } from '../guidance/index.ts'
import type { Slot } from './slots.ts'
import { compact, holdsWord, isPlain, literal, wordsOf } from './sql-text.ts'

const WRITTEN = `CASE WHEN r.effective_date_time IS NOT NULL THEN r.effective_date_time
      WHEN r.effective_instant IS NOT NULL THEN r.effective_instant
      WHEN r.effective_end IS NOT NULL THEN r.effective_end ELSE r.effective_start END`

const REPORT_WRITTEN = `CASE WHEN r.effective_date_time IS NOT NULL THEN r.effective_date_time
      WHEN r.effective_end IS NOT NULL THEN r.effective_end ELSE r.effective_start END`

/** What was known at the index date; what has no time stays, and is refused by name. */
const wasKnown = (time: string) => `(${time}.earliest IS NULL OR (${time}.earliest <= i.latest AND (
      i.done_earliest IS NULL OR (${time}.latest < i.done_earliest AND (
        NOT (${time}.is_day OR i.done_is_day) OR SUBSTRING(${time}.t FROM 1 FOR 10) < SUBSTRING(i.done_written FROM 1 FOR 10))))))`

/** Another statistic than the mean, or the mean by its word: told by words and codes of the region. */
function statisticUnsure(slots: readonly Slot[]): string {
  const rules = slots.flatMap(({ quantity }) =>
    quantity?.statistic === undefined ? [] : [quantity.statistic],
  )
  if (rules.length === 0) return 'FALSE'
  const words = wordsOf(
    rules.flatMap(({ meanPhrases, otherPhrases }) => [meanPhrases, otherPhrases]),
  )
  const codings = rules.flatMap(({ meanCodes, otherCodes }) => [
    ...meanCodes.codings,
    ...otherCodes.codings,
  ])
  const codes = codings.map(
    ({ system, code }) => `(k.system = ${literal(system)} AND k.code = ${literal(code)})`,
  )
  return `(o.has_method
      OR EXISTS (SELECT 1 FROM cds_observation_name n WHERE n.id = o.id AND n.text IS NOT NULL AND (NOT (${isPlain('n.text')}) OR ${holdsWord('n.text', words)}))
      OR EXISTS (SELECT 1 FROM cds_observation_coding k WHERE k.id = o.id AND (${codes.length === 0 ? 'FALSE' : codes.join(' OR ')})))`
}

const KIND = `CASE WHEN r.q_value IS NOT NULL THEN 'quantity' WHEN r.has_concept THEN 'concept'
      WHEN r.v_string IS NOT NULL THEN 'text' WHEN r.v_boolean IS NOT NULL THEN 'boolean'
      WHEN r.v_integer IS NOT NULL THEN 'quantity' WHEN r.has_span THEN 'span' END`

const BORDER = 1e-9

const near = (limit: string) => `ABS(j.number - j.${limit}) <= ${String(BORDER)} * ABS(j.${limit})`

/** Whether a site states units for values without one; then SQL does not guess which. */
const siteUnits = ({ units }: GuidanceDefinition) =>
  units.defaultUnits.size > 0 ? 'TRUE' : 'FALSE'

/** Observations as they stood at the index date. */
const KNOWN = `known AS (
  SELECT r.id, r.patient_id, r.status, r.specimen, r.study, r.q_value, r.q_comparator, r.q_unit, r.q_system, r.q_code,
    r.v_integer, r.v_boolean, r.v_string, r.concept_text,
    COALESCE(r.has_modifier, FALSE) AS has_modifier, COALESCE(r.has_absent, FALSE) AS has_absent,
    COALESCE(r.has_method, FALSE) AS has_method, COALESCE(r.has_contained, FALSE) AS has_contained,
    COALESCE(r.has_whole, FALSE) AS has_whole,
    COALESCE(r.focus, r.site_code, r.site_text) AS lesion, ${KIND} AS kind,
    ${WRITTEN} AS written, m.is_day, m.earliest, m.latest, i.latest AS index_latest,
    COALESCE(r.has_timing, FALSE) OR (${WRITTEN} IS NOT NULL AND m.t IS NULL) AS is_time_unsure,
    CASE WHEN r.status IN ('corrected', 'amended') THEN 1 ELSE 0 END AS correction
  FROM cds_observation r
  JOIN indexed i ON i.patient_id = r.patient_id
  LEFT JOIN moment m ON m.t = ${WRITTEN}
  WHERE ${wasKnown('m')}
)`

/** Panels and reports as they stood then: what shares one is of one occasion. */
const GROUP = `known_group AS (
  SELECT g.id AS occasion, g.member FROM cds_panel_member g JOIN known k ON k.id = g.id
  UNION
  SELECT g.id, g.member FROM cds_report_member g JOIN cds_report r ON r.id = g.id
  JOIN indexed i ON i.patient_id = r.patient_id
  LEFT JOIN moment m ON m.t = ${REPORT_WRITTEN}
  WHERE ${wasKnown('m')}
)`

/** Every statement under the codes of an input. */
const candidateTable = (slots: readonly Slot[]): string => `candidate AS (
  SELECT DISTINCT c.slot, s.lookback, s.is_quantity, s.unit, s.least, s.most, s.per_lesion, o.*,
    CASE WHEN o.q_code IS NOT NULL AND (o.q_system IS NULL OR o.q_system = '${UCUM_SYSTEM}') THEN o.q_code ELSE o.q_unit END AS unit_text,
    s.has_statistic AND ${statisticUnsure(slots)} AS is_statistic_unsure
  FROM known o
  JOIN cds_observation_coding k ON k.id = o.id
  JOIN slot_code c ON c.system = k.system AND c.code = k.code
  JOIN slot_rule s ON s.slot = c.slot
)`

/** With its number in the canonical unit, and what speaks against it whatever it says. */
const MEASURED = `measured AS (
  SELECT c.*, f.times,
    COALESCE(CAST(c.q_value AS DOUBLE PRECISION), CAST(c.v_integer AS DOUBLE PRECISION))
      * COALESCE(f.times, 1) / COALESCE(f.per, 1) AS number,
    CASE WHEN f.times = 1 AND f.per = 1 THEN FALSE ELSE f.times IS NOT NULL END AS is_converted,
    CASE WHEN c.status IS NULL OR c.status NOT IN ('final', 'amended', 'corrected') THEN 'not-final'
      WHEN c.has_modifier THEN 'unknown-modifier'
      WHEN c.kind IS NULL OR c.has_absent THEN 'no-value'
      WHEN c.is_time_unsure THEN NULL
      WHEN c.written IS NULL THEN 'no-date'
      WHEN FLOOR((c.index_latest - c.earliest) / 86400000.0) > c.lookback THEN 'too-old' END AS objection
  FROM candidate c
  LEFT JOIN unit_factor f ON f.slot = c.slot AND f.written = c.unit_text AND c.kind = 'quantity' AND c.is_quantity
)`

/** The findings that a value means, by code, text, yes or no, or score. */
const MEANT = `meant AS (
  SELECT c.slot, c.id, v.finding FROM measured c JOIN cds_observation_value k ON k.id = c.id
    JOIN finding_code v ON v.slot = c.slot AND v.system = k.system AND v.code = k.code WHERE c.kind = 'concept'
  UNION
  SELECT c.slot, c.id, v.finding FROM measured c
    JOIN finding_text v ON v.slot = c.slot AND v.t = ${compact("CASE WHEN c.kind = 'text' THEN c.v_string ELSE c.concept_text END")}
    WHERE c.kind IN ('text', 'concept')
  UNION
  SELECT c.slot, c.id, v.finding FROM measured c JOIN finding_boolean v ON v.slot = c.slot AND v.b = c.v_boolean WHERE c.kind = 'boolean'
  UNION
  SELECT c.slot, c.id, v.finding FROM measured c JOIN finding_score v ON v.slot = c.slot
    AND c.number = FLOOR(c.number) AND c.number BETWEEN v.least AND v.most WHERE c.kind = 'quantity' AND c.q_comparator IS NULL
)`

/** Values that mean one finding and no other. */
const UNDERSTOOD = `understood AS (
  SELECT slot, id, MIN(finding) AS finding FROM meant GROUP BY slot, id HAVING COUNT(*) = 1
)`

/** With the verdict: usable, why not, or that SQL cannot tell. */
const judgedTable = (definition: GuidanceDefinition): string => `judged AS (
  SELECT j.*, u.finding, CASE
      WHEN j.objection IS NOT NULL THEN j.objection
      WHEN j.is_time_unsure THEN 'unsure: time'
      WHEN j.is_statistic_unsure THEN 'unsure: statistic'
      WHEN NOT j.is_quantity AND j.kind IN ('text', 'concept') AND NOT COALESCE(${isPlain("CASE WHEN j.kind = 'text' THEN j.v_string ELSE j.concept_text END")}, TRUE) THEN 'unsure: text'
      WHEN NOT j.is_quantity AND u.finding IS NULL THEN 'value-not-understood'
      WHEN NOT j.is_quantity THEN 'usable'
      WHEN j.kind IN ('boolean', 'concept') THEN 'not-a-number'
      WHEN j.kind <> 'quantity' THEN CASE WHEN j.unit = '1' OR ${siteUnits(definition)} THEN 'unsure: kind of value' ELSE 'not-a-number' END
      WHEN j.q_comparator IS NOT NULL THEN 'only-a-limit'
      WHEN j.q_unit IS NULL AND j.q_code IS NULL AND ${siteUnits(definition)} THEN 'unsure: unit'
      WHEN j.q_unit IS NULL AND j.q_code IS NULL AND j.unit <> '1' THEN 'no-unit'
      WHEN (j.q_unit IS NOT NULL OR j.q_code IS NOT NULL) AND j.times IS NULL THEN 'unsure: unit'
      WHEN j.is_converted AND (${near('least')} OR ${near('most')}) THEN 'unsure: border'
      WHEN j.number < j.least OR j.number > j.most THEN 'implausible'
      ELSE 'usable' END AS state
  FROM measured j LEFT JOIN understood u ON u.slot = j.slot AND u.id = j.id
)`

/** Every statement under the codes of an input as it stood at the index date, judged. */
export const candidateTables = (
  definition: GuidanceDefinition,
  slots: readonly Slot[],
): readonly string[] => [
  KNOWN,
  GROUP,
  candidateTable(slots),
  MEASURED,
  MEANT,
  UNDERSTOOD,
  judgedTable(definition),
]
