import { z } from 'zod'
import { about } from './about.ts'
import { HOOK_NAMES } from '../hook/protocol/hooks.ts'
import { derivedFrom } from './derivation-schema.ts'
import { siteEvidenceSchema } from './site-evidence-schema.ts'
import { versionsSchema } from './versions-schema.ts'

const text = z.string().min(1)
const valueSetId = text
export const range = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => from <= to, 'its first number is greater than its second')

const codeSource = z.strictObject({ url: z.url(), valueString: text })

/** https://hl7.org/fhir/R4/extension-ordinalvalue.html */
const ordinalValue = z.strictObject({
  url: z.literal('http://hl7.org/fhir/StructureDefinition/ordinalValue'),
  valueDecimal: z.number(),
})

const designation = z.strictObject({ language: text, value: text })

/** A FHIR ValueSet, as far as this project reads one; every code names its source. */
export const valueSetSchema = z.strictObject({
  resourceType: z.literal('ValueSet'),
  id: text,
  url: z.url(),
  version: text,
  /** A name for machines. https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.name */
  name: text.regex(/^[A-Z]\w*$/, 'must begin with a capital and have letters and digits only'),
  title: text,
  status: z.enum(['draft', 'active', 'retired']),
  experimental: z.boolean().optional(),
  description: text,
  compose: z.strictObject({
    include: z
      .array(
        z.strictObject({
          system: z.url(),
          concept: z
            .array(
              z.strictObject({
                code: text,
                display: text,
                designation: z.array(designation).optional(),
                extension: z.tuple([codeSource]).rest(ordinalValue),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
})

const sourcedWords = { source: text, words: z.array(text), letters: z.array(text).optional() }
const wordsOfUnits = z.array(z.strictObject({ ucum: text, ...sourcedWords }))
const words = z.strictObject({ source: text, words: z.array(text).min(1) })

/** The words by which written units are read. */
export const unitsSchema = z.strictObject({
  ...about,
  counted: words,
  percent: words,
  powers: z.array(
    z.strictObject({
      exponent: z.int().min(2).max(12),
      ...sourcedWords,
      /** Over these volumes alone: `K/L` is no thousand. */
      volumes: z.array(text).min(1).optional(),
    }),
  ),
  volumes: wordsOfUnits,
  areas: wordsOfUnits,
  times: wordsOfUnits,
})

const prefetchRole = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('patient') }),
  z.strictObject({
    role: z.enum(['diagnoses', 'procedures', 'observations', 'reports', 'studies']),
    count: z.int().positive(),
  }),
])

const discoveryTexts = { title: text, description: text, usageRequirements: text }

/** A service as discovery tells of it. https://cds-hooks.hl7.org/2.0/#discovery */
export const discoveryEntry = z.strictObject({
  id: text.regex(/^[a-z0-9-]+$/),
  hook: z.enum(HOOK_NAMES),
  ...discoveryTexts,
  /** The same texts in other languages (BCP 47). */
  translations: z.record(text, z.strictObject(discoveryTexts)).default({}),
})

export const serviceSchema = z.strictObject({
  ...about,
  id: text,
  title: text,
  /** In the place of `{model}` in descriptions, while the model is the published one. */
  modelName: text.optional(),
  services: z.array(discoveryEntry).min(1),
  prefetch: z.record(text.regex(/^[a-zA-Z]\w*$/), prefetchRole),
})

/** By a pattern: JSON Schema has no format for it. */
const inLowerCase = text.regex(/^[^A-Z]*$/, 'must be in lower case')

/** Codes by how they begin, in the systems whose URI or OID has a part in it. */
const codePattern = z.strictObject({
  systems: z.array(inLowerCase).min(1),
  /** Without dots, in capitals. */
  codes: z.array(text.regex(/^[A-Z0-9]+$/)).min(1),
  source: text,
})

/** A phrase that ends with `*` is the stem of words. */
export const ordersSchema = z.strictObject({
  ...about,
  order: z.strictObject({
    specificCodes: valueSetId,
    codesOfAnySite: valueSetId,
    genericCodes: valueSetId,
    otherCodes: valueSetId,
    doneAtSite: z.array(codePattern),
    hintCodes: valueSetId,
    hintPhrases: z.array(text),
    drugPhrases: z.array(text),
    phrases: z.array(text),
    phrasesOfSite: z.array(text),
    site: z.array(text),
    genericPhrases: z.array(text),
    otherProcedures: z.array(text),
    lesserProcedures: z.array(text),
    otherOrgans: z.array(text),
    otherReasons: z.array(text),
    visits: z.array(text),
    imaging: z.array(text),
    grammar: z.strictObject({
      mentionedAfter: z.array(text),
      mentionedBefore: z.array(text),
      guidance: z.array(text),
      techniques: z.array(text),
      times: z.array(text),
      manners: z.array(text),
    }),
    earlier: z.strictObject({
      repeated: z.array(text),
      ordinals: z.array(text),
      numbers: z.array(text),
      counted: z.array(text),
      before: z.array(text),
      behind: z.array(text),
      perhapsBefore: z.array(text),
      perhapsBehind: z.array(text),
      denials: z.array(text),
    }),
  }),
  diagnosis: z.strictObject({
    codes: valueSetId,
    broaderCodes: valueSetId,
    unmapped: z.array(codePattern),
    codedSystems: z.array(inLowerCase),
    companions: z.array(codePattern),
    companionPhrases: z.array(text),
    phrases: z.array(text),
    broaderPhrases: z.array(text),
    excludingPhrases: z.array(text),
    otherDiseases: z.array(text),
    marks: z.strictObject({
      abbreviations: z.array(text),
      qualifiers: z.array(text),
      ownNames: z.array(text),
    }),
  }),
})

const ruleBase = { id: text, class: z.enum(['exclude', 'caution']), reason: text }

export const applicabilitySchema = z.strictObject({
  ...about,
  rules: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ ...ruleBase, kind: z.literal('age-under'), years: z.int().positive() }),
      z.strictObject({ ...ruleBase, kind: z.literal('earlier-procedure') }),
      z.strictObject({ ...ruleBase, kind: z.literal('earlier-procedure-unknown') }),
      z.strictObject({ ...ruleBase, kind: z.literal('earlier-procedure-possible') }),
      z.strictObject({
        ...ruleBase,
        kind: z.literal('order-priority'),
        priorities: z.array(text).min(1),
      }),
      z.strictObject({
        ...ruleBase,
        kind: z.literal('order-text'),
        phrases: z.array(text).min(1),
      }),
      z.strictObject({
        ...ruleBase,
        kind: z.literal('record-text'),
        phrases: z.array(text).min(1),
      }),
      z.strictObject({ ...ruleBase, kind: z.literal('outside-reference') }),
      z.strictObject({ ...ruleBase, kind: z.literal('unknown-method') }),
      z.strictObject({ ...ruleBase, kind: z.literal('other-protocol') }),
    ]),
  ),
})

