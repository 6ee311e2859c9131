import { z } from 'zod'
import { isUcumUnit } from '../../clinical/terminology/convert.ts'
import { characterSetNamed } from './character-sets.ts'
import { isTimeZone } from './timestamp.ts'

const text = z.string().regex(/^\S(.*\S)?$/s, 'must be a text without white space around it')

const coding = z.strictObject({
  system: text.regex(/^[a-z][a-z0-9+.-]*:/i, 'must be a URI'),
  code: text,
  display: text.exactOptional(),
})

/** What a code of the hospital means; `system` is component 3 of the field, where it must agree. */
const mapped = z.strictObject({
  code: text,
  system: text.exactOptional(),
  coding: z.array(coding).min(1),
  text: text.exactOptional(),
  source: text.exactOptional(),
})

const observation = mapped.extend({
  category: z.enum(['laboratory', 'imaging', 'exam', 'survey']),
  /** Whether OBX-4 tells one lesion from another. */
  perLesion: z.boolean().default(false),
  /** Answers, by their code or their text; a number needs none. */
  answers: z.array(z.strictObject({ sent: z.array(text).min(1), coding })).exactOptional(),
})

const mapSchema = z.strictObject({
  _about: text,
  timeZone: text.refine(isTimeZone, 'must be a time zone, as Asia/Shanghai'),
  characterSet: text
    .refine((name) => characterSetNamed(name) !== undefined, 'must be ASCII, UTF-8 or GB18030')
    .transform((name) => characterSetNamed(name) ?? 'ascii'),
  /** Which repetition of PID-3 is the patient's number: by its type, its authority, or both. */
  patientIdentifier: z.strictObject({
    type: text.exactOptional(),
    authority: text.exactOptional(),
  }),
  /** Who orders, when ORC-12 does not say. */
  userWhenMissing: text.regex(/^(Practitioner|PractitionerRole)\/[A-Za-z0-9.-]{1,64}$/),
  /** Values of ORC-1 that mean a new order. */
  newOrder: z.array(text).min(1),
  orders: z.array(mapped).min(1),
  diagnoses: z.array(mapped),
  observations: z.array(observation).min(1),
  units: z.array(
    z.strictObject({
      sent: z.array(text).min(1),
      ucum: text.refine(isUcumUnit, 'must be a UCUM unit'),
    }),
  ),
  keep: z.strictObject({
    days: z.int().min(1).max(3_650),
    patients: z.int().min(1).max(1_000_000),
    observationsPerPatient: z.int().min(1).max(10_000),
  }),
})

/** What a hospital's messages mean: data alone. */
export type Hl7Map = z.infer<typeof mapSchema>

export type MappedCode = z.infer<typeof mapped>

export type MappedObservation = Hl7Map['observations'][number]

const keyOf = ({ code, system }: MappedCode) => `${system ?? ''}|${code}`

/** Codes, units and answers that are given twice. */
function duplicatesIn(map: Hl7Map): readonly string[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['orders', map.orders.map(keyOf)],
    ['diagnoses', map.diagnoses.map(keyOf)],
    ['observations', map.observations.map(keyOf)],
    ['units', map.units.flatMap(({ sent }) => sent)],
    ...map.observations.map(
      ({ code, answers = [] }) =>
        [`observations (${code}): answers`, answers.flatMap(({ sent }) => sent)] as const,
    ),
  ]
  return lists.flatMap(([name, keys]) =>
    keys.filter((key, i) => keys.indexOf(key) < i).map((key) => `${name}: ${key} is there twice`),
  )
}

/** @throws {Error} With every problem and its path. */
export function parseHl7Map(json: unknown): Hl7Map {
  const parsed = mapSchema.safeParse(json)
  const problems = parsed.success
    ? duplicatesIn(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  if (!parsed.success || problems.length > 0)
    throw new Error(`the HL7 v2 map has problems:\n  ${problems.join('\n  ')}`)
  return parsed.data
}

/** The entry of a code; an entry that names a coding system is for that system alone. */
export function findMapped<Entry extends MappedCode>(
  entries: readonly Entry[],
  code: string,
  system: string,
): Entry | undefined {
  const ofCode = entries.filter((entry) => entry.code === code)
  return (
    ofCode.find((entry) => entry.system === system) ??
    ofCode.find((entry) => entry.system === undefined)
  )
}
