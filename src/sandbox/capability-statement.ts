import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  ResourceType,
} from '@medplum/fhirtypes'
import { toIsoDate, type Instant } from '../base/time.ts'
import { findParameter, knownTypes, parametersOf } from './definitions.ts'

const INTERACTIONS = [
  'read',
  'vread',
  'search-type',
  'create',
  'update',
  'patch',
  'delete',
] as const

/** https://hl7.org/fhir/R4/capabilitystatement.html */
export function capabilityStatement(baseUrl: string, today: Instant): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: toIsoDate(today),
    kind: 'instance',
    implementation: { description: 'Sandbox with synthetic patients', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation:
          'In memory; every write is forgotten when the process ends. Open to every request without a token; a SMART token is held to its scopes, and by patient/ scopes to its patient.',
        security: {
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
        },
        resource: knownTypes().map(describeType),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  }
}

function describeType(type: ResourceType): CapabilityStatementRestResource {
  const searchParam = parametersOf(type).flatMap((name) => {
    const parameter = findParameter(type, name)
    return parameter === undefined ? [] : [{ name, type: parameter.kind }]
  })
  return {
    type,
    interaction: INTERACTIONS.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: false,
    updateCreate: true,
    ...(searchParam.length > 0 ? { searchParam } : {}),
  }
}
