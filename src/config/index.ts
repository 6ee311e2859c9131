export {
  ConfigError,
  inspectConfig,
  inspectProcessConfig,
  readConfig,
  readProcessConfig,
  readProcessRecordsConfig,
  readRecordsConfig,
} from './config.ts'
export type { AuthMode, Config, Inspection } from './config.ts'
export { describeSettings, settingNames } from './describe-settings.ts'
export type { RecordsConfig } from './records-config.ts'
