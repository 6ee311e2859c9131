import type { ToConfigChecks } from '../base/config/config-check.ts'
import { MOST_CHARACTERS, phrase } from '../hook/fetch/reader/phrasing.ts'
import { codesOf, parseSearch } from '../hook/fetch/reader/search.ts'
import type { Catalog } from './load-catalog.ts'
import { loadShippedCatalog } from './shipped.ts'

/** Stands for the base URL of a FHIR server. */
const SOME_BASE = 'https://fhir.hospital.example/r4'

/** The searches that no URL holds: they are asked in pieces, and an EHR may not prefetch them. */
function longSearches({ services, boards }: Catalog): readonly string[] {
  const templates = [...services, ...boards].flatMap(({ entry }) => Object.entries(entry.prefetch))
  return [...new Map(templates)].flatMap(([key, template]) => {
    const search = parseSearch(template)
    if (search === undefined) return []
    const pieces = phrase(search, 'written', SOME_BASE).length
    if (pieces === 1) return []
    const [codes, characters] = [codesOf(search).length, template.length].map(String)
    return [
      `${key}: ${String(codes)} codes, ${String(characters)} characters; asked in ${String(pieces)} searches of at most ${String(MOST_CHARACTERS)}, and too long for many EHRs to prefetch`,
    ]
  })
}

/** The services as the site changes them. */
export const toConfigChecks: ToConfigChecks = (config) => [
  {
    name: config.siteFile === undefined ? 'services' : 'SITE_FILE',
    attempt: () => loadShippedCatalog(config),
    remarks: () => longSearches(loadShippedCatalog(config)),
  },
]
