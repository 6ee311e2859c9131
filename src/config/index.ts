export { ConfigError, readConfig, readProcessConfig, readProcessRecordsConfig } from './config.ts'
export type { AuthMode, Config } from './config.ts'
export { readRecordsConfig } from './records-config.ts'
export type { RecordsConfig } from './records-config.ts'
