import type { GuidanceDefinition } from '../guidance/index.ts'
import type {
  AuxiliaryInput,
  Derivation,
  DerivationCondition,
  FindingInput,
  PredictorDefinition,
  RatioInput,
} from '../predictors/index.ts'
import { inputsOf, partSlot, type Slot, slotsOf } from './slots.ts'
import { double, listOf, literal } from './sql-text.ts'

/** Whether two converted numbers are the same but for the last bits of a conversion. */
const AGREED = `MIN(s.number) = MAX(s.number) OR (MAX(CASE WHEN s.is_converted THEN 1 ELSE 0 END) = 1
      AND MAX(s.number) - MIN(s.number) <= 1E-12 * ABS(MAX(s.number)))`

function largestOf(slots: readonly Slot[]): string {
  const names = slots.filter(({ takesLargest }) => takesLargest).map(({ name }) => name)
  return `s.slot IN (${listOf(names)})`
}

/** The newest day of each slot, and what is said on it: one value, or a contradiction. */
function newestTables(slots: readonly Slot[]): readonly string[] {
  const isLargest = largestOf(slots)
  return [
    `newest AS (
  SELECT z.* FROM (
    SELECT slot, patient_id, SUBSTRING(written FROM 1 FOR 10) AS day,
      ROW_NUMBER() OVER (PARTITION BY slot, patient_id ORDER BY earliest DESC, correction DESC, id) AS place
    FROM judged WHERE state = 'usable'
  ) z WHERE place = 1
)`,
    `of_newest_day AS (
  SELECT j.*, MAX(j.correction) OVER (PARTITION BY j.slot, j.patient_id) AS top_correction
  FROM judged j JOIN newest n ON n.slot = j.slot AND n.patient_id = j.patient_id
    AND n.day = SUBSTRING(j.written FROM 1 FOR 10)
  WHERE j.state = 'usable'
)`,
    `reading AS (
  SELECT s.slot, s.patient_id,
    CASE WHEN ${isLargest} THEN MAX(s.number) WHEN ${AGREED} THEN MIN(s.number) END AS number,
    CASE WHEN MIN(s.finding) = MAX(s.finding) THEN MIN(s.finding) END AS finding
  FROM of_newest_day s WHERE s.correction = s.top_correction OR ${isLargest}
  GROUP BY s.slot, s.patient_id
)`,
  ]
}

/** The newest two values of one sample, for every way to form a ratio. */
function ratioTables(ratio: RatioInput): readonly string[] {
  const {
    id,
    pairs,
    windowMinutes,
    acceptance: [least, most],
  } = ratio
  const ways = pairs.map(({ sumAtMost }, i) => {
    const whole = sumAtMost === undefined ? 'TRUE' : `n.number + d.number <= ${double(sumAtMost)}`
    return `  SELECT n.patient_id, ${String(i)} AS way, n.earliest AS sampled, n.number / d.number AS number,
    CASE WHEN ${whole} THEN 1 ELSE 0 END AS is_whole,
    ROW_NUMBER() OVER (PARTITION BY n.patient_id ORDER BY n.earliest DESC, n.correction DESC, n.id,
      d.earliest DESC, d.correction DESC, d.id) AS place
  FROM judged n JOIN judged d ON d.patient_id = n.patient_id
  WHERE n.slot = ${literal(partSlot(id, i, 'n'))} AND d.slot = ${literal(partSlot(id, i, 'd'))}
    AND n.state = 'usable' AND d.state = 'usable'
    AND CASE WHEN n.specimen IS NOT NULL AND d.specimen IS NOT NULL THEN n.specimen = d.specimen
      WHEN EXISTS (SELECT 1 FROM known_group a JOIN known_group b ON b.occasion = a.occasion WHERE a.member = n.id AND b.member = d.id) THEN TRUE
      WHEN NOT n.is_day AND NOT d.is_day THEN ABS(n.earliest - d.earliest) <= ${double(windowMinutes * 60_000)}
      ELSE n.earliest = d.earliest END`
  })
  return [
    `${id}_pairs AS (\n${ways.join('\n  UNION ALL\n')}\n)`,
    `${id}_newest AS (
  SELECT z.* FROM (
    SELECT p.*, ROW_NUMBER() OVER (PARTITION BY patient_id ORDER BY sampled DESC, way) AS rank_of_way FROM ${id}_pairs p WHERE place = 1
  ) z WHERE rank_of_way = 1
)`,
    `${id}_ratio AS (
  SELECT patient_id, CASE WHEN is_whole = 1 AND number BETWEEN ${double(least)} AND ${double(most)} THEN number END AS number,
    CASE WHEN ABS(number - ${double(least)}) <= 1E-9 OR ABS(number - ${double(most)}) <= 1E-9 THEN 1 ELSE 0 END AS is_at_border
  FROM ${id}_newest
)`,
  ]
}

type RatioOf = Extract<PredictorDefinition, { readonly kind: 'ratio' }>

const isRatio = (input: PredictorDefinition | AuxiliaryInput): input is RatioOf =>
  input.kind === 'ratio'

