export { ConfigError, readConfig, readProcessConfig } from './config.ts'
export type { AuthMode, Config } from './config.ts'
