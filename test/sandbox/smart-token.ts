import { createHash } from 'node:crypto'
import type { TestService } from '../support/service.ts'

export const VERIFIER = 'v'.repeat(43)

/** What an app asks the authorization server of the sandbox for, without a launch. */
export const authorizeQuery = (
  { publicUrl }: Pick<TestService, 'publicUrl'>,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  response_type: 'code',
  client_id: 'app',
  redirect_uri: `${publicUrl}/smart/app`,
  scope: 'patient/*.cruds',
  state: 's',
  aud: `${publicUrl}/sandbox/fhir`,
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  patient: 'low-risk',
  ...more,
})

export async function codeFor(
  service: TestService,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { headers } = await service.http
    .get('/sandbox/auth/authorize')
    .query(authorizeQuery(service, more))
  return new URL(headers['location'] ?? '').searchParams.get('code') ?? ''
}

export const redeem = (
  service: TestService,
  code: string,
  more: Readonly<Record<string, string>> = {},
) =>
  service.http
    .post('/sandbox/auth/token')
    .type('form')
    .send({
      grant_type: 'authorization_code',
      code,
      redirect_uri: `${service.publicUrl}/smart/app`,
      client_id: 'app',
      code_verifier: VERIFIER,
      ...more,
    })

/** An access token for low-risk with a scope, as an app gets it. */
export async function tokenFor(service: TestService, scope: string): Promise<string> {
  const answer = await redeem(service, await codeFor(service, { scope }))
  return (answer.body as { readonly access_token: string }).access_token
}
