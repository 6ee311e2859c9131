import { fromServiceJson } from '../../hook/service-json.ts'
import type { Service } from '../../hook/service.ts'
import { elements, isJsonObject } from '../../base/json.ts'
import { shortName, valueIn } from './timeline-data.ts'

/** What the chart knows by a service's own definition: what it reads, and for how long it counts. */
export interface ChartService {
  readonly service: Service
  readonly shortName: typeof shortName
  readonly valueIn: typeof valueIn
}

/**
 * The first risk model of the sandbox.
 *
 * @throws {Error} When the service does not answer, or has none.
 */
export async function loadChartService(): Promise<ChartService> {
  const response = await fetch('smart/settings.json')
  const json: unknown = response.ok ? await response.json() : undefined
  const [definition] = elements(isJsonObject(json) ? json['definitions'] : [])
  if (definition === undefined) throw new Error(`settings.json ${String(response.status)}`)
  return { service: fromServiceJson(definition), shortName, valueIn }
}
