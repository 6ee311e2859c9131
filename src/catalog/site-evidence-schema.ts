import { z } from 'zod'

const text = z.string().min(1)
const day = z.iso.date()
const count = z.int().positive()
const figures = z.strictObject({ mean: z.number(), sd: z.number().positive() })
const said = z.string().regex(/\S/)
const signature = z.strictObject({ name: said, role: said, on: day })
const period = z.strictObject({ from: day, to: day })

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const withEnds = z.strictObject({ value: z.number(), low: z.number(), high: z.number() })

const outcomePatients = {
  patients: count,
  events: count,
  period,
  platforms: z.array(text).min(1),
  patientHashes: z.array(z.string().regex(/^[0-9a-f]{16}$/)),
  evidence: digest,
}

/** What a site knows of its own patients, each step on the one before it. */
export const siteEvidenceSchema = z.strictObject({
  anchor: z.strictObject({
    kind: z.enum(['platform', 'patients']),
    patients: count,
    period,
    share: z
      .strictObject({ events: z.int().nonnegative(), patients: count, definition: text })
      .optional(),
    platforms: z
      .array(
        z.strictObject({
          key: text,
          patients: count,
          mean: z.number(),
          sd: z.number().positive(),
          others: z.record(text, figures).optional(),
          logs: z.record(text, figures).optional(),
        }),
      )
      .min(1),
    intercepts: z.array(z.number()),
    evidence: digest.optional(),
    risks: z.array(z.number().min(0).max(1)).optional(),
    signature,
    expires: day,
  }),
  update: z
    .strictObject({
      ...outcomePatients,
      definition: z.strictObject({ name: text, horizonDays: count }),
      posterior: z.strictObject({
        mean: z.array(z.number()),
        covariance: z.array(z.array(z.number())),
      }),
      expectedEvents: z.number(),
      signature,
      expires: day,
    })
    .optional(),
  validation: z
    .strictObject({
      ...outcomePatients,
      how: z.enum(['other-patients', 'internal-external']),
      parts: z
        .array(
          z.strictObject({
            name: text,
            patients: count,
            events: z.int().nonnegative(),
            observedToExpected: withEnds.optional(),
          }),
        )
        .min(2)
        .optional(),
      observedToExpected: withEnds,
      calibrationSlope: withEnds,
      cStatistic: withEnds,
      ici: z.number(),
      followedUp: z.number().min(0).max(1),
      isOnFew: z.boolean(),
      signatures: z.tuple([signature, signature]),
      expires: day,
    })
    .optional(),
})
