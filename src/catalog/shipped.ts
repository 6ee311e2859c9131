import { fileURLToPath } from 'node:url'
import { type Catalog, loadCatalog } from './load-catalog.ts'
import type { CatalogOptions } from './read-service.ts'
import type { CatalogConfig } from '../base/config/catalog-config.ts'

/** The services that come with the program. */
export const CATALOG_FOLDER = fileURLToPath(new URL('../../cds-services', import.meta.url))

/** The file of the risk model that a service of a folder came with. */
export const shippedModelPath = (service: string, folder = CATALOG_FOLDER): string =>
  `${folder}/${service}/risk-model.json`

/** What of the configuration says which services there are. */
type CatalogSettings = Pick<CatalogOptions, 'site' | 'language'> &
  Partial<Pick<CatalogConfig, 'servicesFolder'>>

/** The folder of services and how it is read. */
export const catalogOptions = ({
  servicesFolder,
  site,
  language,
}: CatalogSettings): CatalogOptions => ({
  folder: servicesFolder ?? CATALOG_FOLDER,
  site,
  language,
})

/** The configured services; without a setting those of this repository, as a site uses them. */
export function loadShippedCatalog(settings: CatalogSettings): Catalog {
  return loadCatalog(catalogOptions(settings))
}
