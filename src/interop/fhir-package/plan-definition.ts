import type { FhirResource } from '../../clinical/fhir/resource.ts'
import type { Catalog } from '../../catalog/load-catalog.ts'
import type { Service } from '../../hook/service.ts'
import { toDefinition } from './definition.ts'

/** https://hl7.org/fhir/R4/extension-cqf-cdshooksendpoint.html */
const ENDPOINT = 'http://hl7.org/fhir/StructureDefinition/cqf-cdsHooksEndpoint'

/**
 * What is decided, and at which hooks which service is asked: an action for each, which is called
 * as the service is.
 *
 * @param serviceUrl - Where the services are discovered.
 */
export function toPlanDefinition(
  { id, canonicalBase }: Service,
  { services }: Pick<Catalog, 'services'>,
  serviceUrl: string,
): FhirResource {
  const own = services.filter(({ definition }) => definition.id === id)
  const url = `${serviceUrl}/cds-services`
  return toDefinition('PlanDefinition', id, canonicalBase, {
    extension: [{ url: ENDPOINT, valueUri: url }],
    title: own[0]?.entry.title,
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type',
          code: 'eca-rule',
          display: 'ECA Rule',
        },
      ],
    },
    description: own[0]?.entry.description,
    action: own.map(({ entry }) => ({
      id: entry.id,
      title: entry.title,
      description: entry.description,
      documentation: [{ type: 'documentation', url: `${url}/${entry.id}` }],
      trigger: [{ type: 'named-event', name: entry.hook }],
    })),
  })
}
