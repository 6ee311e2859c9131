import type { GuidanceDefinition } from '../guidance/index.ts'
import type { ApplicabilityRule } from '../predictors/index.ts'
import { constants, holdsWord, isPlain, listOf, wordsOf } from './sql-text.ts'
import { daysOf } from './moments.ts'

const MEANINGS = { meaning: '', system: '', code: '' }

function orderCodes({ order, diagnosis }: GuidanceDefinition): string {
  const of = (meaning: string, { codings }: typeof order.specificCodes) =>
    codings.map(({ system, code }) => [meaning, system, code])
  return constants('order_code', MEANINGS, [
    ...of('specific', order.specificCodes),
    ...of('generic', order.genericCodes),
    ...of('other', order.otherCodes),
    ...of('diagnosis', diagnosis.codes),
  ])
}

const isCoded = (kind: string, meaning: string) =>
  `EXISTS (SELECT 1 FROM cds_${kind}_coding k JOIN order_code c ON c.system = k.system AND c.code = k.code WHERE k.id = r.id AND c.meaning = '${meaning}')`

/** Whether a name may be read as the treatment: it holds a word of a phrase, or is not plain. */
function mayBeNamed(kind: string, { order }: GuidanceDefinition): string {
  if (!order.isByText) return 'FALSE'
  const words = wordsOf([order.names.phrases, order.names.genericPhrases])
  return `EXISTS (SELECT 1 FROM cds_${kind}_name n WHERE n.id = r.id AND n.text IS NOT NULL AND (NOT (${isPlain('n.text')}) OR ${holdsWord('n.text', words)}))`
}

/** Words in an order that would exclude the patient. */
function mayExclude(kind: string, rules: readonly ApplicabilityRule[]): string {
  const lists = rules.flatMap((rule) => (rule.kind === 'order-text' ? [rule.phrases] : []))
  if (lists.length === 0) return 'FALSE'
  return `EXISTS (SELECT 1 FROM cds_${kind}_note n WHERE n.id = r.id AND n.text IS NOT NULL AND (NOT (${isPlain('n.text')}) OR ${holdsWord('n.text', wordsOf(lists))}))`
}

function treatment(
  kind: 'procedure' | 'order',
  definition: GuidanceDefinition,
  rules: readonly ApplicabilityRule[],
): string {
  const isOrder = kind === 'order'
  const wanted = isOrder
    ? `COALESCE(r.status, '') NOT IN ('draft', 'cancelled', 'revoked', 'entered-in-error', 'unknown') AND NOT COALESCE(r.is_not_to_do, FALSE)`
    : `COALESCE(r.status, '') NOT IN ('not-done', 'entered-in-error', 'preparation')`
  const coded = `${isCoded(kind, 'specific')} AND NOT ${isCoded(kind, 'other')}`
  const detail = isOrder ? ' OR COALESCE(r.has_detail, FALSE)' : ''
  const maybe = `${isCoded(kind, 'generic')} OR ${mayBeNamed(kind, definition)}${detail}`
  const written = isOrder
    ? 'r.authored_on'
    : 'CASE WHEN r.performed_start IS NULL AND r.performed_end IS NULL THEN r.performed_date_time ELSE r.performed_start END'
  return `  SELECT r.patient_id, '${kind}' AS kind, ${written} AS written,
    ${isOrder ? 'r.priority' : 'CAST(NULL AS VARCHAR(20))'} AS priority,
    ${mayExclude(kind, rules)} AS may_exclude,
    CASE WHEN ${coded} THEN 'coded' WHEN ${isCoded(kind, 'other')} AND NOT ${isCoded(kind, 'specific')} THEN 'other'
      WHEN ${maybe} THEN 'maybe' ELSE 'other' END AS verdict
  FROM cds_${kind} r
  WHERE ${wanted}`
}

/** The rules that exclude and that the query follows; another makes the query say nothing at all. */
const FOLLOWED = ['age-under', 'order-priority', 'order-text', 'earlier-procedure']

const excluding = ({ applicability }: GuidanceDefinition) =>
  applicability.filter((rule) => rule.class === 'exclude')

function tooYoung(rules: readonly ApplicabilityRule[]): string {
  const years = rules.flatMap((rule) => (rule.kind === 'age-under' ? [rule.years] : []))
  const under = years.map(
    (one) => `${daysOf(`(b.y + ${String(one)})`, 'b.mo', 'b.da')} * 86400000.0 > i.latest`,
  )
  return under.length === 0 ? 'FALSE' : `COALESCE(${under.join(' OR ')}, FALSE)`
}

