import { z } from 'zod'

const text = z.string().min(1)

/** Where an updated model comes from, and who answers for it. */
export const derivedFrom = z.strictObject({
  parent: z.strictObject({ id: text, version: text }),
  method: text,
  patients: z.int().positive(),
  events: z.int().positive().optional(),
  /**
   * The site's patients whom the coefficients were fitted on, where they are not the published
   * ones.
   */
  fittedOn: z
    .strictObject({
      patients: z.int().positive(),
      events: z.int().positive(),
      period: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
    })
    .optional(),
  shrinkage: z.number().min(0).max(1).optional(),
  signedOffBy: text,
  signedOffOn: z.iso.date(),
  outcomeDefinition: text.optional(),
})
