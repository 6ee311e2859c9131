import { z } from 'zod'
import { shapeProblems } from '../../clinical/fhir/shape.ts'
import { Fault, type FaultIssue } from '../../base/fault.ts'
import { isJsonObject } from '../../base/json.ts'
import {
  hookContexts,
  type OrderDispatchContext,
  type OrderSelectContext,
  type OrderSignContext,
  type PatientViewContext,
  text,
} from './hook-context.ts'
import type { HookName } from './hooks.ts'
import { parseOrRefuse, refuse } from './parse-problems.ts'

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
}

interface RequestBase {
  readonly hookInstance: string
  readonly fhirServer?: string | undefined
  readonly fhirAuthorization?: FhirAuthorization | undefined
  readonly prefetch: Readonly<Record<string, unknown>>
}

/** A call while orders are written: their drafts are in the context. */
export type DraftOrdersRequest =
  | (RequestBase & { readonly hook: 'order-select'; readonly context: OrderSelectContext })
  | (RequestBase & { readonly hook: 'order-sign'; readonly context: OrderSignContext })

/** A call when signed orders are sent to who will carry them out. */
export type OrderDispatchRequest = RequestBase & {
  readonly hook: 'order-dispatch'
  readonly context: OrderDispatchContext
}

/** A call when a patient's record is opened. */
export type PatientViewRequest = RequestBase & {
  readonly hook: 'patient-view'
  readonly context: PatientViewContext
}

/** One invocation of a CDS Service, a union by hook. https://cds-hooks.hl7.org/2.0/#http-request_1 */
export type HookRequest = DraftOrdersRequest | OrderDispatchRequest | PatientViewRequest

const fhirAuthorization = z.looseObject({
  access_token: text,
  token_type: text.refine((value) => value.toLowerCase() === 'bearer', 'must be Bearer'),
  expires_in: z.number().int().nonnegative(),
  scope: z.string(),
  subject: z.string(),
  patient: z.string().optional(),
})

const isHttpUrl = (value: string) => {
  const url = URL.parse(value)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

const base = {
  hookInstance: text,
  fhirServer: z.string().refine(isHttpUrl, 'must be an absolute http(s) URL').nullish(),
  fhirAuthorization: fhirAuthorization.nullish(),
  prefetch: z.record(z.string(), z.unknown()).nullish(),
}

const requestOf = <Hook extends HookName, Context extends z.ZodType>(
  hook: Hook,
  context: Context,
) => z.looseObject({ hook: z.literal(hook), ...base, context })

const { 'order-select': select, 'order-sign': sign } = hookContexts
const { 'order-dispatch': dispatch, 'patient-view': view } = hookContexts

const requests = {
  'order-select': requestOf('order-select', select),
  'order-sign': requestOf('order-sign', sign),
  'order-dispatch': requestOf('order-dispatch', dispatch),
  'patient-view': requestOf('patient-view', view),
}

type ParsedRequest = z.output<(typeof requests)[HookName]>

/** Shape problems of what is read: the orders, and the prefetched values of the service's own keys. */
function resourceProblems(
  { draftOrders }: Readonly<Record<string, unknown>>,
  prefetch: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly FaultIssue[] {
  const prefetched = keys
    .filter((key) => prefetch[key] !== undefined && prefetch[key] !== null)
    .flatMap((key) => shapeProblems(prefetch[key], `prefetch.${key}`))
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
