import { z } from 'zod'
import { type FhirResource, isFhirResource, shapeProblems } from '../fhir/index.ts'
import { Fault, type FaultIssue, isJsonObject } from '../kernel/index.ts'

/** The hooks that this project listens to. */
export type HookName = 'order-select' | 'order-sign'

/** https://cds-hooks.hl7.org/hooks/order-select/2023SepSTU1Ballot/order-select/ */
export interface OrderSelectContext {
  readonly userId: string
  readonly patientId: string
  readonly encounterId?: string | undefined
  readonly selections: readonly string[]
  readonly draftOrders: FhirResource
}

/** https://cds-hooks.hl7.org/hooks/order-sign/2023SepSTU1Ballot/order-sign/ */
export type OrderSignContext = Omit<OrderSelectContext, 'selections'>

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

/** One invocation of a CDS Service, a union by hook. https://cds-hooks.hl7.org/2.0/#http-request_1 */
export type HookRequest =
  | (RequestBase & { readonly hook: 'order-select'; readonly context: OrderSelectContext })
  | (RequestBase & { readonly hook: 'order-sign'; readonly context: OrderSignContext })

const text = z.string().refine((value) => value.trim() !== '', 'must not be blank')

const bareId = text.refine(
  (value) => !value.includes('/'),
  'must be a bare id, without a resource type',
)

const draftOrders = z.custom<FhirResource>(
  (value) => isFhirResource(value) && value.resourceType === 'Bundle',
  'must be a FHIR Bundle',
)

const orderSignContext = z.looseObject({
  userId: text,
  patientId: bareId,
  encounterId: text.nullish().transform((value) => value ?? undefined),
  draftOrders,
})

const orderSelectContext = orderSignContext.extend({ selections: z.array(text) })

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

const requests = {
  'order-select': z.looseObject({
    hook: z.literal('order-select'),
    ...base,
    context: orderSelectContext,
  }),
  'order-sign': z.looseObject({
    hook: z.literal('order-sign'),
    ...base,
    context: orderSignContext,
  }),
}

function toExpression(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (sofar, part) =>
      typeof part === 'number'
        ? `${sofar}[${String(part)}]`
        : `${sofar}${sofar === '' ? '' : '.'}${String(part)}`,
    '',
  )
}

function refuse(issues: readonly FaultIssue[]): void {
  const [first, ...rest] = issues
  if (first !== undefined) throw new Fault('malformed-request', [first, ...rest])
}

/** Shape problems of what is read: the orders, and the prefetched values of the service's own keys. */
function resourceProblems(
  context: { readonly draftOrders: FhirResource },
  prefetch: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly FaultIssue[] {
  const prefetched = keys
    .filter((key) => prefetch[key] !== undefined && prefetch[key] !== null)
    .flatMap((key) => shapeProblems(prefetch[key], `prefetch.${key}`))
  return [...shapeProblems(context.draftOrders, 'context.draftOrders'), ...prefetched]
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
  const parsed = requests[hook].safeParse(body)
  if (!parsed.success) {
    refuse(
      parsed.error.issues.map(({ message, path }) => {
        const expression = toExpression(path)
        return { text: `${expression}: ${message}`, expression }
      }),
    )
    throw new TypeError('a failed parse has issues')
  }
  const { fhirServer, fhirAuthorization: authorization, prefetch, ...rest } = parsed.data
  // Invariant cds-r-1 of the specification.
  if (authorization && !fhirServer) {
    refuse([
      { text: 'fhirServer: required when fhirAuthorization is sent', expression: 'fhirServer' },
    ])
  }
  refuse(resourceProblems(rest.context, prefetch ?? {}, keys))
  return {
    ...rest,
    fhirServer: fhirServer ?? undefined,
    fhirAuthorization: authorization ?? undefined,
    prefetch: prefetch ?? {},
  }
}
