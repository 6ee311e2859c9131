import { z } from 'zod'

const text = z.string().min(1)

const conceptSchema = z.strictObject({
  meaning: text,
  codes: z.array(z.strictObject({ scheme: text, value: text })).min(1),
  source: text,
})

const namedSchema = conceptSchema.extend({ id: text.regex(/^[a-z\d-]+$/) })

const fhirCodings = z.array(z.strictObject({ system: z.url(), code: text, display: text })).min(1)

const quantitySchema = namedSchema.extend({
  /** A unit of its dimension. */
  unit: text,
  /** A lesion has it, or the organ with all its lesions. */
  of: z.enum(['lesion', 'organ']),
  /** The statistics that are the quantity itself; every other gets a code of its own. */
  plainStatistics: z.array(text).min(1),
  mayBeUnstated: z.boolean(),
  isCount: z.boolean().optional(),
  /** Its codes in FHIR, where they are not its own. */
  fhir: fhirCodings.optional(),
})

/** What an evaluator chooses from some values; names and texts in lower case, compared whole. */
const findingSchema = namedSchema.extend({
  names: z.array(text),
  fhir: fhirCodings,
  values: z
    .array(namedSchema.omit({ source: true }).extend({ texts: z.array(text), fhir: fhirCodings }))
    .min(1),
})

const mapSchema = z.strictObject({
  _about: text,
  transferSyntaxes: z
    .array(
      z.strictObject({
        uid: text,
        name: text,
        valueRepresentation: z.enum(['implicit', 'explicit']),
      }),
    )
    .min(1),
  transferSyntaxesSource: text,
  sopClasses: z.array(z.strictObject({ uid: text, name: text })).min(1),
  sopClassesSource: text,
  systems: z.array(z.strictObject({ scheme: text, system: z.url() })).min(1),
  systemsSource: text,
  schemeAliases: z.array(z.strictObject({ sent: text, scheme: text })),
  schemeAliasesReason: text,
  structure: z.strictObject({
    report: conceptSchema,
    measurements: conceptSchema,
    derivedMeasurements: conceptSchema,
    group: conceptSchema,
    trackingIdentifier: conceptSchema,
    trackingUid: conceptSchema,
    finding: conceptSchema,
    findingSite: conceptSchema,
    statistic: conceptSchema,
    method: conceptSchema,
    algorithm: conceptSchema,
    algorithmName: conceptSchema,
    algorithmVersion: conceptSchema,
    observerName: conceptSchema,
    studyUid: conceptSchema,
    deviceUid: conceptSchema,
    subjectClass: conceptSchema,
    patientSubject: conceptSchema,
    language: conceptSchema,
    laterality: conceptSchema,
    imageLibrary: conceptSchema,
    sourceSeries: conceptSchema,
    procedureStudy: conceptSchema,
    timePoint: conceptSchema,
    timePointOrder: conceptSchema,
  }),
  /** What says how a number came about and how sure it is. */
  details: z.array(conceptSchema).min(1),
  detailsReason: text,
  quantities: z.array(quantitySchema).min(1),
  plainStatisticsReason: text,
  findings: z.array(findingSchema).min(1),
  statistics: z.array(namedSchema).min(1),
  /** The site of which the others are parts. */
  organ: text,
  sites: z.array(namedSchema).min(1),
  lesions: z.array(namedSchema).min(1),
  lesionsReason: text,
  /** Concepts whose value says what a region is. */
  identities: z.array(conceptSchema).min(1),
  otherTissues: z.array(conceptSchema).min(1),
  /** Stems of words as patterns, in lower case and without accents; `neutral` are whole words. */
  words: z.strictObject({
    other: z.array(text).min(1),
    lesion: z.array(text).min(1),
    denial: z.array(text).min(1),
    /** Of concepts whose value says what a region is, when their code is not known. */
    identity: z.array(text).min(1),
    neutral: z.array(text),
    reason: text,
  }),
  unitAliases: z.array(z.strictObject({ sent: text, ucum: text, source: text })),
  local: z.strictObject({ statisticSystem: z.url(), contentItemSystem: z.url(), reason: text }),
})

/** How a measurement report is read, and which of its codes become which of FHIR: data alone. */
export type SrMap = z.infer<typeof mapSchema>

/** Something that a report can say, with the codes that say it. */
export type SrConcept = z.infer<typeof conceptSchema>

/** A concept that has a name of its own here. */
export type NamedSrConcept = z.infer<typeof namedSchema>

export type SrQuantity = z.infer<typeof quantitySchema>

export type SrFinding = z.infer<typeof findingSchema>

export type SrFindingValue = SrFinding['values'][number]

/** Codings of FHIR. */
export type FhirCodings = z.infer<typeof fhirCodings>

/** @throws {Error} With every problem and its path. */
export function parseSrMap(json: unknown): SrMap {
  const parsed = mapSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  )
  throw new Error(`the DICOM SR map has problems:\n  ${problems.join('\n  ')}`)
}
