import { z } from 'zod'
import { BLOCKED_PORT, hasBlockedPort } from '../blocked-ports.ts'
import { withoutTrailing } from '../text-ends.ts'

/** What an operator is told about a setting. */
export interface SettingNotes {
  /** What it does, in one or two sentences. */
  readonly about: string
  readonly example?: string
  /** Of a number. */
  readonly unit?: string
  /** The default in words, where it follows from other settings. */
  readonly otherwise?: string
  /** What SIGHUP reads again; without it a change needs a restart. */
  readonly reload?: string
  /** A secret may also come from the file that `<NAME>_FILE` names, and is never printed. */
  readonly isSecret?: boolean
  /** Set by other programs, not by an operator: it is in no table. */
  readonly isInternal?: boolean
}

/** One setting: its variable, the form of its value, and what is said about it. */
export interface Setting<Schema extends z.ZodType = z.ZodType> extends SettingNotes {
  /** Name of the environment variable, and of the member of the configuration file. */
  readonly variable: string
  readonly schema: Schema
}

/** Settings by the name of their member of `Config`. */
export type Settings = Readonly<Record<string, Setting>>

/** A setting. */
export const setting = <Schema extends z.ZodType>(
  variable: string,
  schema: Schema,
  notes: SettingNotes,
): Setting<Schema> => ({ variable, schema, ...notes })

export const text = z.string().min(1)

export const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((value) => value === 'true')

export const onOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on')

export const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${String(least)}`)
    .max(most, `must be at most ${String(most)}`)

/** An absolute http(s) URL, kept without a slash at its end. */
export const webUrl = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http(s) URL' })
  .refine((url) => !hasBlockedPort(url), BLOCKED_PORT)
  .transform((url) => withoutTrailing(url, '/'))
