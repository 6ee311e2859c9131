import type { Environment } from '../base/config/environment.ts'
import type { Catalog } from './load-catalog.ts'

/**
 * The services that the settings of a command name. What reads them is loaded only now, so that a
 * command tells its options without it.
 *
 * @throws {ConfigError} With every problem of these settings.
 * @throws {CatalogError} With every problem of the services.
 */
export async function readCatalog(environment: Environment): Promise<Catalog> {
  const [{ readCatalogConfig }, { loadShippedCatalog }] = await Promise.all([
    import('../base/config/catalog-config.ts'),
    import('./shipped.ts'),
  ])
  return loadShippedCatalog(readCatalogConfig(environment))
}
