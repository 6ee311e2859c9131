import { z } from 'zod'

const range = z.tuple([z.number(), z.number()])

const patients = z.int().nonnegative()

const confusion = z.strictObject({
  truePositives: patients,
  falsePositives: patients,
  falseNegatives: patients,
  trueNegatives: patients,
})

/** What the study says of its own model, by cohort. */
export const publishedPerformanceSchema = z.strictObject({
  aucCi95: z.strictObject({ training: range, validation: range }),
  confusionSource: z.string().min(1),
  confusion: z.strictObject({ training: confusion, validation: confusion }),
})
