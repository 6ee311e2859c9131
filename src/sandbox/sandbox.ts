import { readFileSync } from 'node:fs'
import { json, Router } from 'express'
import { byEachName, isSameBase } from '../base/loopback.ts'
import { lazily } from '../base/lazily.ts'
import type { JsonObject } from '../base/json.ts'
import type { Clock } from '../base/time.ts'
import { type ClientJwtSigner, toClientJwtSigner } from '../server/access/sign-client-jwt.ts'
import { memoryReplayStore } from '../server/access/replay-store.ts'
import type { SmartClient } from '../server/access/smart-clients.ts'
import { toClientAuthentication } from '../server/access/client-authentication.ts'
import {
  authorizationServer,
  type AuthorizationServerOptions,
  launchRoute,
  smartConfiguration,
} from './authorization-server.ts'
import { SANDBOX_FHIR_PATH } from './fhir-path.ts'
import { createFhirSandbox } from './create-fhir-sandbox.ts'
import { exampleCurl } from './example-request.ts'
import { toGrants } from './grants.ts'
import { mockEhrRoutes } from './mock-ehr.ts'

export interface SandboxOptions {
  /** Absolute path of the folder of synthetic patients. */
  readonly folder: string
  /** Absolute path of the hospital's own codes; standard ones where not given. */
  readonly localCodesFile?: string | undefined
  /** Absolute path of who works there. */
  readonly staffFile: string
  /** Absolute path of what the mock EHR can order. */
  readonly orderablesFile: string
  /** Absolute path of the stories that the mock EHR tells. */
  readonly storiesFile: string
  /** Patients are moved in time so that their data is fresh when the sandbox opens. */
  readonly clock: Clock
  /** An id that cannot be guessed. */
  readonly newUuid: () => string
  /** Public URL of the service, without a trailing slash. */
  readonly publicUrl: string
  /** CSP sources of pages that may frame the sandbox's own. */
  readonly frameAncestors: readonly string[]
  /** The forms by which inputs of the services are entered. */
  readonly questionnaires: readonly JsonObject[]
  /** The FHIR package of the services, as the bytes of package.tgz. */
  readonly fhirPackage: () => Uint8Array
  /** Id of the service that the examples call. */
  readonly exampleService: string
  /** Ids of the services that the mock EHR calls only when somebody switches them on. */
  readonly extraServices: readonly string[]
  /** Id of the patient of the printed example. */
  readonly examplePatient: string
  /**
   * How EHRs know the SMART app; the sandbox asks those clients for their proof that name it as
   * their EHR.
   */
  readonly smartClients: readonly SmartClient[]
}

export interface Sandbox {
  /** Routers to mount, by path. */
  readonly mounts: readonly (readonly [path: string, router: Router])[]
  readonly exampleCommand: string
  /** The mock EHR as a CDS Client: its issuer and its public key, to be registered. */
  readonly client: {
    readonly iss: string
    readonly jwks: ClientJwtSigner['jwks']
    readonly jku: string
  }
}

/** Who has signed in, in the mock EHR and at the authorization server. */
const USER = 'Practitioner/example'

const AUTH_PATH = '/sandbox/auth'
const EHR_PATH = '/sandbox/ehr'

const PACKAGE_PATH = '/sandbox/package.tgz'

/** The FHIR package, made when it is first asked for. */
function packageRoute(fhirPackage: () => Uint8Array): Router {
  const bytes = lazily(fhirPackage)
  const router = Router()
  router.get('/', (_request, response) => {
    response.type('application/gzip').send(Buffer.from(bytes()))
  })
  return router
}

/** What a SMART server answers under its FHIR base URL beside FHIR. */
function smartBesideFhir(options: AuthorizationServerOptions): Router {
  const router = Router()
  router.get('/.well-known/smart-configuration', smartConfiguration(options))
  router.post('/_services/smart/Launch', json(), launchRoute(options))
  return router
}

/** The URL of the authorization server, and how its clients prove who they are. */
function authorization(
  { smartClients, clock, publicUrl, frameAncestors }: SandboxOptions,
  fhirServer: string,
) {
  const baseUrl = `${publicUrl}${AUTH_PATH}`
  const clientOf = toClientAuthentication({
    clients: smartClients.filter(({ iss }) => isSameBase(iss, fhirServer)),
    urls: byEachName(`${baseUrl}/token`),
    replays: memoryReplayStore(clock),
    clock,
  })
  return { fhirServer, baseUrl, frameAncestors, clientOf }
}

/** The key of the mock EHR, by which id_tokens are signed too. */
function signing({ publicUrl, clock, newUuid }: SandboxOptions) {
  const jwksUri = `${publicUrl}${EHR_PATH}/jwks.json`
  const signer = toClientJwtSigner(publicUrl, jwksUri)
  const signIdToken = (clientId: string, claims: object) =>
    signer.sign({ audience: clientId, now: clock.now(), jti: newUuid() }, claims)
  return { signer, jwksUri, signIdToken }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

/**
 * A FHIR R4 server in this process with synthetic patients, an authorization server that lets
 * everybody in, and the back end of the mock EHR.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, newUuid, publicUrl, exampleService, extraServices } = options
  const fhirServer = `${publicUrl}${SANDBOX_FHIR_PATH}`
  const grants = toGrants(clock, newUuid)
  const { router, patients } = await createFhirSandbox({
    ...options,
    today: clock.now(),
    baseUrl: fhirServer,
    grants,
  })
  const { signer, jwksUri, signIdToken } = signing(options)
  const auth: AuthorizationServerOptions = {
    ...authorization(options, fhirServer),
    ...{ grants, patients, user: USER, jwksUri, signIdToken },
  }
  const ehr = mockEhrRoutes({
    ...{ fhirServer, patients, extraServices, user: USER },
    cdsServices: `${publicUrl}/cds-services`,
    ...{ orderables: readJson(options.orderablesFile), stories: readJson(options.storiesFile) },
    ...{ signer, clock, newId: newUuid },
  })
  const example = patients.find(({ id }) => id === options.examplePatient) ?? patients[0]
  const serviceUrl = `${publicUrl}/cds-services/${exampleService}`
  return {
    mounts: [
      [SANDBOX_FHIR_PATH, smartBesideFhir(auth)],
      [SANDBOX_FHIR_PATH, router],
      [AUTH_PATH, authorizationServer(auth)],
      [EHR_PATH, ehr],
      [PACKAGE_PATH, packageRoute(options.fhirPackage)],
    ],
    exampleCommand: example === undefined ? '' : exampleCurl(serviceUrl, example, fhirServer),
    client: { iss: publicUrl, jwks: signer.jwks, jku: jwksUri },
  }
}
