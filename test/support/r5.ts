import { objects } from '../../src/base/json.ts'
import { type FhirResource, isFhirResource } from '../../src/clinical/fhir/resource.ts'

type Members = Record<string, unknown>

const concepts = (value: unknown) => objects(value).map((concept) => ({ concept }))
const references = (value: unknown) => objects(value).map((reference) => ({ reference }))

/** What R5 has in place of `reasonCode` and `reasonReference`, and of what a plan addresses. */
function withReasons({ reasonCode, reasonReference, addresses, ...rest }: Members): Members {
  const reason = [...concepts(reasonCode), ...references(reasonReference)]
  return {
    ...rest,
    ...(reason.length === 0 ? {} : { reason }),
    ...(addresses === undefined ? {} : { addresses: references(addresses) }),
  }
}

function serviceRequest({ code, orderDetail, patientInstruction, ...rest }: Members): Members {
  return {
    ...rest,
    code: { concept: code },
    ...(orderDetail === undefined
      ? {}
      : {
          orderDetail: objects(orderDetail).map((valueCodeableConcept) => ({
            parameter: [{ code: { text: 'detail' }, valueCodeableConcept }],
          })),
        }),
    ...(patientInstruction === undefined
      ? {}
      : { patientInstruction: [{ instructionMarkdown: patientInstruction }] }),
  }
}

function actionToR5({ code, action, ...rest }: Members): Members {
  const [first] = objects(code)
  return {
    ...rest,
    ...(first === undefined ? {} : { code: first }),
    ...(action === undefined ? {} : { action: objects(action).map(actionToR5) }),
  }
}

/** R5 has no details in a plan: each is an order that the plan contains. */
function carePlan({ activity, contained, ...rest }: Members): Members {
  if (activity === undefined) return rest
  const planned = objects(activity).map(({ detail }, i) => {
    const { code, description, productReference, ...details } = detail as Members
    const asked = code ?? (productReference === undefined ? { text: description } : undefined)
    return withReasons({
      ...details,
      resourceType: 'ServiceRequest',
      id: `planned-${String(i)}`,
      intent: 'plan',
      code: asked === undefined ? { reference: productReference } : { concept: asked },
      note: [{ text: description }],
    })
  })
  return {
    ...rest,
    contained: [...planned, ...objects(contained)],
    activity: planned.map(({ id }, i) => ({
      plannedActivityReference: { reference: `#${String(id)}` },
      progress: objects(activity)[i]?.['progress'],
    })),
  }
}

const CHANGES: Readonly<Record<string, (order: Members) => Members>> = {
  ServiceRequest: serviceRequest,
  MedicationRequest: ({ medicationCodeableConcept: concept, medicationReference, ...rest }) => ({
    ...rest,
    medication: concept === undefined ? { reference: medicationReference } : { concept },
  }),
  DeviceRequest: ({ codeCodeableConcept: concept, codeReference, ...rest }) => ({
    ...rest,
    code: concept === undefined ? { reference: codeReference } : { concept },
  }),
  RequestGroup: ({ action, ...rest }) => ({
    ...rest,
    resourceType: 'RequestOrchestration',
    action: objects(action).map(actionToR5),
  }),
  CarePlan: carePlan,
}

/**
 * An order of R4 as R5 writes it, by the maps of the specification.
 * https://hl7.org/fhir/R5/diff.html
 */
export function orderToR5(order: FhirResource): FhirResource {
  const { resourceType } = order
  const made = withReasons(CHANGES[resourceType]?.({ ...order }) ?? { ...order })
  if (!isFhirResource(made)) throw new TypeError(`${resourceType} is no resource any more`)
  return made
}
