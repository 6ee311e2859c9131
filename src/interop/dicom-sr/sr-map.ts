import { z } from 'zod'

const text = z.string().min(1)

const conceptSchema = z.strictObject({
  meaning: text,
  codes: z.array(z.strictObject({ scheme: text, value: text })).min(1),
  source: text,
})

const namedSchema = conceptSchema.extend({ id: text.regex(/^[a-z-]+$/) })

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
  structure: z.strictObject({
    report: conceptSchema,
    measurements: conceptSchema,
    group: conceptSchema,
    trackingIdentifier: conceptSchema,
    trackingUid: conceptSchema,
    finding: conceptSchema,
    findingSite: conceptSchema,
    statistic: conceptSchema,
    method: conceptSchema,
    algorithm: conceptSchema,
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
  quantities: z.array(namedSchema.extend({ unit: text })).min(1),
  plainStatistic: text,
  plainStatisticReason: text,
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

/** What is measured, and a unit of its dimension. */
export type SrQuantity = SrMap['quantities'][number]

/** @throws {Error} With every problem and its path. */
export function parseSrMap(json: unknown): SrMap {
  const parsed = mapSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  )
  throw new Error(`the DICOM SR map has problems:\n  ${problems.join('\n  ')}`)
}
