export { ConfigError, readConfig, readProcessConfig } from './config.ts'
export type { Config } from './config.ts'
