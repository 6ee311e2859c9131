import { ALGORITHMS } from './algorithms.ts'
import type { Refusal } from './refusal.ts'
import type { TokenFacts } from './token-facts.ts'

const asJson = (facts: TokenFacts) =>
  JSON.stringify({
    clients: [{ id: 'my-client', iss: facts.iss, keys: { jwksUrl: facts.jku ?? 'https://...' } }],
  })

const unregistered = (facts: TokenFacts) =>
  `the issuer "${facts.iss ?? ''}" is not registered. Without a token you are let in here. To be let in with it, register its key: put ${asJson(facts)} into a file (instead of jwksUrl, jwks holds the key set itself) and start with CLIENTS_FILE=that file`

const longest = 'a token may live for an hour at most (exp - iat)'

/** What to do about a refused token, in words: for testers of the sandbox alone. */
const WORDS: Readonly<Record<Refusal, string | ((facts: TokenFacts) => string)>> = {
  'no-token': 'there is no Authorization header',
  'not-a-bearer-token': 'the Authorization header must be "Bearer" and a JWT',
  'token-too-long': 'the token is longer than 8 KiB',
  'malformed-token': 'the token is no JWT in three parts',
  'algorithm-not-allowed': ({ alg = 'none' }) =>
    `alg is ${alg}; taken are ${ALGORITHMS.join(', ')}, or those that are registered`,
  'not-of-type-jwt': 'the header must have "typ": "JWT"',
  'critical-header': 'the header has "crit", and nothing of it is understood here',
  'no-key-id': 'the header has no kid',
  'no-issuer': 'there is no iss',
  'unknown-issuer': unregistered,
  'unknown-tenant': 'no client of this issuer is registered for this tenant',
  'key-url-not-registered': ({ jku = '' }) => `the jku ${jku} is not the registered one`,
  'wrong-audience': ({ aud = 'missing', audExpected }) =>
    `aud is ${aud}; expected is the URL that is called: ${audExpected}`,
  'no-expiry': 'there is no exp',
  expired: 'it has expired, or a clock is wrong',
  'no-issue-time': 'there is no iat',
  'issued-in-the-future': 'iat is in the future, or a clock is wrong',
  'lives-too-long': longest,
  'not-yet-valid': 'nbf is in the future, or a clock is wrong',
  'no-token-id': 'there is no jti',
  'unknown-key': ({ kid = '', alg = '' }) =>
    `no registered key has the kid "${kid}" and is fit for ${alg}`,
  'bad-signature': 'the signature is not by the registered key',
  'used-before': 'this jti was used before: make a new token for each call',
  'replay-store-full': 'too many tokens are remembered: come back later',
}

/** Why a token was refused, and what to do about it. */
export function wordsOfRefusal(refusal: Refusal, facts: TokenFacts): string {
  const words = WORDS[refusal]
  return `The token was refused: ${typeof words === 'string' ? words : words(facts)}.`
}
