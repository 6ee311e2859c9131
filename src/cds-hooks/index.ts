export type {
  Action,
  Card,
  CardCoding,
  CardLink,
  CardSource,
  Indicator,
  OverrideReason,
  ServiceResponse,
  Suggestion,
} from './card.ts'
export type { DiscoveryEntry, DiscoveryResponse } from './discovery.ts'
export { requestedMaxCards } from './configuration-extension.ts'
export { shapeDiscovery, shapeResponse } from './dialect.ts'
export type { Dialect } from './dialect.ts'
export { parseFeedback } from './feedback.ts'
export type { FeedbackItem } from './feedback.ts'
export type {
  OrderDispatchContext,
  OrderSelectContext,
  OrderSignContext,
  PatientViewContext,
} from './hook-context.ts'
export { parseHookRequest } from './hook-request.ts'
export type {
  DraftOrdersRequest,
  FhirAuthorization,
  HookRequest,
  OrderDispatchRequest,
  PatientViewRequest,
} from './hook-request.ts'
export { HOOK_NAMES, HOOK_VERSIONS } from './hooks.ts'
export type { HookName } from './hooks.ts'
export { emptyElements, SUMMARY_MAX, violations } from './invariants.ts'
export { resolveTemplate } from './prefetch.ts'
export type { FetchFailure, PrefetchSlot, PrefetchSlots } from './prefetch.ts'
export { CDS_HOOKS_VERSIONS, isAtLeast, SPECIFICATION_VERSION } from './version.ts'
export type { CdsHooksVersion } from './version.ts'
