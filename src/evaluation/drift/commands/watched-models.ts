import { Fault } from '../../../base/fault.ts'
import type { Environment } from '../../../base/config/environment.ts'
import { readCatalog } from '../../../catalog/read-catalog.ts'
import { toReferences } from '../../monitoring/references.ts'
import { chartedPlatforms } from '../platform-charts.ts'
import type { WatchedModel } from '../watch-drift.ts'

/**
 * The anchored models of the configuration, or that of one service.
 *
 * @throws {Fault} When none is anchored: there is nothing that values are held against.
 */
export async function watchedModels(
  environment: Environment,
  service: string | undefined,
): Promise<readonly WatchedModel[]> {
  const all = toReferences(await readCatalog(environment))
  const wanted = all.filter((each) => service === undefined || each.service === service)
  if (wanted.length === 0) throw new Fault('malformed-request', 'there is no such service')
  const anchored = wanted.filter(({ model }) => chartedPlatforms(model).length > 0)
  if (anchored.length === 0) throw new Fault('data-unavailable', 'no model is anchored')
  return anchored
}
