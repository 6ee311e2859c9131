import type { Reasoned } from './reading-reason.ts'

/**
 * Tells the service that the app was opened, for its metrics: which service it is about and whether
 * from a card; nothing of patient, user or EHR. Nothing depends on whether it arrives.
 */
export function reportOpened({ definition, difference }: Reasoned): void {
  const from = difference.kind === 'no-card' ? 'standalone' : 'card'
  const query = new URLSearchParams({ service: definition.id, from })
  // No cookie and no address of this page, which carries the sign-in's state, goes with it.
  const options = { method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer' } as const
  void fetch(`opened?${query.toString()}`, { ...options, keepalive: true }).catch(() => undefined)
}
