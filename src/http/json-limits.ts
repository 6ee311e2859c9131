import { Fault, isJsonObject } from '../kernel/index.ts'

/** Far deeper than any request of CDS Hooks, and no strain for what reads it. */
const DEEPEST = 64

/** As many resources as are read from a FHIR server for one call. */
const MOST_ENTRIES = 5_000

interface Extent {
  entries: number
}

function measure(value: object, depth: number, extent: Extent): void {
  if (depth > DEEPEST)
    throw new Fault('malformed-request', `The body is nested deeper than ${String(DEEPEST)}.`)
  if (isJsonObject(value) && Array.isArray(value['entry'])) {
    extent.entries += value['entry'].length
    if (extent.entries > MOST_ENTRIES)
      throw new Fault('payload-too-large', `More than ${String(MOST_ENTRIES)} Bundle entries.`)
  }
  for (const part of Object.values(value))
    if (typeof part === 'object' && part !== null) measure(part as object, depth + 1, extent)
}

/**
 * A JSON value that may be walked without harm.
 *
 * @throws {Fault} `malformed-request` when it is nested too deep, `payload-too-large` when it holds
 *   too many Bundle entries.
 */
export function withinLimits(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) measure(value, 1, { entries: 0 })
  return value
}
