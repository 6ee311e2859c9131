import type { Response } from 'express'
import type { ClientSettings } from '../guidance/index.ts'

/** The settings of the client that called, as far as it is known. */
export type SettingsOf = (response: Response) => ClientSettings
