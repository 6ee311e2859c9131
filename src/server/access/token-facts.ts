import jwt from 'jsonwebtoken'
import { elements, isJsonObject } from '../../base/json.ts'
import { quoted } from '../../base/quoted.ts'
import { scrub } from '../../base/telemetry/scrub.ts'

/** What a refused token said of itself, and what was expected: for the operator's log. */
export interface TokenFacts {
  readonly iss?: string | undefined
  readonly aud?: string | undefined
  readonly audExpected: string
  readonly alg?: string | undefined
  readonly kid?: string | undefined
  readonly jku?: string | undefined
}

/** A text of somebody who proved nothing: short, and without what may be a secret. */
function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? quoted(String(scrub(value))) : `(${typeof value})`
}

const MOST_AUDIENCES = 3

/** Several URLs on one line; how many more there are. */
function listed(values: readonly unknown[]): string | undefined {
  const texts = values.map(shown).filter((text) => text !== undefined)
  const more = texts.length - MOST_AUDIENCES
  const [first, ...rest] = texts.slice(0, MOST_AUDIENCES)
  if (first === undefined) return undefined
  return [first, ...rest, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ')
}

function decoded(text: string): { readonly header: unknown; readonly payload: unknown } {
  try {
    return jwt.decode(text, { complete: true }) ?? { header: undefined, payload: undefined }
  } catch {
    return { header: undefined, payload: undefined }
  }
}

/**
 * The issuer, audience and key that a bearer token names, without anything else of it.
 *
 * @param audience - The URLs by which the called endpoint may be meant.
 */
export function factsOfToken(
  authorization: string | undefined,
  audience: readonly string[],
): TokenFacts {
  const { header, payload } = decoded((authorization ?? '').replace(/^Bearer +/i, ''))
  const [{ alg, kid, jku }, { iss, aud }] = [
    isJsonObject(header) ? header : {},
    isJsonObject(payload) ? payload : {},
  ]
  return {
    iss: shown(iss),
    aud: listed(Array.isArray(aud) ? elements(aud) : [aud]),
    audExpected: listed(audience) ?? '',
    alg: shown(alg),
    kid: shown(kid),
    jku: shown(jku),
  }
}
