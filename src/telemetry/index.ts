export { complain, say } from './console.ts'
export { toLogger } from './logger.ts'
export type { LogFields, Logger, LogSink } from './logger.ts'
