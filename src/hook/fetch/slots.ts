import type { Instant } from '../../base/time.ts'
import type { SinceByKey } from '../call.ts'
import type { HookRequest } from '../protocol/hook-request.ts'
import { resolveTemplate } from '../protocol/discovery.ts'
import { OMITTED, type PrefetchSlot, type PrefetchSlots } from '../../clinical/assessment/slots.ts'
import { type Prefetched, readPrefetched } from './prefetched.ts'
import type { Reader } from './reader/reader.ts'

/** One prefetch key: what came under it, and what to ask for else. */
export interface Wanted {
  readonly key: string
  readonly prefetched: Prefetched
  /** The template with its tokens replaced; nothing when the context lacks one. */
  readonly url: () => string | undefined
  /** What was observed before is of no use; nothing where everything is. */
  readonly since: Instant | undefined
}

/** The keys of the templates, as a request supplies them. */
export function wantedOf(
  { context: fields, prefetch }: HookRequest,
  templates: Readonly<Record<string, string>>,
  since: SinceByKey = {},
): readonly Wanted[] {
  const context: Readonly<Record<string, unknown>> = { ...fields }
  return Object.entries(templates).map(([key, template]) => ({
    key,
    prefetched: readPrefetched(prefetch, key, template),
    url: () => resolveTemplate(template, context),
    since: since[key],
  }))
}

async function toSlot({ prefetched, url, since }: Wanted, reader: Reader): Promise<PrefetchSlot> {
  if (prefetched.kind === 'slot') return prefetched.slot
  const asked = url()
  if (prefetched.kind === 'first-page') return reader.readOn(prefetched.bundle, asked, since)
  return asked === undefined ? OMITTED : reader.read(asked, since)
}

/** The slots of all keys: what is not there is asked of the reader, in parallel. */
export async function fill(wanted: readonly Wanted[], reader: Reader): Promise<PrefetchSlots> {
  const slots = await Promise.all(wanted.map((key) => toSlot(key, reader)))
  return Object.fromEntries(wanted.map(({ key }, i) => [key, slots[i] ?? OMITTED]))
}
