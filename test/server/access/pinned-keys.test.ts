import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { parseClientRegistry } from '../../../src/server/access/parse-registry.ts'
import { ISSUER, newKey, toJwk } from '../../support/tokens.ts'

const first = newKey('first', 'ES256')

const clientWith = (jwks: object) => ({ id: 'main', iss: ISSUER, keys: { jwks } })

function problemsOf(json: unknown): string {
  const readJson = () => ({})
  try {
    parseClientRegistry(json, { isSandbox: false, services: [], categories: [], readJson })
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('a key of a pinned set that can verify nothing is told, beside one that can', () => {
  const rsa = (bits: number) =>
    generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })
  const curve = (namedCurve: string) =>
    generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
  const second = toJwk(newKey('second', 'ES384'))
  const lacking = (name: string) => ({ ...second, [name]: undefined })

  test.each<[string, unknown, string]>([
    ['no object', 'key', 'is no JSON object'],
    ['null', null, 'is no JSON object'],
    ['without kty', lacking('kty'), 'has no kty that is known'],
    ['with a kty in small letters', { ...second, kty: 'ec' }, 'has no kty that is known'],
    ['with a kty that is a number', { ...second, kty: 7 }, 'has no kty that is known'],
    ['without kid', lacking('kid'), 'has no kid'],
    ['with a kid that is an object', { ...second, kid: {} }, 'has no kid'],
    ['with a blank kid', { ...second, kid: ' ' }, 'has no kid'],
    ['that is private', { ...second, d: 'x' }, 'is a private key'],
    ['without y', lacking('y'), 'cannot be read'],
    ['without a curve', lacking('crv'), 'cannot be read'],
    ['with an x that is no point', { ...second, x: 'AAAA' }, 'cannot be read'],
    ['of RSA without n', { kty: 'RSA', kid: 'r', e: 'AQAB' }, 'cannot be read'],
    ['of RSA with 1024 bits', { ...rsa(1024), kid: 'r' }, 'is too short'],
    ['of a curve that is not taken', { ...curve('secp521r1'), kid: 'p' }, 'of a curve'],
    ['with an alg of another curve', { ...second, alg: 'ES256' }, 'names an alg'],
    ['with an alg of RSA', { ...second, alg: 'RS384' }, 'names an alg'],
    ['with an alg that nobody knows', { ...second, alg: 'es384' }, 'names an alg'],
  ])('%s', (_what, malformed, problem) => {
    const set = { keys: [toJwk(first), malformed] }
    const problems = problemsOf({ clients: [clientWith(set)] })
    expect(problems).toContain(`clients.0.keys.jwks: `)
    expect(problems).toMatch(new RegExp(`keys\\[1\\] .*${problem}`))
  })

  test.each<[string, object]>([
    ['to encrypt with', { ...second, use: 'enc' }],
    ['of other operations', { ...second, key_ops: ['encrypt'] }],
    ['of another kind', { kty: 'OKP', crv: 'Ed25519', kid: 'o', x: 'AA' }],
    ['that names its alg', { ...second, alg: 'ES384' }],
    ['of RSA', { ...rsa(2048), kid: 'r' }],
    ['with the kid of the first', { ...second, kid: 'first' }],
    ['with a kid that is a number', { ...second, kid: 7 }],
    ['with null members', { ...second, use: null, key_ops: null, d: null, x5c: null, alg: null }],
    ['of RSA that names its alg', { ...rsa(2048), kid: 'r', alg: 'PS384' }],
  ])('one %s is no problem', (_what, fine) => {
    const set = { keys: [toJwk(first), fine] }
    expect(problemsOf({ clients: [clientWith(set)] })).toBe('')
  })
})
