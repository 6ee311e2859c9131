import { z } from 'zod'
import { about } from './about.ts'

const text = z.string().min(1)
const sourced = { source: text.optional() }
const share = z.number().gt(0).lt(1)
const range = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from <= to, 'its first number is greater than its second')

/** What is unknown of a published model, from which its versions are drawn. */
export const versionsSchema = z.strictObject({
  count: z.int().min(100).max(10_000),
  gamma: z.strictObject({ unknownShare: share, knownShare: share, ...sourced }),
  slope: z.strictObject({ range, ...sourced }),
  share: z.strictObject({
    events: z.int().positive(),
    patients: z.int().positive(),
    sd: z.number().nonnegative(),
    ...sourced,
  }),
  countSd: z.strictObject({ sd: z.number().nonnegative(), ...sourced }),
  caps: z.array(z.strictObject({ predictor: text, at: z.number(), ...sourced })),
  centred: z
    .strictObject({
      predictor: text,
      weight: range,
      gain: range,
      study: z.strictObject({ mean: z.number().positive(), sd: z.number().positive() }),
      tau: z.number().positive(),
      ...sourced,
    })
    .optional(),
  documented: z.array(
    z.strictObject({
      predictor: text,
      figure: z.enum(['probability', 'mean', 'median', 'sd']),
      range,
      ...sourced,
    }),
  ),
  floor: z.strictObject({
    anchor: z.int().min(4),
    share: z.int().positive(),
    update: z.int().positive(),
    calibrated: z.int().positive(),
    ...sourced,
  }),
})

/** The intercepts of a model's versions, which take a second to solve and are made once. */
export const versionsFileSchema = z.strictObject({
  ...about,
  model: text,
  madeFrom: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** What share of the reference population's patients gets which statement, in each state. */
  firmShares: z.array(
    z.strictObject({
      state: text,
      categories: z.record(text, z.number()),
      border: z.number(),
      none: z.number(),
    }),
  ),
  intercepts: z.array(z.number()),
})

export type FirmShares = VersionsFile['firmShares']

export type VersionsFile = z.infer<typeof versionsFileSchema>
