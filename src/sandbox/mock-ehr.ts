import { json, Router } from 'express'
import { isJsonObject, nonBlank } from '../base/json.ts'
import type { Clock } from '../base/time.ts'
import type { ClientJwtSigner } from '../server/access/sign-client-jwt.ts'
import { SANDBOX_TOKEN } from './access.ts'
import type { SandboxPatient } from './patients.ts'

interface MockEhrOptions {
  readonly fhirServer: string
  /** Base URL of the CDS Services that it calls at first. */
  readonly cdsServices: string
  readonly patients: readonly SandboxPatient[]
  /** Who signed in: a reference. */
  readonly user: string
  /** What can be ordered: order resources without patient and id. */
  readonly orderables: unknown
  /** What is told with some of the patients. */
  readonly stories: unknown
  /** Ids of the services that it calls only when somebody switches them on. */
  readonly extraServices: readonly string[]
  readonly signer: ClientJwtSigner
  readonly clock: Clock
  readonly newId: () => string
}

/**
 * The back end of the mock EHR: its settings, its public key, and its signature under a call (a
 * page cannot keep a private key to itself).
 */
export function mockEhrRoutes(options: MockEhrOptions): Router {
  const {
    fhirServer,
    cdsServices,
    patients,
    orderables,
    signer,
    clock,
    newId,
    stories,
    extraServices,
    user,
  } = options
  const router = Router()
  router.get('/settings.json', (_request, response) => {
    response.json({
      user,
      fhirServer,
      cdsServices,
      accessToken: SANDBOX_TOKEN,
      patients: patients.map(({ id, names, reasons }) => ({ id, names, why: reasons })),
      orderables,
      stories,
      extraServices,
    })
  })
  router.get('/jwks.json', (_request, response) => {
    response.json(signer.jwks)
  })
  router.post('/client-jwt', json(), (request, response) => {
    const body: unknown = request.body
    const audience = isJsonObject(body) ? nonBlank(body['audience']) : undefined
    if (audience === undefined) {
      response.status(400).json({ error: 'audience is missing' })
      return
    }
    response.json({ jwt: signer.sign({ audience, now: clock.now(), jti: newId() }) })
  })
  return router
}
