import { hash } from 'node:crypto'
import { type FeedbackRecord, identityOf } from '../feedback.ts'
import type { GuidanceRecord, ModelRecord } from '../guidance-record.ts'

/** Written once, never changed. */
export type Entry =
  | { readonly kind: 'record'; readonly id: string; readonly record: GuidanceRecord }
  | { readonly kind: 'feedback'; readonly id: string; readonly feedback: FeedbackRecord }
  | { readonly kind: 'model'; readonly id: string; readonly model: ModelRecord }

export const recordEntry = (record: GuidanceRecord): Entry => ({
  kind: 'record',
  id: record.id,
  record,
})

/** The same feedback has the same id whenever it arrives. */
export const feedbackEntry = (feedback: FeedbackRecord): Entry => ({
  kind: 'feedback',
  id: hash('sha256', identityOf(feedback), 'base64url'),
  feedback,
})

export const modelEntry = (model: ModelRecord): Entry => ({ kind: 'model', id: model.hash, model })
