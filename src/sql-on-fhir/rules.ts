import type { GuidanceDefinition } from '../guidance/index.ts'
import { conversionFactor, type UnitSynonyms } from '../units/index.ts'
import type { Slot } from './slots.ts'
import { constants, type Constant } from './sql-text.ts'

/** How UCUM writes the units that records of this kind hold; what is not here gives no figure. */
const UCUM_UNITS = [
  ...['10*9/L', '10*9/l', '10*6/L', '10*3/uL', '10*3/mm3', '10*6/mL', '/uL', '/mm3', '{cells}/uL'],
  ...['%', '1', '{ratio}', '{INR}', '{score}', '{#}', '{count}'],
  ...['mm2/s', 'um2/s', 'um2/ms', 'cm2/s', 'm2/s', '10*-3.mm2/s', '10*-6.mm2/s', '10*-9.m2/s'],
  ...[
    'g/L',
    'g/dL',
    'g/l',
    'g/dl',
    'mg/dL',
    'mg/dl',
    'umol/L',
    'umol/l',
    'mmol/L',
    'mm',
    'cm',
    'm',
  ],
]

function unitsFor(
  { quantity }: Slot,
  synonyms: UnitSynonyms,
): readonly (readonly [string, number])[] {
  if (quantity === undefined) return []
  const { unit, conversions } = quantity
  const written = [...UCUM_UNITS, unit, ...(synonyms.get(unit)?.keys() ?? [])]
  return written.flatMap((text) => {
    const direct = conversionFactor({ unit: text }, unit, synonyms)
    if (direct !== undefined) return [[text, direct] as const]
    const other = conversions.flatMap(({ unit: via, factor }) => {
      const to = conversionFactor({ unit: text }, via, synonyms)
      return to === undefined ? [] : [to * factor]
    })
    return other.slice(0, 1).map((factor) => [text, factor] as const)
  })
}

/** A factor as a multiplier and a divisor: 3200 / 1000 is 3.2, and 3200 * 0.001 is not. */
function fraction(factor: number): readonly [number, number] {
  const divisor = Math.round(1 / factor)
  const isWhole = factor < 1 && Math.abs(divisor * factor - 1) < 1e-12
  return isWhole ? [1, divisor] : [factor, 1]
}

function findingRows(slots: readonly Slot[]) {
  const values = slots.flatMap(({ name, finding }) =>
    (finding?.values ?? []).map((value) => ({ name, value })),
  )
  return {
    codes: values.flatMap(({ name, value }) =>
      value.codes.codings.map(({ system, code }): Constant[] => [name, value.id, system, code]),
    ),
    texts: values.flatMap(({ name, value }) =>
      [...value.texts].map((text): Constant[] => [name, value.id, text]),
    ),
    booleans: values.flatMap(({ name, value }): Constant[][] =>
      value.boolean === undefined ? [] : [[name, value.id, value.boolean]],
    ),
    scores: values.flatMap(({ name, value }): Constant[][] =>
      value.scores === undefined ? [] : [[name, value.id, ...value.scores]],
    ),
  }
}

const SLOT = { slot: '' }

const RULE = {
  ...SLOT,
  ...{ lookback: 0, is_quantity: true, unit: '', least: 0, most: 0 },
  ...{ per_lesion: true, has_statistic: true },
}

const toRule = ({ name, lookbackDays, quantity, isPerLesion }: Slot): readonly Constant[] => [
  name,
  lookbackDays,
  quantity !== undefined,
  quantity?.unit ?? '',
  ...(quantity?.acceptance ?? [0, 0]),
  isPerLesion,
  quantity?.statistic !== undefined,
]

function findingTables(slots: readonly Slot[]): readonly string[] {
  const { codes, texts, booleans, scores } = findingRows(slots)
  const base = { ...SLOT, finding: '' }
  return [
    constants('finding_code', { ...base, system: '', code: '' }, codes),
    constants('finding_text', { ...base, t: '' }, texts),
    constants('finding_boolean', { ...base, b: true }, booleans),
    constants('finding_score', { ...base, least: 0, most: 0 }, scores),
  ]
}

/** The catalog's rules as tables of constants: all that is particular to a service. */
export function ruleTables(
  { units }: GuidanceDefinition,
  slots: readonly Slot[],
): readonly string[] {
  const codes = slots.flatMap(({ name, codes: { codings } }) =>
    codings.map(({ system, code }) => [name, system, code]),
  )
  const factors = slots.flatMap((one) =>
    unitsFor(one, units.synonyms).map(([text, factor]) => [one.name, text, ...fraction(factor)]),
  )
  return [
    constants('slot_code', { ...SLOT, system: '', code: '' }, codes),
    constants('slot_rule', RULE, slots.map(toRule)),
    constants('unit_factor', { ...SLOT, written: '', times: 0, per: 0 }, factors),
    ...findingTables(slots),
  ]
}
