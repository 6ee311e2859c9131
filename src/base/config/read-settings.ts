import type { Environment } from './environment.ts'
import { describeIssues } from './schema-words.ts'
import type { Setting, Settings } from './setting.ts'
import { type SettingName, SETTINGS, type Values } from './settings.ts'
import { gather } from './sources.ts'

/** Settings that cannot be used; the process does not start with them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The values of some settings, and what is wrong with them and with the configuration file. */
export interface FoundSettings<Name extends SettingName> {
  /** In the place of a bad value stands the default, so that the rest can be looked at too. */
  readonly values: Pick<Values, Name>
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** Reads these settings and no other: neither the files of other secrets nor their mistakes. */
export function findSettings<Name extends SettingName>(
  names: readonly Name[],
  environment: Environment,
): FoundSettings<Name> {
  const wanted: Settings = Object.fromEntries(names.map((name) => [name, SETTINGS[name]]))
  const { values: given, problems: misplaced, warnings } = gather(SETTINGS, wanted, environment)
  const problems = [...misplaced]
  const values = Object.entries<Setting>(wanted).map(([name, { variable, schema }]) => {
    const result = schema.safeParse(given[variable])
    const issues = describeIssues(result.error?.issues ?? [], given[variable])
    problems.push(...issues.map(({ message }) => `${variable}: ${message}`))
    return [name, result.success ? result.data : schema.safeParse(undefined).data] as const
  })
  return { values: Object.fromEntries(values) as Pick<Values, Name>, problems, warnings }
}

/**
 * The settings that a command works with.
 *
 * @throws {ConfigError} With a line for every problem of these settings.
 */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  environment: Environment,
): Pick<Values, Name> {
  const { values, problems } = findSettings(names, environment)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return values
}
