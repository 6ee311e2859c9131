import { z } from 'zod'
import { about } from './about.ts'
import { auxiliaryList } from './predictor-schemas.ts'
import { discoveryEntry } from './schemas.ts'

const text = z.string().min(1)

/**
 * A board: services that show several scores on one card. Orders, diagnosis and the readings that
 * both use are those of another service, so that they are said once.
 */
export const boardSchema = z.strictObject({
  ...about,
  id: text,
  title: text,
  services: z.array(discoveryEntry).min(1),
  /** `on-request`: outside the sandbox only where the operator asks for it. */
  offered: z.enum(['always', 'on-request']),
  offeredReason: text,
  /** Folder of the model whose orders, diagnosis, readings and prefetch keys are used. */
  base: text,
  prefetch: z.strictObject({
    /** Keys of the base, with the base's own templates. */
    shared: z.array(text).min(1),
    own: z.record(text.regex(/^[a-zA-Z]\w*$/), z.strictObject({ count: z.int().positive() })),
  }),
  /** Rules of the base by which nothing is computed. */
  exclusions: z.array(text),
  /** Folders of the scores; each after those that it is computed from. */
  scores: z.array(text).min(1),
  /** Of them, those that the card shows whatever class they reach. */
  alwaysOnCard: z.array(text),
  /** Models whose card goes before, for a client that wants one card an order. */
  givesWayTo: z.array(text),
  topic: z.strictObject({ system: z.url(), code: text }),
})

/** How readings are read that the base does not read. */
export const boardReadingsSchema = z.strictObject({ ...about, auxiliaries: auxiliaryList })

/** The words of a board in one language. */
export const boardMessagesSchema = z.strictObject({
  ...about,
  source: text,
  topic: text,
  summaries: z.strictObject({ computed: text, none: text }),
  /** What each reading is called, and in which unit it is shown. */
  readings: z.record(text, z.strictObject({ label: text, unit: z.string() })),
  /** What each value of a finding is called. */
  findings: z.record(text, z.record(text, text)),
  /** What can be asked of the patient beside readings. */
  facts: z.record(text, text),
  /** What the board's own prefetch keys bring. */
  keys: z.record(text, text),
  words: z.strictObject({
    /** Follows the name of a reading that was taken before the earlier procedure. */
    before: text,
    /** Where a score has a number and no verified class for it. */
    noClass: text,
    /** A number (`{value}`) and its class (`{class}`). */
    result: text,
    /** Of a reading that is made from others. */
    derived: text,
    /** To which end of its own scale a class points. */
    better: text,
    worse: text,
    between: text,
  }),
})

export type BoardFile = z.infer<typeof boardSchema>
export type BoardMessagesFile = z.infer<typeof boardMessagesSchema>
