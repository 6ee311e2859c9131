import { z } from 'zod'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'
import { isJsonObject } from '../../base/json.ts'
import type { HookName } from './hooks.ts'

/** https://cds-hooks.hl7.org/hooks/STU1/patient-view.html */
export interface PatientViewContext {
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string | undefined
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-sign.html */
export interface OrderSignContext extends PatientViewContext {
  readonly draftOrders: FhirResource
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-select.html */
export interface OrderSelectContext extends OrderSignContext {
  readonly selections: readonly string[]
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-dispatch.html. It names no user. */
export interface OrderDispatchContext {
  readonly patientId: string
  /** `Type/id` of orders that stand in the record already. */
  readonly dispatchedOrders: readonly string[]
  readonly performer: string
  readonly fulfillmentTasks: readonly FhirResource[]
}

/** A string that is not blank. */
export const text = z.string().refine((value) => value.trim() !== '', 'must not be blank')

const bareId = text.refine(
  (value) => !value.includes('/'),
  'must be a bare id, without a resource type',
)

// Invariant ord-1 of the hook library; an id of dots alone would be a path.
const reference = z
  .string()
  .regex(/^[A-Za-z]+\/(?!\.+$)[\w.-]+$/, 'must be a reference of the form Type/id')

const resourceOf = (type: string) =>
  z.custom<FhirResource>(
    (value) => isFhirResource(value) && value.resourceType === type,
    `must be a FHIR ${type}`,
  )

const patientView = z.looseObject({
  userId: text,
  patientId: bareId,
  encounterId: text.nullish().transform((value) => value ?? undefined),
})

const orderSign = patientView.extend({ draftOrders: resourceOf('Bundle') })

/**
 * The names of the hook's earlier definitions: one `order` and `task` in 1.0, with hyphens in a
 * draft of 1.1 and still in the library's example.
 */
function withPresentNames(context: unknown): unknown {
  if (!isJsonObject(context)) return context
  const { order, task, ...rest } = context
  return {
    dispatchedOrders: context['dispatched-orders'] ?? (order === undefined ? undefined : [order]),
    fulfillmentTasks: context['fulfillment-tasks'] ?? (task === undefined ? undefined : [task]),
    ...rest,
  }
}

const orderDispatch = z.preprocess(
  withPresentNames,
  z.looseObject({
    patientId: bareId,
    dispatchedOrders: z.array(reference).min(1, 'must name an order'),
    performer: reference,
    fulfillmentTasks: z
      .array(resourceOf('Task'))
      .nullish()
      .transform((tasks) => tasks ?? []),
  }),
)

/** The context of each hook. Fields that no definition names are kept and not judged. */
export const hookContexts = {
  'order-select': orderSign.extend({ selections: z.array(text) }),
  'order-sign': orderSign,
  'order-dispatch': orderDispatch,
  'patient-view': patientView,
} satisfies Readonly<Record<HookName, z.ZodType>>
