import { z } from 'zod'
import { about } from './about.ts'
import { marginal, range } from './schemas.ts'

const text = z.string().min(1)
const share = z.number().min(0).max(1)

const cohort = z.strictObject({
  id: text,
  place: text,
  auc: share,
  aucCi95: range,
  decimals: z.int().min(1).max(6),
  accuracy: share,
  recall: share,
  precision: share,
  f1: share,
})

export const studySchema = z.strictObject({
  ...about,
  citation: text,
  oddsRatiosPlace: text,
  patients: z.strictObject({
    total: z.int().positive(),
    withOutcome: z.int().positive(),
    publishedPercent: z.number(),
    place: text,
  }),
  split: z.strictObject({ method: text, place: text }),
  /** Only such as publish all of these measures; the first is the one of development. */
  cohorts: z.array(cohort),
  spreadNote: text,
  publishedRanges: z.array(
    z.strictObject({ predictor: text, label: text, low: marginal, high: marginal, source: text }),
  ),
})

/** Ids of sources.json: what the figures beside them rest on. */
const sourceIds = z.array(text).min(1).optional()

const numbered = (attributes: readonly { readonly number: number }[]) =>
  attributes.every(({ number }, i) => number === i + 1)

export const modelCardSchema = z.strictObject({
  ...about,
  title: text,
  version: text.regex(/^\d+\.\d+\.\d+$/),
  licence: text,
  review: z.strictObject({
    reviewedOn: z.iso.date(),
    reviewBy: z.iso.date(),
    warnDaysBefore: z.int().positive(),
  }),
  signOff: z.array(
    z.strictObject({ role: text, name: text.nullable(), on: z.iso.date().nullable() }),
  ),
  openQuestions: z.array(
    z.strictObject({ question: text, why: text, meanwhile: text, sources: sourceIds }),
  ),
  sourceAttributes: z
    .array(
      z.strictObject({
        number: z.int(),
        group: text,
        attribute: text,
        status: z.enum(['stated', 'not-available', 'not-reported']),
        value: text,
        sources: sourceIds,
      }),
    )
    .length(31)
    .refine(numbered, 'must be numbered from 1 to 31, without a gap'),
  tripodAi: z
    .array(z.strictObject({ item: text, topic: text, study: text, here: text, sources: sourceIds }))
    .min(27),
})

export const examplesSchema = z.strictObject({
  ...about,
  cases: z.array(
    z.strictObject({
      name: text,
      values: z.record(text, z.number()),
      linearPredictor: z.number(),
      predictedRisk: share,
    }),
  ),
})