/** One row a patient, one column an input as recorded. */
function wideTable(definition: GuidanceDefinition): string {
  const inputs = inputsOf(definition)
  const columns = inputs.map((input) => {
    const column = input.kind === 'finding' ? 'finding' : 'number'
    const name = input.kind === 'finding' ? `r_${input.id}` : `v_${input.id}`
    const recorded = `MAX(CASE WHEN r.slot = ${literal(input.id)} THEN r.${column} END)`
    return isRatio(input)
      ? `    CASE WHEN MAX(${input.id}.patient_id) IS NOT NULL THEN MAX(${input.id}.number) ELSE ${recorded} END AS ${name}`
      : `    ${recorded} AS ${name}`
  })
  const ratios = inputs.filter(isRatio)
  const border = ratios.map(({ id }) => `MAX(${id}.is_at_border) = 1`)
  const joins = ratios.map(
    ({ id }) => `  LEFT JOIN ${id}_ratio ${id} ON ${id}.patient_id = s.patient_id`,
  )
  return `recorded AS (
  SELECT s.patient_id, CASE WHEN ${['FALSE', ...border].join(' OR ')} THEN 'unsure: border' END AS border,
${columns.join(',\n')}
  FROM patient_state s
  LEFT JOIN reading r ON r.patient_id = s.patient_id
${joins.join('\n')}
  GROUP BY s.patient_id
)`
}

type Column = (input: string) => string

/** A condition; unknown (NULL) where its input is not known, as in the catalog's tables. */
function condition(when: DerivationCondition, column: Column): string {
  const { input, oneOf, atLeast, above, atMost, below } = when
  const name = column(input)
  if (oneOf !== undefined) return `${name} IN (${listOf(oneOf)})`
  const limits = [
    ['>=', atLeast],
    ['>', above],
    ['<=', atMost],
    ['<', below],
  ] as const
  const tests = limits.flatMap(([operator, limit]) =>
    limit === undefined ? [] : [`${name} ${operator} ${double(limit)}`],
  )
  return tests.length === 0 ? `${name} IS NOT NULL` : `(${tests.join(' AND ')})`
}

/** A derivation in the three-valued logic that SQL shares with the catalog. */
function derived(derivation: Derivation, column: Column): string {
  if (derivation.kind === 'points') {
    const sum = derivation.items.map((bands) => {
      const cases = bands.map(
        ({ when, points }) => `WHEN ${condition(when, column)} THEN ${String(points)}`,
      )
      return `CASE ${cases.join(' ')} END`
    })
    const classes = derivation.classes.map(
      ({ atMost, value }) => `WHEN ${sum.join(' + ')} <= ${String(atMost)} THEN ${literal(value)}`,
    )
    return `CASE ${classes.join('\n      ')} END`
  }
  const rows = derivation.rows.flatMap(({ when, value }) => {
    const all = when.map((one) => condition(one, column)).join(' AND ')
    return [`WHEN ${all} THEN ${literal(value)}`, `WHEN (${all}) IS NULL THEN NULL`]
  })
  return `CASE ${rows.join('\n      ')} END`
}

/** Inputs of a derivation. */
const neededBy = (derivation: Derivation): readonly string[] =>
  derivation.kind === 'points'
    ? derivation.items.flatMap((bands) => bands.map(({ when }) => when.input))
    : derivation.rows.flatMap(({ when }) => when.map(({ input }) => input))

/** Findings in an order in which each comes after those that it is derived from. */
function inOrder(findings: readonly FindingInput[]): readonly FindingInput[] {
  const done: FindingInput[] = []
  const visit = (finding: FindingInput) => {
    if (done.includes(finding)) return
    const needed = finding.derivation === undefined ? [] : neededBy(finding.derivation)
    findings.filter(({ id }) => needed.includes(id)).forEach(visit)
    done.push(finding)
  }
  findings.forEach(visit)
  return done
}

/** One table a finding: as recorded, else as derived; a contradiction is no finding. */
function findingTables(definition: GuidanceDefinition): readonly string[] {
  const inputs = inputsOf(definition)
  const findings = inOrder(inputs.filter((input) => input.kind === 'finding'))
  const column: Column = (id) => (findings.some((one) => one.id === id) ? `x.f_${id}` : `x.v_${id}`)
  return findings.map(({ id, derivation }, i) => {
    const before = i === 0 ? 'recorded' : `with_${findings[i - 1]?.id ?? ''}`
    const expression =
      derivation === undefined
        ? `x.r_${id}`
        : `CASE WHEN x.r_${id} IS NULL THEN (${derived(derivation, column)})
      WHEN COALESCE((${derived(derivation, column)}), x.r_${id}) = x.r_${id} THEN x.r_${id} END`
    return `with_${id} AS (\n  SELECT x.*, ${expression} AS f_${id}\n  FROM ${before} x\n)`
  })
}

/** The last table of the findings: it has every input of a patient. */
export function lastTable(definition: GuidanceDefinition): string {
  const findings = inOrder(inputsOf(definition).filter((input) => input.kind === 'finding'))
  const last = findings.at(-1)
  return last === undefined ? 'recorded' : `with_${last.id}`
}

/** From judged statements to one row a patient with every input. */
export const readingTables = (definition: GuidanceDefinition): readonly string[] => [
  ...newestTables(slotsOf(definition)),
  ...inputsOf(definition).filter(isRatio).flatMap(ratioTables),
  wideTable(definition),
  ...findingTables(definition),
]
