import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file of SMART clients with its keys, for one run. */
export interface SmartClientsFile {
  readonly path: string
  /** Writes a file beside it. */
  readonly write: (name: string, text: string) => void
  readonly remove: () => void
}

export const SECRET = 'a synthetic secret: ä/+%'

/** A new private key in PEM. */
export const newPem = (namedCurve = 'P-384'): string =>
  generateKeyPairSync('ec', { namedCurve })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

/** The sandbox as an EHR that knows the app as a confidential client. */
export const sandboxClient = (more: object) => ({
  iss: '/sandbox/fhir',
  clientId: 'confidential-app',
  tokenEndpoint: '/sandbox/auth/token',
  ...more,
})

/** Writes a file of SMART clients; `key.pem` and `secret.txt` stand beside it. */
export function smartClientsFile(...clients: readonly object[]): SmartClientsFile {
  const folder = mkdtempSync(join(tmpdir(), 'smart-clients-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('key.pem', newPem())
  write('secret.txt', `${SECRET}\n`)
  write('clients.json', JSON.stringify({ clients }))
  return {
    path: join(folder, 'clients.json'),
    write,
    remove: () => rmSync(folder, { recursive: true }),
  }
}
