import { z } from 'zod'
import { about } from './about.ts'
import { condition } from './predictor-schemas.ts'

const text = z.string().min(1)

const transform = z.enum(['identity', 'ln', 'log10', 'square', 'square-root'])

/** A predictor's number, or a constant where a condition holds. */
const term = z.union([
  z.strictObject({
    predictor: text,
    transform: transform.default('identity'),
    coefficient: z.number(),
  }),
  z.strictObject({ when: condition, coefficient: z.number() }),
])

const band = z.strictObject({ when: condition, points: z.number() })

const survivalAt = z.strictObject({
  months: z.number().positive(),
  survival: z.number().gt(0).lt(1),
})

const form = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('formula'),
    constant: z.number().default(0),
    terms: z.array(term).min(1),
    then: transform.default('identity'),
  }),
  z.strictObject({ kind: z.literal('points'), items: z.array(z.array(band).min(1)).min(1) }),
  z.strictObject({
    kind: z.literal('decision-table'),
    rows: z.array(z.strictObject({ when: z.array(condition).min(1), value: text })).min(1),
  }),
  z.strictObject({
    kind: z.literal('cox'),
    terms: z.array(term).min(1),
    centre: z.number(),
    baselineSurvival: z.array(survivalAt).min(1),
  }),
])

const scoreClass = z.strictObject({
  id: text,
  atMost: z.number().optional(),
  below: z.number().optional(),
  leaning: z.enum(['favourable', 'unfavourable', 'neither']),
})

/** How a score fared in patients that it was not made from. */
const validation = z.strictObject({
  verdict: z.enum(['held', 'mixed', 'failed']),
  population: text,
  result: text,
  source: text,
})

/** Where the figures of a score were read, by whom, and what they were compared with. */
const origin = z.strictObject({
  /** Each with the id of a source in `sources.json`, which says how and when it was seen. */
  read: z.array(z.strictObject({ source: text, place: text, gives: text })).min(1),
  readBy: text,
  /** Another paper's statement of the formula, by which a test computes the score again. */
  secondStatement: z.union([
    z.strictObject({ source: text, place: text, differs: text }),
    z.strictObject({ notFound: text }),
  ]),
  licence: text,
  /** How code of others compares. */
  parity: z.array(z.strictObject({ code: text, compared: text, result: text })),
})

/** A published score: what it computes, and where that is written. */
export const scoreSchema = z.strictObject({
  ...about,
  id: text.regex(/^[a-z0-9-]+$/),
  version: text.regex(/^\d+\.\d+\.\d+$/),
  title: text,
  citation: text,
  /** What it predicts, and of whom it was made. */
  outcome: text,
  population: text,
  formula: text,
  formulaSource: text,
  origin,
  form,
  decimals: z.int().min(0).max(4),
  classes: z.array(scoreClass),
  classesSource: text,
  /** Where it stands what became of the patients of each class, if the texts say it. */
  outcomesSource: text.optional(),
  /** What the sources leave open, and what was chosen here. */
  choices: z.array(text),
  validations: z.array(validation),
})

const at = z.enum(['now', 'before-earlier-procedure']).default('now')

/** Which readings and which other scores a score is computed from. */
export const scorePredictorsSchema = z.strictObject({
  ...about,
  predictors: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          id: text,
          kind: z.literal('reading'),
          reading: text,
          at,
          /** UCUM unit that the score's formula expects; nothing for a finding. */
          unit: text.optional(),
          /** How many of the reading's own unit make one of it, when it is another. */
          perUnit: z.number().positive().default(1),
          perUnitSource: text.optional(),
        }),
        z.strictObject({ id: text, kind: z.literal('score'), score: text, at }),
        z.strictObject({
          id: text,
          kind: z.enum(['difference', 'ratio']),
          /** Of two predictors above: the first less, or by, the second. */
          of: z.tuple([text, text]),
        }),
      ]),
    )
    .min(1),
})

/** For whom a score was not made. */
export const scoreRulesSchema = z.strictObject({
  ...about,
  rules: z.array(
    z.strictObject({
      id: text,
      /** `exclude`: it is not computed. `caution`: it is, with a line that says why it may not fit. */
      class: z.enum(['exclude', 'caution']),
      when: z.array(condition).min(1),
      reason: text,
    }),
  ),
})

/** Patients whose score was worked out beside the engine. */
export const scoreCasesSchema = z.strictObject({
  ...about,
  cases: z
    .array(
      z.strictObject({
        name: text,
        /** A paper's own example, or how it was computed instead. */
        source: text,
        /** Of the predictors that are readings or scores: a number in their unit, or a name. */
        values: z.record(text, z.union([z.number(), text])),
        value: z.number().optional(),
        class: text.optional(),
      }),
    )
    .min(2),
})

/** The words of a score in one language. */
export const scoreMessagesSchema = z.strictObject({
  ...about,
  name: text,
  /** In the words of a table cell: what it predicts, of whom it was made, how it fared since. */
  outcome: text,
  population: text,
  evidence: text,
  classes: z.record(text, text),
  /** What became of the patients of a class, where a source says so. */
  outcomes: z.record(text, text),
  rules: z.record(text, text),
})

export type ScoreFile = z.infer<typeof scoreSchema>
export type ScorePredictorsFile = z.infer<typeof scorePredictorsSchema>
export type ScoreRulesFile = z.infer<typeof scoreRulesSchema>
export type ScoreCasesFile = z.infer<typeof scoreCasesSchema>
export type ScoreMessagesFile = z.infer<typeof scoreMessagesSchema>
