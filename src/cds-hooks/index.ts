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
export { parseHookRequest } from './hook-request.ts'
export type {
  FhirAuthorization,
  HookName,
  HookRequest,
  OrderSelectContext,
  OrderSignContext,
} from './hook-request.ts'
export { SUMMARY_MAX, violations } from './invariants.ts'
export { resolveTemplate } from './prefetch.ts'
export type { FetchFailure, PrefetchSlot, PrefetchSlots } from './prefetch.ts'
export { CDS_HOOKS_VERSIONS } from './version.ts'
export type { CdsHooksVersion } from './version.ts'
