import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { en } from '../../src/pages/language/en.ts'
import { startBrowser, type ServiceInBrowser } from './support.ts'

/** The settings of a simulated launch stand in its path. */
const SIM = '/v/r4/sim/eyJoIjoiMSJ9'

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

interface Launcher {
  readonly issuer: string
  /** The queries that reached the FHIR server, as they were sent. */
  readonly queries: readonly string[]
  /** What the app asked for at the authorization endpoint. */
  readonly asked: readonly URLSearchParams[]
  readonly close: () => Promise<void>
}

/**
 * What the SMART App Launcher does (observed in its version 2): it takes any client, checks PKCE,
 * names the patient and no `appContext`, turns `//` of a URL into `/`, and passes FHIR on.
 */
async function openLauncher(fhirServer: string): Promise<Launcher> {
  const [queries, asked] = [[] as string[], [] as URLSearchParams[]]
  let origin = ''
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  function authorize(url: URL, response: ServerResponse): void {
    asked.push(url.searchParams)
    const back = new URL(url.searchParams.get('redirect_uri') ?? '')
    back.searchParams.set('code', url.searchParams.get('code_challenge') ?? '')
    back.searchParams.set('state', url.searchParams.get('state') ?? '')
    response.writeHead(302, { location: back.href }).end()
  }

  async function grant(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(request))
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
    if (verifier.digest('base64url') !== form.get('code')) {
      json(response, 400, { error: 'invalid_grant' })
      return
    }
    const scope = asked.at(-1)?.get('scope') ?? ''
    const token = { access_token: 'launcher-token', token_type: 'Bearer', expires_in: 3600 }
    json(response, 200, { ...token, scope, patient: 'high-risk', need_patient_banner: true })
  }

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').slice(`${SIM}/fhir`.length).replace(/\/{2,}/g, '/')
    queries.push(path)
    const { authorization } = request.headers
    if (authorization !== undefined && authorization !== 'Bearer launcher-token') {
      json(response, 401, { error: 'token' })
      return
    }
    const answer = await fetch(`${fhirServer}${path}`)
    json(response, answer.status, await answer.json())
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*, authorization')
    const url = new URL(request.url ?? '', origin)
    if (request.method === 'OPTIONS') response.writeHead(204).end()
    else if (url.pathname === `${SIM}/auth/authorize`) authorize(url, response)
    else if (url.pathname === `${SIM}/auth/token`) await grant(request, response)
    else if (url.pathname.endsWith('/.well-known/smart-configuration'))
      json(response, 200, {
        authorization_endpoint: `${origin}${SIM}/auth/authorize`,
        token_endpoint: `${origin}${SIM}/auth/token`,
        code_challenge_methods_supported: ['S256'],
        capabilities: ['launch-ehr', 'client-public', 'permission-v1', 'permission-v2'],
      })
    else await passOn(request, response)
  }

  const server = createServer((request, response) => void answer(request, response))
  origin = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve(`http://127.0.0.1:${String(port)}`)
    })
  })
  return {
    issuer: `${origin}${SIM}/fhir`,
    queries,
    asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('a launch as the SMART App Launcher does it', () => {
  let browser: ServiceInBrowser
  let launcher: Launcher
  beforeAll(async () => {
    browser = await startBrowser()
    launcher = await openLauncher(`${browser.url}/sandbox/fhir`)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await launcher.close()
  })

  test('opens the app with the patient, and without a card to compare with', async () => {
    const { page, errors } = await browser.visit()
    const query = new URLSearchParams({ iss: launcher.issuer, launch: 'eyJhIjoiMSJ9' })
    await page.goto(`${browser.url}/smart/launch?${query.toString()}`)
    await page.locator('.headline').waitFor()
    await page.getByText(en.app.noCard).waitFor()
    expect(new URL(page.url()).pathname).toBe('/smart/app')
    expect(errors).toEqual([])
    const [asked] = launcher.asked
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      client_id: 'cds-smart-app',
      redirect_uri: `${browser.url}/smart/app`,
      code_challenge_method: 'S256',
      launch: 'eyJhIjoiMSJ9',
    })
    expect(asked?.get('scope')).toMatch(/^launch openid fhirUser patient\/Patient\.r /)
    const searches = launcher.queries.filter(
      (query) => query.includes('?') && query.includes('code='),
    )
    expect(searches.length).toBeGreaterThan(2)
    expect(searches.join('\n')).not.toMatch(/http:\//)
  }, 60_000)
})
