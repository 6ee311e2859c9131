import { z } from 'zod'
import { HOOK_NAMES } from '../hook/protocol/hooks.ts'
import { elements, isJsonObject, type JsonObject, objects } from '../base/json.ts'
import { about } from './about.ts'
import type { JsonPath } from '../base/json-path.ts'
import type { Problems } from './problems.ts'

const FILE = 'site file'

const text = z.string().min(1)
const system = z.url('must be the URI of a code system')
/** FHIR `code`: no white space around it. https://hl7.org/fhir/R4/datatypes.html#code */
const code = z.string().regex(/^\S+(\s\S+)*$/, 'must be a code without white space around it')

/** A unit as the site writes it, and the UCUM that it is. */
const siteUnit = z.strictObject({ written: text, ucum: text })

const siteCode = z.strictObject({ system, code, display: text.optional() })
const defaultUnit = z.strictObject({ system, code, display: text.optional(), unit: text })

/** https://hl7.org/fhir/R4/valueset-concept-map-equivalence.html */
const equivalence = z.enum([
  'relatedto',
  'equivalent',
  'equal',
  'wider',
  'subsumes',
  'narrower',
  'specializes',
  'inexact',
  'unmatched',
  'disjoint',
])

const target = z.looseObject({
  code: code.optional(),
  equivalence,
  dependsOn: z.undefined('conditions are not read: a mapping must hold without them').optional(),
})

const group = z.looseObject({
  source: system,
  target: system,
  element: z.array(z.looseObject({ code, target: z.array(target).default([]) })).min(1),
  unmapped: z.undefined('is not read: list every code').optional(),
})

/** A FHIR R4 ConceptMap, as far as it is read. https://hl7.org/fhir/R4/conceptmap.html */
const conceptMap = z.looseObject({
  resourceType: z.literal('ConceptMap'),
  group: z.array(group).min(1),
})

const method = z.strictObject({
  /** The model of the signal, as `bi-exponential`. */
  model: text.optional(),
  /** How it is fitted, as `segmented`. */
  fit: text.optional(),
  /** In s/mm2. */
  bValues: z.array(z.number().nonnegative()).min(1).optional(),
  /** Whether the mean signal of the region is fitted, or the voxels' own fits are averaged. */
  of: z.enum(['region', 'voxels']).optional(),
})

const scanner = z.strictObject({
  /** As `Observation.device` names it; none of the scanner of all values that name no device. */
  device: text.optional(),
  manufacturer: text.optional(),
  model: text.optional(),
  software: text.optional(),
  /** In tesla. */
  fieldStrength: z.number().positive().optional(),
  method: method.optional(),
})

/** How a predictor is measured here: by all scanners, or by each. */
const measurement = z.strictObject({
  method: method.optional(),
  scanners: z.array(scanner).default([]),
})

/** What a site says of itself, in one file. See docs/site-file.md. */
export const siteSchema = z.strictObject({
  ...about,
  recogniseOrdersByText: z.boolean().default(true),
  earlierProcedure: z.enum(['exclude', 'caution']).default('exclude'),
  /** The hooks that are offered; those that open a record or dispatch an order only when asked for. */
  hooks: z.array(z.enum(HOOK_NAMES)).min(1).default(['order-select', 'order-sign']),
  /** What a card shows when the model card's review date has passed. */
  afterReviewDate: z.enum(['line', 'withhold']).default('line'),
  codes: z.record(text, z.array(siteCode)).default({}),
  conceptMaps: z.array(conceptMap).default([]),
  defaultUnits: z.array(defaultUnit).default([]),
  /** Spellings of units that no grammar reads. */
  units: z.array(siteUnit).default([]),
  /** By prefetch key, panels in whose components its values stand: they are searched for too. */
  panels: z.record(text, z.array(siteCode)).default({}),
  /** By predictor, the scanners and methods by which it is measured. */
  measurements: z.record(text, measurement).default({}),
})

export type SiteFile = z.infer<typeof siteSchema>
export type SiteConceptMap = SiteFile['conceptMaps'][number]

function valid<Schema extends z.ZodType>(schema: Schema, list: unknown): z.output<Schema>[] {
  return elements(list).flatMap((element) => {
    const parsed = schema.safeParse(element)
    return parsed.success ? [parsed.data] : []
  })
}

const readableCodes = (lists: JsonObject) =>
  Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, valid(siteCode, list)]))

/** The readable entries of a file that has problems, so that theirs are found with the rest. */
function readableEntries(file: unknown): SiteFile {
  if (!isJsonObject(file)) return siteSchema.parse({})
  const codes = isJsonObject(file['codes']) ? file['codes'] : {}
  const panels = isJsonObject(file['panels']) ? file['panels'] : {}
  return {
    recogniseOrdersByText: true,
    earlierProcedure: 'exclude',
    afterReviewDate: 'line',
    hooks: ['order-select', 'order-sign'],
    codes: readableCodes(codes),
    panels: readableCodes(panels),
    measurements: {},
    conceptMaps: objects(file['conceptMaps']).map((map) => ({
      resourceType: 'ConceptMap',
      group: valid(group, map['group']),
    })),
    defaultUnits: valid(defaultUnit, file['defaultUnits']),
    units: valid(siteUnit, file['units']),
  }
}

/**
 * The site file; nothing when the site has none. A file that is a ConceptMap is a site file that
 * holds nothing else.
 */
export function readSiteFile(given: unknown, problems: Problems): SiteFile {
  const isMap = isJsonObject(given) && given['resourceType'] === 'ConceptMap'
  const file = isMap ? { conceptMaps: [given] } : (given ?? {})
  return problems.parse(FILE, siteSchema, file) ?? readableEntries(file)
}

export function addSiteProblem(problems: Problems, path: JsonPath, words: string): void {
  problems.add(FILE, path, words)
}
