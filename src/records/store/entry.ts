import { hash } from 'node:crypto'
import { type FeedbackRecord, identityOf } from '../feedback.ts'
import type { GuidanceRecord, ModelRecord } from '../guidance-record.ts'

/** What is kept as it comes in: written once, never changed. */
export type Entry =
  | { readonly kind: 'record'; readonly id: string; readonly record: GuidanceRecord }
  | { readonly kind: 'feedback'; readonly id: string; readonly feedback: FeedbackRecord }
  | { readonly kind: 'model'; readonly id: string; readonly model: ModelRecord }

/** A guidance record as an entry. */
export const recordEntry = (record: GuidanceRecord): Entry => ({
  kind: 'record',
  id: record.id,
  record,
})

/** Feedback as an entry: the same feedback, whenever it arrives, has the same id. */
export const feedbackEntry = (feedback: FeedbackRecord): Entry => ({
  kind: 'feedback',
  id: hash('sha256', identityOf(feedback), 'base64url'),
  feedback,
})

/** A model as an entry. */
export const modelEntry = (model: ModelRecord): Entry => ({ kind: 'model', id: model.hash, model })
