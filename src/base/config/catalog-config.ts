import type { Environment } from './environment.ts'
import { ConfigError, findSettings } from './read-settings.ts'
import type { Values } from './settings.ts'
import { readJson } from './sources.ts'

/** Which services there are, and how the site uses them. */
export interface CatalogConfig extends Pick<
  Values,
  'language' | 'servicesFolder' | 'canonicalBase'
> {
  /** Contents of the file that SITE_FILE names. */
  readonly site: unknown
}

/**
 * The settings of a command that works with the services.
 *
 * @throws {ConfigError} With every problem of these settings.
 */
export function readCatalogConfig(environment: Environment): CatalogConfig {
  const names = ['language', 'servicesFolder', 'siteFile', 'canonicalBase'] as const
  const { values, problems: ofValues } = findSettings(names, environment)
  const { siteFile, ...others } = values
  const problems = [...ofValues]
  const site = siteFile === undefined ? undefined : readJson('SITE_FILE', siteFile, problems)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return { ...others, site }
}
