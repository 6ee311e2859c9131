import { fail, type Finding, pass, type ServiceCheck, skip } from './check.ts'
import { type HttpResponse, exchange } from '../client/exchange.ts'
import type { ServiceProbe } from './probe.ts'

const UNKNOWN_ORIGIN = 'https://stranger.example'

/** Without a token, as browsers send it. */
function preflight({ options, service }: ServiceProbe, origin: string): Promise<HttpResponse> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  }
  return exchange(service.url, { method: 'OPTIONS', headers }, options.timeoutMs)
}

const allows = ({ headers }: HttpResponse, origin: string) =>
  ['*', origin].includes(headers.get('access-control-allow-origin') ?? '')

async function checkPreflight(probe: ServiceProbe): Promise<Finding> {
  const { origin } = probe.options
  if (origin === undefined) return skip('no origin was given')
  const answer = await preflight(probe, origin)
  if (answer.status >= 300) return fail(`a preflight gets ${String(answer.status)}`)
  if (!allows(answer, origin)) return fail('the origin is not allowed')
  const allowed = (answer.headers.get('access-control-allow-headers') ?? '').toLowerCase()
  const missing = ['authorization', 'content-type'].filter((name) => !allowed.includes(name))
  return missing.length === 0 ? pass : fail(`header ${missing.join(', ')} is not allowed`)
}

async function checkErrors(probe: ServiceProbe): Promise<Finding> {
  const { origin } = probe.options
  if (origin === undefined) return skip('no origin was given')
  const answer = await probe.call('{', { origin })
  return allows(answer, origin) ? pass : fail('a browser cannot read a refusal')
}

async function checkCredentials(probe: ServiceProbe): Promise<Finding> {
  const { headers } = await preflight(probe, UNKNOWN_ORIGIN)
  const allowed = headers.get('access-control-allow-origin')
  const withCookies = headers.get('access-control-allow-credentials') === 'true'
  // Browsers refuse `*` beside credentials: only an origin that is sent back is dangerous.
  return withCookies && allowed === UNKNOWN_ORIGIN
    ? fail(`any origin is sent back (${UNKNOWN_ORIGIN}) with leave for credentials`)
    : pass
}

/** https://cds-hooks.hl7.org/2.0/#cors */
export const corsChecks: readonly ServiceCheck[] = [
  { clause: 'H8', level: 'SHOULD', title: 'a page of the origin may call', run: checkPreflight },
  {
    clause: 'H8',
    level: 'SHOULD',
    title: 'a page of the origin can read a refusal',
    run: checkErrors,
  },
  {
    clause: 'H8',
    level: 'SHOULD',
    title: 'no foreign page may call with credentials',
    run: checkCredentials,
  },
]
