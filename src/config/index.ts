export {
  ConfigError,
  inspectConfig,
  inspectProcessConfig,
  readConfig,
  readProcessConfig,
} from './config.ts'
export type { AuthMode, Config, Inspection } from './config.ts'
export { describeSettings, settingNames } from './describe-settings.ts'
