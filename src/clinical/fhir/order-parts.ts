import { elements, isJsonObject, nonBlank, objects } from '../../base/json.ts'
import { actionsIn, isOrderType } from './ordered-codes.ts'
import { type FhirResource, isFhirResource, readReference } from './resource.ts'

const ENDED = ['cancelled', 'revoked', 'stopped', 'completed', 'entered-in-error', 'ended']

/** Whether an order is neither cancelled nor completed, and not one to abstain. */
export const isLiveOrder = ({ status, doNotPerform }: FhirResource): boolean =>
  !ENDED.includes(nonBlank(status) ?? '') && doNotPerform !== true

/**
 * The orders that a plan or an order set contains and refers to: what they say it says. One that
 * stands beside it is an order of its own.
 */
function containedOrders(resource: FhirResource): readonly FhirResource[] {
  const contained = elements(resource['contained']).filter(isFhirResource)
  if (contained.length === 0) return []
  const activities = objects(resource['activity'])
  const named = new Set(
    [
      ...activities.map(({ plannedActivityReference }) => plannedActivityReference),
      ...activities.map(({ reference }) => reference),
      ...actionsIn(resource).map((action) => action['resource']),
    ].map(readReference),
  )
  return contained.filter(
    ({ resourceType, id }) => isOrderType(resourceType) && named.has(`#${String(id)}`),
  )
}

/** What R4 details in a plan itself, as the order that R5 has in its place. */
function detailedOrders({ activity }: FhirResource): readonly FhirResource[] {
  return objects(activity)
    .map(({ detail }) => detail)
    .filter(isJsonObject)
    .map((detail) => {
      const { code, productCodeableConcept, productReference, description } = detail
      const said = [code, productCodeableConcept].filter(isJsonObject)
      const inWords = { text: nonBlank(description) }
      return {
        ...detail,
        resourceType: 'ServiceRequest',
        code: said.length > 0 ? said : inWords,
        codeReference: productReference,
      }
    })
}

/** An order with the orders in it that are to be done; what they refer to is contained beside them. */
export function partsOf(resource: FhirResource): readonly FhirResource[] {
  const { contained } = resource
  const parts = [...containedOrders(resource), ...detailedOrders(resource)].filter(isLiveOrder)
  return [resource, ...parts.map((part) => ({ ...part, contained }))]
}
