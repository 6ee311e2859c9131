import { z } from 'zod'
import { about } from './about.ts'
import { range } from './schemas.ts'

const text = z.string().min(1)
const valueSetId = text
/** Where it must be measured: a rule of `terminology/sites.json`. */
const siteRule = text.optional()

const inputBase = {
  id: text,
  prefetchKey: text,
  lookbackDays: z.int().positive(),
  lookbackReason: text,
  afterProcedure: z.union([z.int().positive(), z.literal('never-used')]).optional(),
  afterProcedureReason: text.optional(),
  /** What a person who enters it reads it from; what names nothing is not asked for in the form. */
  enteredFrom: z.enum(['study', 'sample', 'assessment']).optional(),
  /** Words by which a code that is not mapped yet looks like this input. */
  resembles: z.array(text).min(1),
}

const quantityRule = {
  unit: text,
  acceptance: range,
  /** Where the limits of acceptance and the usual range are from. */
  rangesSource: text.optional(),
  conversions: z
    .array(z.strictObject({ unit: text, factor: z.number().positive(), source: text }))
    .optional(),
}

const quantity = {
  ...inputBase,
  ...quantityRule,
  kind: z.literal('quantity'),
  codes: valueSetId,
  /** Of the region: a name under statistics. */
  statistic: text.optional(),
  /** The methods by which it is measured, and those by which another quantity is. */
  methods: z
    .strictObject({
      codes: valueSetId,
      phrases: z.array(text).default([]),
      otherMethodCodes: valueSetId,
      otherMethodPhrases: z.array(text).default([]),
    })
    .optional(),
  /** Answers in codes, each with the number that it stands for. */
  answerCodes: valueSetId.optional(),
  takesLargest: z.boolean().default(false),
  sites: siteRule,
}

/** How the wanted statistic of a region is told from the others. */
const statistic = z.strictObject({
  meanCodes: valueSetId,
  meanPhrases: z.array(text).min(1),
  otherCodes: valueSetId,
  otherPhrases: z.array(text).min(1),
  /** Words after which only what says mean is a mean. */
  unclearPhrases: z.array(text).default([]),
  /** Words that say where or how, and hold a word of a statistic. */
  ignoredPhrases: z.array(text).default([]),
  derivationCodes: valueSetId,
  derivationPhrases: z.array(text).default([]),
  techniqueCodes: valueSetId,
  techniquePhrases: z.array(text).default([]),
  /** Code systems with statistics in them: a method of theirs in no list is not understood. */
  systems: z.array(text).min(1),
})

const ratioPart = z.strictObject({
  codes: valueSetId,
  unit: text,
  acceptance: range,
  /** The other part of the value, of the same sample. */
  plus: valueSetId.optional(),
  /** Of what it is a share: percentages become counts by the count of all. */
  shareOf: z
    .strictObject({
      codes: valueSetId,
      unit: text,
      acceptance: range,
      rangesSource: text.optional(),
    })
    .optional(),
})

const ratio = {
  ...inputBase,
  ...quantityRule,
  kind: z.literal('ratio'),
  pairs: z
    .array(
      z.strictObject({
        numerator: ratioPart,
        denominator: ratioPart,
        sumAtMost: z.number().positive().optional(),
      }),
    )
    .min(1),
  /** The ratio itself, where laboratories report it. */
  reported: valueSetId.optional(),
  /** Methods of counting that are not mixed in one ratio. */
  methods: z
    .array(z.strictObject({ id: text, codes: valueSetId, phrases: z.array(text).default([]) }))
    .default([]),
  windowMinutes: z.int().nonnegative(),
  windowReason: text,
}

const findingValue = z.strictObject({
  id: text,
  codes: valueSetId.optional(),
  texts: z.array(text),
  boolean: z.boolean().optional(),
  scores: range.optional(),
  meaning: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('value'), value: z.number() }),
    z.strictObject({ kind: z.literal('excludes'), because: text }),
    z.strictObject({ kind: z.literal('unusable'), because: text.optional() }),
    z.strictObject({ kind: z.literal('state') }),
  ]),
})

const limits = {
  atLeast: z.number().optional(),
  above: z.number().optional(),
  atMost: z.number().optional(),
  below: z.number().optional(),
}

/** A condition on one input. */
export const condition = z.strictObject({
  input: text,
  oneOf: z.array(text).min(1).optional(),
  ...limits,
  /** The same limits as they are printed for another unit. */
  twins: z.array(z.strictObject({ unit: text, ...limits, source: text })).optional(),
})

const derivation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decision-table'),
    source: text,
    rows: z.array(z.strictObject({ when: z.array(condition).min(1), value: text })).min(1),
  }),
  z.strictObject({
    kind: z.literal('points'),
    source: text,
    items: z.array(z.array(z.strictObject({ when: condition, points: z.int() })).min(1)).min(1),
    classes: z.array(z.strictObject({ atMost: z.number(), value: text })).min(1),
  }),
])

const finding = {
  ...inputBase,
  kind: z.literal('finding'),
  codes: valueSetId,
  sites: siteRule,
  /** What may stand before and after a value's text: the name of the staging system, `stage`. */
  /** Names of the finding, with which a text may state it. */
  textNames: z.array(text).default([]),
  /** Words that are passed over beside the value. */
  textFillers: z.array(text).default([]),
  /** Words that are passed over where the text names the finding. */
  textSubjects: z.array(text).default([]),
  values: z.array(findingValue).min(2),
  fromConditionStage: z.boolean().default(false),
  /** Types of a stage that say no more than that it is one. */
  generalStageTypes: valueSetId.optional(),
  /** Names of other schemes of staging: their stages are told, and never taken for this one. */
  otherSchemes: z.array(z.union([text, z.strictObject({ name: text, pattern: text })])).default([]),
  /** Codes of Observations by other schemes of staging. */
  otherSchemeCodes: valueSetId.optional(),
  derivation: derivation.optional(),
}

const inModel = {
  referenceRange: range,
  isPerLesion: z.boolean().default(false),
  exceeds: text.optional(),
}

/** Inputs without a coefficient, from which others are derived; each after those it needs. */
export const auxiliaryList = z.array(
  z.discriminatedUnion('kind', [z.strictObject(quantity), z.strictObject(finding)]),
)

/** How a model's inputs are read from the record. */
export const predictorsSchema = z.strictObject({
  ...about,
  predictors: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...quantity, ...inModel }),
        z.strictObject({ ...ratio, ...inModel }),
        z.strictObject({ ...finding, ...inModel }),
      ]),
    )
    .min(1),
  auxiliaries: auxiliaryList,
  statistics: z.record(text, statistic).default({}),
  /** Needed as soon as a predictor is measured of one lesion. */
  lesions: z
    .strictObject({
      rule: z.literal('largest'),
      reason: text,
      size: text,
      sites: text,
    })
    .optional(),
  /** By what a study is told of which the inputs of a lesion can be measured. */
  imaging: z
    .strictObject({
      reason: text,
      modalityCodes: valueSetId,
      modalityPhrases: z.array(text).min(1),
      siteCodes: valueSetId,
      sitePhrases: z.array(text).min(1),
    })
    .optional(),
})

export type PredictorsFile = z.infer<typeof predictorsSchema>
export type StatisticFile = z.infer<typeof statistic>
export type PredictorFile = PredictorsFile['predictors'][number]
export type AuxiliaryFile = PredictorsFile['auxiliaries'][number]
