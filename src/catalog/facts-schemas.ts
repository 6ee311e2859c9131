import { z } from 'zod'
import { SEEN } from '../clinical/assessment/facts.ts'
import { about } from './about.ts'

const text = z.string().min(1)
const texts = z.record(text, text)
/** As it is printed: its digits are part of what the source says. */
const printed = text.regex(/\d/, 'must be a figure, as it is printed')

/** `sources.json`: what the texts, figures and codes of a folder of services rest on. */
export const sourcesSchema = z.strictObject({
  ...about,
  sources: z.array(
    z.strictObject({
      id: text.regex(/^[a-z0-9-]+$/),
      cite: text,
      url: z.url().optional(),
      seen: z.enum(SEEN),
      where: text.optional(),
      seenOn: z.iso.date(),
      reviewBy: z.iso.date(),
      /** By any of which the words of another file name it. */
      names: z.array(z.string().min(4)).default([]),
    }),
  ),
})

const comparison = z.strictObject({
  measure: text,
  grades: text.optional(),
  unit: z.enum(['months', 'percent']),
  with: printed,
  without: printed,
  hazardRatio: printed.optional(),
  ci95: z.tuple([printed, printed]).optional(),
})

/** `facts.json`: what may be said beside a model. */
export const factsSchema = z.strictObject({
  ...about,
  /** The predictor whose findings are the stages. */
  stagedBy: text.optional(),
  facts: z.array(
    z.strictObject({
      id: text.regex(/^[a-z0-9-]+$/),
      section: z.enum(['study', 'options', 'limits']),
      kind: z.enum(['study', 'measurement', 'trial', 'guidance', 'choice']),
      card: z
        .strictObject({
          line: z.enum(['mdt', 'limits']),
          situations: z.array(text).min(1),
          /** Only beside bounds that rest on the usual range of this predictor. */
          usualRangeOf: text.optional(),
        })
        .optional(),
      stages: z.record(text, z.enum(['taken', 'in-part'])).optional(),
      status: z.enum(['final', 'interim', 'closed']).optional(),
      figures: z.record(text.regex(/^[a-z]\w*$/i), printed).optional(),
      comparisons: z.array(comparison).optional(),
      results: z.array(z.strictObject({ measure: text, result: text })).optional(),
      asOf: z.iso.date(),
      reviewBy: z.iso.date(),
      sources: z.array(text),
    }),
  ),
})

/** `text/<language>/facts.json`: its words. */
export const factTextsSchema = z.strictObject({
  ...about,
  facts: texts,
  cards: texts,
  conditions: texts,
  measures: texts,
  results: texts,
  statuses: texts,
  seen: z.record(z.enum(SEEN), text),
  words: z.strictObject({
    months: text,
    percent: text,
    hazardRatio: text,
    stages: text,
    source: text,
    choice: text,
    seenOn: text,
    asOf: text,
    overdue: text,
  }),
})

export type ListedSource = z.output<typeof sourcesSchema>['sources'][number]
export type FactsFile = z.output<typeof factsSchema>
