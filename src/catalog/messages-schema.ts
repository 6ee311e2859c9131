import { z } from 'zod'
import { about } from './about.ts'

const text = z.string().min(1)
const texts = z.record(text, text)
const figureText = text.includes('{n}', 'must name the figure as {n}')

/** What a service says, in one language. */
export const messagesSchema = z.strictObject({
  ...about,
  source: text,
  topic: text,
  appLink: text,
  summaries: texts,
  predictors: z.record(
    text,
    z.strictObject({
      label: text,
      short: text.optional(),
      unit: z.string(),
      howToGet: text,
    }),
  ),
  auxiliaries: texts,
  derivedFrom: text,
  words: z.strictObject({
    to: text,
    moreThan: text,
    lessThan: text,
    days: text,
    /** Of a value that is too old: how old, and how old one may be. */
    tooOld: text,
    /** Of a value that somebody typed into a form: what and by whom. */
    enteredBy: text,
    /** Of what is missing where a study that could give it is known, and how to get it from there. */
    imagingKnown: text,
    fromKnownImaging: text,
    ordersLeft: text,
    below: text,
    atLeast: text,
    atLeastAndBelow: text,
    rank: text,
    asPublished: text,
    percent: figureText,
    percentBelow: figureText,
    percentAbove: figureText,
    /** A figure (`{risk}`) and the range that it lies in. */
    withRange: text,
  }),
  largestLesion: text,
  findings: z.record(text, texts),
  categories: texts,
  reasons: texts,
  /** What each prefetch key of the service brings. */
  keys: texts,
  /** What became of a prefetch key: partial, failed, omitted. */
  keyStates: texts,
  remedies: texts,
  applicability: texts,
  /** By how far the model has come at the site: a few words, and a sentence. */
  calibration: texts,
  evidence: texts,
  fallbacks: texts,
  /** The site's own evidence, by how far the model has come, and of one that was fitted here. */
  citations: texts.optional(),
  /** What takes the place of the texts that name a study, once the model was fitted here. */
  fitted: z.strictObject({ source: text, method: text, why: texts }).optional(),
  overrideReasons: texts,
  /** Of each resource that a card may suggest: what is ordered and why, too. */
  resources: z.record(
    text,
    z.strictObject({ label: text, description: text, what: text, why: text }),
  ),
  besideOrder: text.includes('{order}', 'must name the order as {order}'),
  riskAssessment: z.strictObject({
    label: text,
    description: text,
    method: text,
    outcome: text,
    rationale: text
      .includes('{risk}', 'must say the risk as {risk}')
      .includes('{range}', 'must say the range as {range}'),
  }),
})

export type MessagesFile = z.infer<typeof messagesSchema>
