import { fail, failWithStatus, type Finding, pass, type ServiceCheck, skip } from './check.ts'
import type { HttpRequest } from '../client/exchange.ts'
import type { ServiceProbe } from './probe.ts'
import type { Signer, TokenFlaw } from '../client/signer.ts'

const call = (probe: ServiceProbe, authorization: string) => {
  const headers: HttpRequest['headers'] = { authorization }
  return probe.call(probe.request(), headers)
}

const isAnswer = (status: number) => status === 200 || status === 412

/** Why tokens cannot be checked; nothing when they can. */
async function whyNotCheckable(probe: ServiceProbe): Promise<string | undefined> {
  const { status } = await call(probe, '')
  return isAnswer(status) ? 'the service answers without a token' : undefined
}

function check(
  clause: string,
  title: string,
  run: (probe: ServiceProbe, signer: Signer) => Promise<Finding>,
): ServiceCheck {
  return {
    clause,
    level: clause === 'J6' || clause === 'J5' || clause === 'J2' ? 'SHALL' : 'SHOULD',
    title,
    run: async (probe) => {
      const { signer } = probe.options
      if (signer === undefined) return skip('no key was given')
      const why = await whyNotCheckable(probe)
      return why === undefined ? run(probe, signer) : skip(why)
    },
  }
}

/** A token that is wrong in one way must be refused. */
const refusal = (clause: string, title: string, flaw: TokenFlaw, audience?: string) =>
  check(clause, title, async (probe, signer) => {
    const token = signer.token(audience ?? probe.service.url, flaw)
    const { status } = await call(probe, `Bearer ${token}`)
    return status === 401 || status === 403 ? pass : failWithStatus({ status })
  })

const acceptance = (
  clause: string,
  title: string,
  toToken: (signer: Signer, url: string) => string,
) =>
  check(clause, title, async (probe, signer) => {
    const { status } = await call(probe, `Bearer ${toToken(signer, probe.service.url)}`)
    return isAnswer(status) ? pass : failWithStatus({ status })
  })

async function checkReplay(probe: ServiceProbe, signer: Signer): Promise<Finding> {
  const token = `Bearer ${signer.token(probe.service.url)}`
  const body = probe.request()
  const first = await probe.call(body, { authorization: token })
  if (!isAnswer(first.status)) return fail(`a good token gets ${String(first.status)}`)
  const second = await probe.call(probe.request(), { authorization: token })
  return second.status === 401 || second.status === 403
    ? pass
    : fail(`a token that was used before gets ${String(second.status)}`)
}

const LONG_AGO = 1_000_000_000

/** https://cds-hooks.hl7.org/2.0/#trusting-cds-clients */
export const tokenChecks: readonly ServiceCheck[] = [
  acceptance('J2', 'a good token is accepted', (signer, url) => signer.token(url)),
  acceptance('J4', 'an audience in an array is accepted', (signer, url) => signer.token([url])),
  acceptance('J4', 'a claim that is not known is accepted', (signer, url) =>
    signer.token(url, { claims: { sub: 'client_id' } }),
  ),
  refusal('J6', 'a token without a signature is refused', {
    header: { alg: 'none' },
    signature: 'none',
  }),
  refusal('J6', 'a token with a symmetric signature is refused', {
    header: { alg: 'HS384' },
    signature: 'hmac',
  }),
  refusal('J10', 'a broken signature is refused', { signature: 'broken' }),
  refusal('J5', 'a token for another service is refused', {}, 'https://other.example/cds-services'),
  refusal('J10', 'an expired token is refused', { claims: { exp: LONG_AGO, iat: LONG_AGO - 300 } }),
  refusal('J4', 'a token that never expires is refused', { withoutClaim: 'exp' }),
  refusal('J4', 'a token without an issuer is refused', { withoutClaim: 'iss' }),
  refusal('J4', 'a token without a jti is refused', { withoutClaim: 'jti' }),
  refusal('J8', 'an issuer that nobody registered is refused', {
    claims: { iss: 'https://stranger.example' },
  }),
  refusal('J3', 'a key that nobody registered is refused', { header: { kid: 'stranger' } }),
  check('J10', 'a token is good once', checkReplay),
]
