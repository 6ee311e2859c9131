import { fileURLToPath } from 'node:url'
import { type Catalog, loadCatalog } from './load-catalog.ts'
import type { CatalogOptions } from './read-service.ts'
import type { CatalogConfig } from '../base/config/catalog-config.ts'

/** `cds-services` of this program. */
export const CATALOG_FOLDER = fileURLToPath(new URL('../../cds-services', import.meta.url))

/** The file of the risk model of a service, by the service's id. */
export const shippedModelPath = (service: string, folder = CATALOG_FOLDER): string =>
  `${folder}/models/${service}/risk-model.json`

type CatalogSettings = Pick<CatalogOptions, 'site' | 'language' | 'canonicalBase'> &
  Partial<Pick<CatalogConfig, 'servicesFolder'>>

export const catalogOptions = ({
  servicesFolder,
  site,
  language,
  canonicalBase,
}: CatalogSettings): CatalogOptions => ({
  folder: servicesFolder ?? CATALOG_FOLDER,
  site,
  language,
  canonicalBase,
})

/** The services of `SERVICES_DIR`; those of this program where it is not set. */
export function loadShippedCatalog(settings: CatalogSettings): Catalog {
  return loadCatalog(catalogOptions(settings))
}
