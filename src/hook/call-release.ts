import { Fault } from '../base/fault.ts'
import type { RelevantOrder } from '../clinical/assessment/relevant-order.ts'
import { type FhirRelease, releaseOf, RELEASES_SERVED } from '../clinical/fhir/release.ts'
import type { ClientSettings } from './client-settings.ts'
import { refuse } from './protocol/parse.ts'

/**
 * The FHIR release that a call says it speaks: by the client's registration, by the `fhirVersion`
 * of its content type; nothing where neither says one.
 *
 * @param sent - The `fhirVersion` of the content type.
 * @throws {Fault} `unsupported-media-type` when it is none that is served; `malformed-request` when
 *   the two differ.
 */
export function claimedRelease(
  { fhirVersion }: ClientSettings,
  sent: string | undefined,
): FhirRelease | undefined {
  const registered = fhirVersion === undefined ? undefined : releaseOf(fhirVersion)
  if (sent === undefined) return registered
  const release = releaseOf(sent)
  if (release === undefined)
    throw new Fault('unsupported-media-type', [
      {
        text: `This fhirVersion is not served: ${RELEASES_SERVED} are.`,
        expression: 'Content-Type',
      },
    ])
  if (registered !== undefined && registered !== release)
    refuse([
      {
        text: `Content-Type: its fhirVersion is of FHIR ${release}, and the client is registered with ${registered}`,
        expression: 'Content-Type',
      },
    ])
  return release
}

/**
 * The FHIR release of a call with these orders: as it claims, else by the shape of the orders;
 * nothing where they would be the same in each.
 *
 * @throws {Fault} `malformed-request` when they are of another release than the call, or of
 *   several: an element that is read by the rules of another release may be lost.
 */
export function releaseOfOrders(
  claimed: FhirRelease | undefined,
  orders: readonly RelevantOrder[],
): FhirRelease | undefined {
  const shapes = [...new Set(orders.flatMap(({ order }) => order.releases ?? []))]
  const [shape, another] = shapes
  if (another !== undefined)
    refuse([
      {
        text: `the orders have elements of FHIR ${shapes.join(' and of ')}: one call is of one release`,
        expression: 'context',
      },
    ])
  if (shape !== undefined && claimed !== undefined && shape !== claimed)
    refuse([
      {
        text: `the orders have elements of FHIR ${shape}, and the call says that it is of ${claimed}`,
        expression: 'context',
      },
    ])
  return claimed ?? shape
}
