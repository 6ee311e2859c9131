import type { z } from 'zod'
import { ACCESS_SETTINGS } from './settings-access.ts'
import { MONITORING_SETTINGS } from './settings-monitoring.ts'
import { OPERATION_SETTINGS } from './settings-operation.ts'
import { RECORDS_SETTINGS } from './settings-records.ts'
import { SERVICE_SETTINGS } from './settings-service.ts'

/** Every setting there is, by group. A new one is one entry in one of the groups. */
export const GROUPS = {
  'The service': SERVICE_SETTINGS,
  'Who may call': ACCESS_SETTINGS,
  Operation: OPERATION_SETTINGS,
  Records: RECORDS_SETTINGS,
  Monitoring: MONITORING_SETTINGS,
} as const

export const SETTINGS = {
  ...SERVICE_SETTINGS,
  ...ACCESS_SETTINGS,
  ...OPERATION_SETTINGS,
  ...RECORDS_SETTINGS,
  ...MONITORING_SETTINGS,
} as const

export type SettingName = keyof typeof SETTINGS

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/** The settings as they were given, checked, with their defaults. */
export type Values = {
  readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']>
}
