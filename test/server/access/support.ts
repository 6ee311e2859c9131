import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../src/base/time.ts'
import { frozenClock } from '../../support/clock.ts'
import { startTestService, type TestService } from '../../support/service.ts'

/** A URL that answers with a JWK Set, on a real socket, and can be made to fail. */
export interface KeyServer {
  readonly url: string
  answer: { status: number; body: string; location?: string }
  readonly asked: () => number
  readonly close: () => Promise<void>
}

export async function startKeyServer(keys: readonly object[]): Promise<KeyServer> {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    const { status, body, location } = keyServer.answer
    response.writeHead(status, location === undefined ? {} : { location }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${String(port)}/jwks.json`,
    answer: { status: 200, body: JSON.stringify({ keys }) },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return keyServer
}

/** A registry file that a test may write again. */
export interface RegistryFile {
  readonly path: string
  readonly write: (registry: unknown) => void
  readonly remove: () => void
}

export function registryFile(registry: unknown): RegistryFile {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'))
  const path = join(folder, 'clients.json')
  const write = (json: unknown) =>
    writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json))
  write(registry)
  return { path, write, remove: () => rmSync(folder, { recursive: true }) }
}

/** Where the tests' service is reached: behind a proxy, under a path. */
export const PUBLIC_URL = 'https://cds.example.org/hooks'

/** The service behind a proxy, for registered clients alone. */
export const startGuardedService = (
  path: string,
  environment: Readonly<Record<string, string>> = {},
  clock: Clock = frozenClock,
): Promise<TestService> =>
  startTestService(
    { CLIENTS_FILE: path, PUBLIC_URL, AUTH_MODE: 'required', ...environment },
    ['--no-sandbox'],
    clock,
  )

/** The last line of a service's log. */
export const lastLine = ({ log }: TestService): Readonly<Record<string, unknown>> =>
  JSON.parse(log.at(-1) ?? '{}') as Readonly<Record<string, unknown>>
