import type { ToConfigChecks } from '../base/config/config-check.ts'
import { loadShippedCatalog } from './shipped.ts'

/** The services as the site changes them. */
export const toConfigChecks: ToConfigChecks = (config) => [
  {
    name: config.siteFile === undefined ? 'services' : 'SITE_FILE',
    attempt: () => loadShippedCatalog(config),
  },
]
