import { messagesSchema } from './messages-schema.ts'
import { z } from 'zod'
import { boardMessagesSchema, boardReadingsSchema, boardSchema } from './board-schemas.ts'
import { factsSchema, factTextsSchema, sourcesSchema } from './facts-schemas.ts'
import { examplesSchema, modelCardSchema, studySchema } from './evidence-schemas.ts'
import { predictorsSchema } from './predictor-schemas.ts'
import {
  applicabilitySchema,
  cardsSchema,
  ordersSchema,
  riskModelSchema,
  serviceSchema,
  unitsSchema,
  valueSetSchema,
} from './schemas.ts'
import {
  scoreCasesSchema,
  scoreMessagesSchema,
  scorePredictorsSchema,
  scoreRulesSchema,
  scoreSchema,
} from './score-schemas.ts'
import { siteSchema } from './site-file.ts'
import { sitesSchema } from './load-sites.ts'
import { versionsFileSchema } from './versions-schema.ts'
import { toLookup } from '../base/lookup.ts'

/** What each kind of data file is, and the schema that the loader reads it by. */
const KINDS = toLookup<readonly [title: string, schema: z.ZodType]>({
  service: ['CDS services of a model, as discovery tells of them', serviceSchema],
  orders: ['Orders and diagnoses that call a model', ordersSchema],
  predictors: ["How a model's inputs are read from the record", predictorsSchema],
  applicability: ['For whom a model is not made', applicabilitySchema],
  'risk-model': ['Coefficients of a risk model', riskModelSchema],
  versions: ["Intercepts of a model's versions, generated", versionsFileSchema],
  cards: ['Cards of a model', cardsSchema],
  messages: ["Short texts of a model's cards in one language", messagesSchema],
  sources: ['What texts, figures and codes rest on', sourcesSchema],
  facts: ['What may be said beside a model, with its sources', factsSchema],
  'facts-messages': ["Words of a model's facts in one language", factTextsSchema],
  'model-card': ['What those who decide on a model must know', modelCardSchema],
  study: ['The study that a model comes from', studySchema],
  'reference-cases': ['Examples of a model, computed apart', examplesSchema],
  score: ['A published score', scoreSchema],
  'score-predictors': ['What a score is computed from', scorePredictorsSchema],
  'score-applicability': ['For whom a score was not made', scoreRulesSchema],
  'score-reference-cases': ['Examples of a score, computed apart', scoreCasesSchema],
  'score-messages': ['Texts of a score in one language', scoreMessagesSchema],
  board: ['CDS services that show several scores on one card', boardSchema],
  'board-predictors': ['Readings of a board that its base does not read', boardReadingsSchema],
  'board-messages': ['Texts of a board in one language', boardMessagesSchema],
  'value-set': ['A FHIR ValueSet, as far as it is read', valueSetSchema],
  units: ['Units as people write them', unitsSchema],
  sites: ['Where imaging inputs may be measured', sitesSchema],
  site: ['What a site says of itself', siteSchema],
})

// `z.undefined()`: a member that the loader refuses is one that no value fits.
const asRefused = (kind: string) => (kind === 'undefined' ? { not: {} } : {})

/**
 * The JSON Schemas (draft 7, which editors know) of the data files by kind, made of the schemas by
 * which the loader reads them. Whether files agree with each other is not in them: `checkCatalog`
 * finds that.
 */
export const toJsonSchemas = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(KINDS).map(([kind, [title, schema]]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, {
        target: 'draft-7',
        io: 'input',
        unrepresentable: 'any',
        override: ({ zodSchema, jsonSchema }) => {
          Object.assign(jsonSchema, asRefused(zodSchema._zod.def.type))
        },
      })
      return [kind, { $schema, title, ...rest }]
    }),
  )
