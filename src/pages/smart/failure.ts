import type { Texts } from '../language/en.ts'

export interface Failure {
  readonly kind: Exclude<keyof Texts['errors'], 'title' | 'again'>
  /** What was asked, or what was said; nothing of the patient. */
  readonly what: string
}

export class KnownFailure extends Error {
  readonly failure: Failure

  constructor(kind: Failure['kind'], what = '') {
    super(`${kind} ${what}`)
    this.failure = { kind, what }
  }
}

/** The HTTP status that an error of the SMART library carries. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode, status } = error as Error & { statusCode?: unknown; status?: unknown }
  const found = statusCode ?? status
  return typeof found === 'number' ? found : undefined
}

const BY_STATUS: Readonly<Record<number, Failure['kind']>> = {
  401: 'expired',
  403: 'notPermitted',
}

export const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error)

/** The words for an error, whatever threw it. */
export function toFailure(error: unknown, what = ''): Failure {
  if (error instanceof KnownFailure) return error.failure
  const status = statusOf(error)
  const message = messageOf(error)
  const named = what === '' ? message : what
  if (status !== undefined)
    return { kind: BY_STATUS[status] ?? 'refused', what: `${named} (${String(status)})` }
  if (message.startsWith('access_denied')) return { kind: 'denied', what: '' }
  if (/state|session|launch/i.test(message)) return { kind: 'noSession', what: '' }
  return { kind: error instanceof TypeError ? 'serverDown' : 'other', what: named }
}