function byPriority(rules: readonly ApplicabilityRule[]): string {
  const priorities = rules.flatMap((rule) =>
    rule.kind === 'order-priority' ? rule.priorities : [],
  )
  return priorities.length === 0
    ? 'FALSE'
    : `COALESCE(i.priority IN (${listOf(priorities)}), FALSE)`
}

/** Everything that is the treatment, or may be. */
function treatmentTable(definition: GuidanceDefinition): string {
  const rules = excluding(definition)
  return `treatment AS (
  SELECT x.*, m.is_day, m.earliest, m.latest
  FROM (
${treatment('procedure', definition, rules)}
  UNION ALL
${treatment('order', definition, rules)}
  ) x LEFT JOIN moment m ON m.t = x.written
  WHERE x.verdict <> 'other'
)`
}

/** The first treatment of each patient, and the first that was carried out. */
const FIRST: readonly string[] = [
  `first_treatment AS (
  SELECT z.* FROM (
    SELECT t.*, ROW_NUMBER() OVER (PARTITION BY patient_id ORDER BY earliest, latest, kind) AS place
    FROM treatment t WHERE verdict = 'coded' AND earliest IS NOT NULL
  ) z WHERE place = 1
)`,
  `first_done AS (
  SELECT z.* FROM (
    SELECT t.*, ROW_NUMBER() OVER (PARTITION BY patient_id ORDER BY earliest, latest) AS place
    FROM treatment t WHERE verdict = 'coded' AND earliest IS NOT NULL AND kind = 'procedure'
  ) z WHERE place = 1
)`,
  `indexed AS (
  SELECT f.patient_id, f.kind, f.priority, f.may_exclude, f.earliest, f.latest,
    d.earliest AS done_earliest, d.latest AS done_latest, d.is_day AS done_is_day, d.written AS done_written
  FROM first_treatment f LEFT JOIN first_done d ON d.patient_id = f.patient_id
)`,
]

/** Who was treated, and what of the treatments the query cannot follow. */
function populationTable(definition: GuidanceDefinition): string {
  const unfollowed = excluding(definition)
    .filter(({ kind }) => !FOLLOWED.includes(kind))
    .map(({ id }) => id)
  return `population AS (
  SELECT t.patient_id, CASE
      ${unfollowed.map((id) => `WHEN 1 = 1 THEN 'rule-not-followed: ${id}'`).join('\n      ')}
      WHEN MAX(CASE WHEN t.verdict = 'maybe' THEN 1 ELSE 0 END) = 1 THEN 'treatment-not-by-code'
      WHEN MAX(CASE WHEN t.earliest IS NULL THEN 1 ELSE 0 END) = 1 THEN 'treatment-without-readable-date'
      END AS no_figure_because
  FROM treatment t GROUP BY t.patient_id
)`
}

/** Why a patient has no figure whatever the values. */
function stateTable(definition: GuidanceDefinition): string {
  const rules = excluding(definition)
  return `patient_state AS (
  SELECT p.patient_id, CASE
      WHEN p.no_figure_because IS NOT NULL THEN p.no_figure_because
      WHEN i.latest - i.earliest >= 86400000.0 OR i.done_latest - i.done_earliest >= 86400000.0 THEN 'index-date-vague'
      WHEN NOT EXISTS (
        SELECT 1 FROM cds_condition r WHERE r.patient_id = p.patient_id
          AND NOT COALESCE(r.is_denied, FALSE) AND NOT COALESCE(r.is_over, FALSE) AND ${isCoded('condition', 'diagnosis')}
      ) THEN 'diagnosis-not-by-code'
      WHEN w.birth_date IS NOT NULL AND b.t IS NULL THEN 'birth-date-not-readable'
      WHEN ${tooYoung(rules)} THEN 'under-age'
      WHEN ${byPriority(rules)} THEN 'order-priority'
      WHEN COALESCE(i.may_exclude, FALSE) THEN 'words-in-the-order'
      WHEN EXISTS (SELECT 1 FROM cds_report r WHERE r.patient_id = p.patient_id AND r.has_contained) THEN 'contained-values'
      END AS no_figure_because
  FROM population p
  LEFT JOIN indexed i ON i.patient_id = p.patient_id
  LEFT JOIN cds_patient w ON w.id = p.patient_id
  LEFT JOIN moment b ON b.t = w.birth_date
)`
}

/** Who was treated first when, and why a patient has no figure whatever the values. */
export const treatmentTables = (definition: GuidanceDefinition): readonly string[] => [
  orderCodes(definition),
  treatmentTable(definition),
  ...FIRST,
  populationTable(definition),
  stateTable(definition),
]
