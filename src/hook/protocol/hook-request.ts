import { z } from 'zod'
import { shapeProblems } from '../../clinical/fhir/shape.ts'
import { Fault, type FaultIssue } from '../../base/fault.ts'
import { isJsonObject } from '../../base/json.ts'
import type { HookName } from './hooks.ts'
import { listUpTo, nonBlankText, parseOrRefuse, refuse, textUpTo } from './parse.ts'
import { type FhirResource, isFhirResource } from '../../clinical/fhir/resource.ts'

/** https://cds-hooks.hl7.org/hooks/STU1/patient-view.html */
interface PatientViewContext {
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string | undefined
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-sign.html */
interface OrderSignContext extends PatientViewContext {
  readonly draftOrders: FhirResource
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-select.html */
interface OrderSelectContext extends OrderSignContext {
  readonly selections: readonly string[]
}

/** https://cds-hooks.hl7.org/hooks/STU1/order-dispatch.html. It names no user. */
interface OrderDispatchContext {
  readonly patientId: string
  /** `Type/id` of orders that stand in the record already. */
  readonly dispatchedOrders: readonly string[]
  readonly performer: string
  readonly fulfillmentTasks: readonly FhirResource[]
}

/** Far more orders than anybody signs at once. */
const MOST_LISTED = 1_000

/** Each dispatched order is read by itself. */
const MOST_DISPATCHED = 100

const LONGEST_URL = 2_048

// An id of dots alone would be a path.
const bareId = nonBlankText
  .refine((value) => !value.includes('/'), 'must be a bare id, without a resource type')
  .refine((value) => !/^\.+$/.test(value), 'must be more than dots')

// Invariant ord-1 of the hook library.
const reference = textUpTo(LONGEST_URL).regex(
  /^[A-Za-z]+\/(?!\.+$)[\w.-]+$/,
  'must be a reference of the form Type/id',
)

/** The id of a draft: `Type/id`, or a URL. */
const selection = textUpTo(LONGEST_URL).regex(/\S/, 'must not be blank')

const resourceOf = (type: string) =>
  z.custom<FhirResource>(
    (value) => isFhirResource(value) && value.resourceType === type,
    `must be a FHIR ${type}`,
  )

const patientView = z.looseObject({
  userId: nonBlankText,
  patientId: bareId,
  encounterId: nonBlankText.nullish().transform((value) => value ?? undefined),
})

const orderSign = patientView.extend({ draftOrders: resourceOf('Bundle') })

/**
 * `order-dispatch` had other names for its fields: one `order` and `task` in 1.0, hyphens in a
 * draft of 1.1 and still in the library's example.
 */
function withCurrentNames(context: unknown): unknown {
  if (!isJsonObject(context)) return context
  const { order, task, ...rest } = context
  return {
    dispatchedOrders: context['dispatched-orders'] ?? (order === undefined ? undefined : [order]),
    fulfillmentTasks: context['fulfillment-tasks'] ?? (task === undefined ? undefined : [task]),
    ...rest,
  }
}

const orderDispatch = z.preprocess(
  withCurrentNames,
  z.looseObject({
    patientId: bareId,
    dispatchedOrders: listUpTo(MOST_DISPATCHED, reference).refine(
      ({ length }) => length > 0,
      'must name an order',
    ),
    performer: reference,
    fulfillmentTasks: listUpTo(MOST_LISTED, resourceOf('Task'))
      .nullish()
      .transform((tasks) => tasks ?? []),
  }),
)

/** Fields that no definition names are kept and not judged. */
const hookContexts = {
  'order-select': orderSign.extend({ selections: listUpTo(MOST_LISTED, selection) }),
  'order-sign': orderSign,
  'order-dispatch': orderDispatch,
  'patient-view': patientView,
} satisfies Readonly<Record<HookName, z.ZodType>>

/**
 * The client's grant to read its FHIR server for this call.
 * https://cds-hooks.hl7.org/2.0/#passing-the-access-token-to-the-cds-service
 */
export interface FhirAuthorization {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
  readonly subject: string
  readonly patient?: string | undefined
  /** Why the token permits nothing: what is not there as the specification has it. */
  readonly problem?: string | undefined
}

interface RequestBase {
  readonly hookInstance: string
  readonly fhirServer?: string | undefined
  readonly fhirAuthorization?: FhirAuthorization | undefined
  readonly prefetch: Readonly<Record<string, unknown>>
}

/** `order-select` and `order-sign`: the drafts are in the context. */
export type DraftOrdersRequest =
  | (RequestBase & { readonly hook: 'order-select'; readonly context: OrderSelectContext })
  | (RequestBase & { readonly hook: 'order-sign'; readonly context: OrderSignContext })

/** `order-dispatch`: signed orders are sent to whoever will carry them out. */
export type OrderDispatchRequest = RequestBase & {
  readonly hook: 'order-dispatch'
  readonly context: OrderDispatchContext
}

/** `patient-view`: a patient's record is opened. */
export type PatientViewRequest = RequestBase & {
  readonly hook: 'patient-view'
  readonly context: PatientViewContext
}

/** One invocation of a CDS Service, a union by hook. https://cds-hooks.hl7.org/2.0/#http-request_1 */
export type HookRequest = DraftOrdersRequest | OrderDispatchRequest | PatientViewRequest

const LONGEST_TOKEN = 16_384

const token = {
  access_token: textUpTo(LONGEST_TOKEN).regex(/\S/, 'must not be blank'),
  token_type: nonBlankText.refine((value) => value.toLowerCase() === 'bearer', 'must be Bearer'),
}

const conditions = z.looseObject({
  expires_in: z.number().int().nonnegative(),
  scope: textUpTo(LONGEST_TOKEN),
  subject: textUpTo(LONGEST_TOKEN),
  patient: textUpTo(LONGEST_TOKEN).optional(),
})

/**
 * A token with a condition missing or malformed permits nothing, since nobody can tell what it
 * permits; but a call that has all it needs goes without it.
 */
const fhirAuthorization = z.looseObject(token).transform((sent): FhirAuthorization => {
  const { access_token, token_type } = sent
  const told = conditions.safeParse(sent)
  if (told.success) return { ...told.data, access_token, token_type }
  const problem = told.error.issues.map(({ path }) => path.map(String).join('.')).join(', ')
  return { access_token, token_type, expires_in: 0, scope: '', subject: '', problem }
})

const isHttpUrl = (value: string) => {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

const base = {
  hookInstance: nonBlankText,
  fhirServer: textUpTo(LONGEST_URL).refine(isHttpUrl, 'must be an absolute http(s) URL').nullish(),
  fhirAuthorization: fhirAuthorization.nullish(),
  prefetch: z.record(z.string(), z.unknown()).nullish(),
}

const requestOf = <Hook extends HookName, Context extends z.ZodType>(
  hook: Hook,
  context: Context,
) => z.looseObject({ hook: z.literal(hook), ...base, context })

const requests = {
  'order-select': requestOf('order-select', hookContexts['order-select']),
  'order-sign': requestOf('order-sign', hookContexts['order-sign']),
  'order-dispatch': requestOf('order-dispatch', hookContexts['order-dispatch']),
  'patient-view': requestOf('patient-view', hookContexts['patient-view']),
}

type ParsedRequest = z.output<(typeof requests)[HookName]>

/**
 * Whether a problem is one of the key as a whole: it holds no resource, or a Bundle whose entries
 * are no list. A resource that cannot be read is left out, and its key is partial then.
 */
const isOfKey = ({ expression = '' }: FaultIssue) =>
  /^prefetch\.[^.]+(?:\.entry)?$/.test(expression)

/**
 * Problems in the JSON shape of what is read: the draft orders, and the prefetched values of the
 * service's own keys, but for what stands in their resources.
 */
function resourceProblems(
  { draftOrders }: Readonly<Record<string, unknown>>,
  prefetch: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly FaultIssue[] {
  const prefetched = keys
    .filter((key) => prefetch[key] !== undefined && prefetch[key] !== null)
    .flatMap((key) => shapeProblems(prefetch[key], `prefetch.${key}`))
    .filter(isOfKey)
  const orders = draftOrders === undefined ? [] : shapeProblems(draftOrders, 'context.draftOrders')
  return [...orders, ...prefetched]
}

/**
 * A request body as a request of the hook that the called service listens to. Members that are not
 * read are not judged; a prefetch key that was never advertised is not read.
 *
 * @param keys - The prefetch keys that the service advertises.
 * @throws {Fault} `malformed-request`, with every problem and the path to it.
 */
export function parseHookRequest(
  body: unknown,
  hook: HookName,
  keys: readonly string[],
): HookRequest {
  if (!isJsonObject(body)) throw new Fault('malformed-request', 'the body must be a JSON object')
  const parsed = parseOrRefuse<ParsedRequest>(requests[hook], body)
  const { fhirServer, fhirAuthorization: authorization, prefetch } = parsed
  // Invariant cds-r-1 of the specification.
  if (authorization && !fhirServer) {
    refuse([
      { text: 'fhirServer: required when fhirAuthorization is sent', expression: 'fhirServer' },
    ])
  }
  refuse(resourceProblems(parsed.context, prefetch ?? {}, keys))
  return {
    ...parsed,
    fhirServer: fhirServer ?? undefined,
    fhirAuthorization: authorization ?? undefined,
    prefetch: prefetch ?? {},
  }
}