const probability = z.number().min(0).max(1)
const source = { source: text.optional() }

export const marginal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bernoulli'), probability, ...source }),
  z.strictObject({
    kind: z.literal('normal'),
    mean: z.number(),
    sd: z.number().positive(),
    ...source,
  }),
  z.strictObject({
    kind: z.literal('lognormal'),
    median: z.number().positive(),
    sd: z.number().positive(),
    ...source,
  }),
])

/** Zero where a paper gives none: no interval is then shown. */
const standardError = z.union([
  z.number().nonnegative(),
  z.literal('not-published').transform(() => 0),
])

/** Members that nothing reads any more: a file that has them is not refused for them. */
const ofOlderSoftware = z.unknown().optional()

export const riskModelSchema = z.strictObject({
  ...about,
  id: text,
  version: text.regex(/^\d+\.\d+\.\d+$/),
  form: z.literal('logistic'),
  calibration: z.enum(['provisional', 'site-anchored', 'outcome-updated', 'outcome-calibrated']),
  citation: text,
  intercept: z.strictObject({
    value: z.number(),
    standardError,
    method: text,
  }),
  terms: z
    .array(
      z.strictObject({
        predictor: text,
        coefficient: z.number(),
        standardError,
        /** Of a higher value, as the paper says it in words; checked against the coefficient. */
        direction: z.enum(['raises-risk', 'lowers-risk']).optional(),
        published: z.strictObject({ oddsRatio: z.number(), ci95: range, p: text }).optional(),
      }),
    )
    .min(1),
  unitAssumption: text,
  anchor: z.strictObject({
    events: z.int().positive(),
    patients: z.int().positive(),
    population: z.record(text, marginal),
    alternatives: ofOlderSoftware,
    alternativesReason: ofOlderSoftware,
  }),
  platformShifts: ofOlderSoftware,
  /** What is unknown of the model; its versions' intercepts are generated into versions.json. */
  versions: versionsSchema.optional(),
  repeatability: z
    .array(z.strictObject({ predictor: text, relative: z.number().positive(), source: text }))
    .optional(),
  categories: z.array(z.strictObject({ id: text, from: probability })).min(1),
  categoriesReason: text,
  /** The versions' intercepts, where they do not stand in versions.json beside the model. */
  versionIntercepts: z.array(z.number()).optional(),
  site: siteEvidenceSchema.optional(),
  derivedFrom: derivedFrom.optional(),
})

export const cardsSchema = z.strictObject({
  ...about,
  topic: z.strictObject({ system: z.url(), code: text }),
  overrideReasons: z.strictObject({ system: z.url(), codes: z.array(text).min(1) }),
  situations: z.record(
    text,
    z.strictObject({
      indicator: z.enum(['info', 'warning']),
      detail: z.array(text).min(1),
      suggestions: z.array(text),
      /** The codes of `overrideReasons` that fit; all of them where it is left out. */
      overrideReasons: z.array(text).optional(),
    }),
  ),
  resources: z.record(text, z.looseObject({ resourceType: text })),
  /** Of each order that would close a gap: the predictors that it could bring. */
  gapOrders: z.record(text, z.array(text).min(1)),
  /** In place of an order of new imaging, where a study is known that could give it. */
  addenda: z.record(text, text).default({}),
})

export type ValueSetFile = z.infer<typeof valueSetSchema>
export type ServiceFile = z.infer<typeof serviceSchema>
export type OrdersFile = z.infer<typeof ordersSchema>
export type ApplicabilityFile = z.infer<typeof applicabilitySchema>
/** A model's file; what older software wrote beside it is not of the type. */
export type RiskModelFile = z.infer<typeof riskModelSchema>
export type CardsFile = z.infer<typeof cardsSchema>
