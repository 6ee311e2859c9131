/**
 * A registered client of the bench: its registry file, and tokens in stock, since signing costs
 * more than verifying.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKey, type TestKey, toJwk } from '../support/tokens.ts'
import jwt from 'jsonwebtoken'

/** The algorithms that CDS Hooks recommends. */
export const ALGORITHMS = ['RS384', 'ES384'] as const
export type BenchAlgorithm = (typeof ALGORITHMS)[number]

export const ISSUER = 'https://bench.example.org'

/** A client with one key. */
export interface BenchClient {
  readonly registry: string
  readonly key: TestKey
  readonly remove: () => void
}

export function newClient(algorithm: BenchAlgorithm): BenchClient {
  const key = newKey('bench', algorithm)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const registry = join(folder, 'clients.json')
  const client = { id: 'bench', iss: ISSUER, keys: { jwks: { keys: [toJwk(key)] } } }
  writeFileSync(registry, JSON.stringify({ clients: [client] }))
  return { registry, key, remove: () => rmSync(folder, { recursive: true }) }
}

/** Authorization headers for one endpoint, each for one use. */
export function stockOf({ key }: BenchClient, audience: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const options = {
      algorithm: key.alg as jwt.Algorithm,
      keyid: key.kid,
      issuer: ISSUER,
      audience,
      expiresIn: 300,
      jwtid: `${audience} ${String(performance.now())} ${String(i)}`,
    }
    return `Bearer ${jwt.sign({}, key.privateKey, options)}`
  })
}
