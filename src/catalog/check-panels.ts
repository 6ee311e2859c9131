import type { DiscoveryEntry } from '../hook/protocol/discovery.ts'
import type { Problems } from './problems.ts'
import { addSiteProblem, type SiteFile } from './site-file.ts'

/** Reports panels of a site under a key that no service searches Observations for. */
export function checkPanels(
  { panels }: Pick<SiteFile, 'panels'>,
  services: readonly { readonly entry: Pick<DiscoveryEntry, 'prefetch'> }[],
  problems: Problems,
): void {
  const templates = services.flatMap(({ entry }) => Object.entries(entry.prefetch))
  const keys = templates.filter(([, template]) => template.startsWith('Observation?'))
  const known = [...new Set(keys.map(([key]) => key))]
  for (const key of Object.keys(panels).filter((name) => !known.includes(name)))
    addSiteProblem(problems, ['panels', key], `is no key of Observations: ${known.join(', ')}`)
}
