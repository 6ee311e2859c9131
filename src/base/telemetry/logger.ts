import { pino } from 'pino'
import { REDACTION } from './scrub.ts'

/** One line per event, as JSON. Nothing of a patient, a token or a header ever goes into a field. */
export interface Logger {
  readonly info: (fields: LogFields, message: string) => void
  readonly warn: (fields: LogFields, message: string) => void
  readonly error: (fields: LogFields, message: string) => void
}

export type LogFields = Readonly<Record<string, unknown>>

export interface LogSink {
  readonly write: (line: string) => void
}

/**
 * A logger.
 *
 * @param sink - Standard output when not given.
 */
export function toLogger(level: string, sink?: LogSink): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, ...REDACTION }
  const logger = sink === undefined ? pino(options) : pino(options, sink)
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  }
}
