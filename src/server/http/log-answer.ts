import type { AnswerNote } from '../../hook/answer-note.ts'
import type { LogFields, Logger } from '../../base/telemetry/logger.ts'

/**
 * Logs an answer. That somebody gave resources of another patient than the one asked for is a fault
 * of theirs, though nothing of it entered the computation: a warning.
 */
export function logAnswer(logger: Logger, fields: LogFields, note: AnswerNote): void {
  const line = { ...fields, ...note }
  if (note.ofOthers > 0) logger.warn(line, 'answered; resources of other patients were dropped')
  else logger.info(line, 'answered')
}
