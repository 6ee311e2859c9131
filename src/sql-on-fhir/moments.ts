/** Every element that holds a time which the query compares. */
const WRITTEN = [
  ['birth_date', 'cds_patient'],
  ['performed_date_time', 'cds_procedure'],
  ['performed_start', 'cds_procedure'],
  ['authored_on', 'cds_order'],
  ['effective_date_time', 'cds_observation'],
  ['effective_instant', 'cds_observation'],
  ['effective_start', 'cds_observation'],
  ['effective_end', 'cds_observation'],
  ['effective_date_time', 'cds_report'],
  ['effective_start', 'cds_report'],
  ['effective_end', 'cds_report'],
] as const

const at = (i: number) => `SUBSTRING(t FROM ${String(i)} FOR 1)`

const DIGITS = Array.from({ length: 10 }, (_, i) => String(i)).join('')

const digit = (i: number) => `(POSITION(${at(i)} IN '${DIGITS}') - 1)`

/** The number of some digits; NULL when something else stands there. No text is cast: that may fail. */
function number(from: number, count: number): string {
  const places = Array.from({ length: count }, (_, i) => from + i)
  const areDigits = places.map((i) => `${digit(i)} >= 0`).join(' AND ')
  const sum = places.map((i, k) => `${digit(i)} * ${String(10 ** (count - 1 - k))}`).join(' + ')
  return `CASE WHEN CHAR_LENGTH(t) >= ${String(from + count - 1)} AND ${areDigits} THEN ${sum} END`
}

/** The same of a text in another column. */
const zone = (from: number, count: number) => number(from, count).replaceAll('(t', '(rest')

/**
 * Days since 1970-01-01 of a date of the Gregorian calendar, by arithmetic alone: dialects differ
 * in everything that has to do with time. https://howardhinnant.github.io/date_algorithms.html
 */
export function daysOf(year: string, month: string, day: string): string {
  const y = `(${year} - CASE WHEN ${month} <= 2 THEN 1 ELSE 0 END)`
  const part = (by: number) => `FLOOR(${y} / ${String(by)}.0)`
  const m = `(${month} + CASE WHEN ${month} <= 2 THEN 9 ELSE -3 END)`
  return `(365 * ${y} + ${part(4)} - ${part(100)} + ${part(400)} + FLOOR((153 * ${m} + 2) / 5.0) + ${day} - 719469)`
}

const LENGTH_OF_MONTH = `CASE WHEN mo IN (4, 6, 9, 11) THEN 30
    WHEN mo = 2 AND MOD(y, 4) = 0 AND (MOD(y, 100) <> 0 OR MOD(y, 400) = 0) THEN 29
    WHEN mo = 2 THEN 28 ELSE 31 END`

/**
 * The first and the last millisecond of every time, in UTC. A form that is not read here (and may
 * be read by the service) has none, which is not the same as no date.
 */
export const MOMENTS: readonly string[] = [
  `written (t) AS (\n${WRITTEN.map(([column, table]) => `  SELECT ${column} FROM ${table}`).join('\n  UNION\n')}\n)`,
  `spelled AS (
  SELECT t, CHAR_LENGTH(t) AS len, ${number(1, 4)} AS y,
    CASE WHEN ${at(5)} = '-' THEN ${number(6, 2)} END AS mo,
    CASE WHEN ${at(8)} = '-' THEN ${number(9, 2)} END AS da,
    CASE WHEN ${at(11)} = 'T' THEN ${number(12, 2)} END AS hh,
    CASE WHEN ${at(14)} = ':' THEN ${number(15, 2)} END AS mi,
    CASE WHEN ${at(17)} = ':' THEN ${number(18, 2)} END AS ss,
    CASE WHEN ${at(20)} = '.' AND ${number(21, 3)} IS NOT NULL THEN SUBSTRING(t FROM 24) ELSE SUBSTRING(t FROM 20) END AS rest
  FROM written WHERE t IS NOT NULL
)`,
  `zoned AS (
  SELECT spelled.*, ${LENGTH_OF_MONTH} AS dim,
    CASE WHEN rest = '' OR rest = 'Z' THEN 0
      WHEN CHAR_LENGTH(rest) = 6 AND SUBSTRING(rest FROM 1 FOR 1) IN ('+', '-') AND SUBSTRING(rest FROM 4 FOR 1) = ':'
        AND ${zone(2, 2)} <= 14 AND ${zone(5, 2)} <= 59
      THEN CASE WHEN SUBSTRING(rest FROM 1 FOR 1) = '-' THEN -1 ELSE 1 END * (${zone(2, 2)} * 60 + ${zone(5, 2)}) END AS zone_minutes
  FROM spelled
)`,
  `formed AS (
  SELECT zoned.*, CASE
      WHEN y < 1000 THEN 0
      WHEN len = 4 AND y IS NOT NULL THEN 4
      WHEN len = 7 AND mo BETWEEN 1 AND 12 THEN 7
      WHEN len = 10 AND mo BETWEEN 1 AND 12 AND da BETWEEN 1 AND dim THEN 10
      WHEN len >= 19 AND mo BETWEEN 1 AND 12 AND da BETWEEN 1 AND dim AND hh <= 23 AND mi <= 59 AND ss <= 59 AND zone_minutes IS NOT NULL THEN 19
      ELSE 0 END AS form
  FROM zoned
)`,
  `dated AS (
  SELECT t, form, y, len,
    CASE WHEN form = 4 THEN 1 ELSE mo END AS mo1, CASE WHEN form <= 7 THEN 1 ELSE da END AS da1,
    CASE WHEN form = 4 THEN 12 ELSE mo END AS mo2,
    CASE WHEN form = 4 THEN 31 WHEN form = 7 THEN dim ELSE da END AS da2,
    CASE WHEN form = 19 THEN (hh * 3600 + mi * 60 + ss - zone_minutes * 60) ELSE 0 END AS seconds
  FROM formed WHERE form > 0
)`,
  `moment AS (
  SELECT t, form <= 10 AS is_day, y, mo2 AS mo, da2 AS da,
    ${daysOf('y', 'mo1', 'da1')} * 86400000.0 + seconds * 1000.0 AS earliest,
    CASE WHEN form = 19 THEN ${daysOf('y', 'mo1', 'da1')} * 86400000.0 + seconds * 1000.0
      ELSE (${daysOf('y', 'mo2', 'da2')} + 1) * 86400000.0 - 1 END AS latest
  FROM dated
)`,
]
