export { loadCatalog } from './load-catalog.ts'
export type { Catalog, CatalogOptions } from './load-catalog.ts'
export type { DefaultUnits } from './site-codes.ts'
export { CatalogError } from './problems.ts'
