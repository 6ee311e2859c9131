import { isJsonObject, nonBlank } from '../../base/json.ts'
import { quoted } from '../../base/quoted.ts'
import type { Texts } from '../language/en.ts'

export interface Failure {
  readonly kind: Exclude<keyof Texts['errors'], 'title' | 'again' | 'reload'>
  /** What was asked, or what was said; nothing of the patient. */
  readonly what: string
}

export class KnownFailure extends Error {
  readonly failure: Failure

  constructor(kind: Failure['kind'], what = '') {
    super(`${kind} ${what}`)
    this.failure = { kind, what: quoted(what) }
  }
}

/** The HTTP status that an error of the SMART library carries. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { statusCode, status } = error as Error & { statusCode?: unknown; status?: unknown }
  const found = statusCode ?? status
  return typeof found === 'number' ? found : undefined
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The words for an error, whatever threw it. */
export function toFailure(error: unknown, what = ''): Failure {
  if (error instanceof KnownFailure) return error.failure
  const status = statusOf(error)
  const named = quoted(what === '' ? messageOf(error) : what)
  if (status !== undefined) return { kind: 'refused', what: `${named} (${String(status)})` }
  return { kind: error instanceof TypeError ? 'serverDown' : 'other', what: named }
}

/** An error of OAuth as who sent it wrote it. https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export function refusalOf(error: unknown, description: unknown): string | undefined {
  const said = [nonBlank(error), nonBlank(description)].filter((text) => text !== undefined)
  return said.length === 0 ? undefined : said.join(': ')
}

/** What the SMART library keeps of a token response that was no token. */
async function saidBy(error: unknown): Promise<string | undefined> {
  const { response } = (error ?? {}) as { readonly response?: unknown }
  if (!(response instanceof Response)) return undefined
  const [, ...lines] = messageOf(error).split('\n')
  // The library has read the body already; its own words come first, then those of the answer.
  const answered = lines.filter((line) => !line.startsWith('URL: ')).join(' ')
  const body: unknown = response.bodyUsed ? undefined : await response.json().catch(() => undefined)
  const refusal = isJsonObject(body)
    ? refusalOf(body['error'], body['error_description'])
    : undefined
  return refusal ?? (/^\s*[{[<]/.test(answered) ? undefined : nonBlank(answered))
}

/** The words for an error on the way to a sign-in. Nothing has expired that never was. */
export async function toSignInFailure(error: unknown): Promise<Failure> {
  const status = statusOf(error)
  if (error instanceof KnownFailure || status === undefined) return toFailure(error)
  const said = quoted((await saidBy(error)) ?? '')
  return { kind: 'signInRefused', what: [said, `(${String(status)})`].filter(Boolean).join(' ') }
}
