import { isUtf8 } from 'node:buffer'
import express, { type Request, type RequestHandler } from 'express'
import { Fault } from '../../base/fault.ts'
import { parseJsonText } from '../../base/json.ts'
import { type Excess, JsonBounds } from '../../base/json-limits.ts'
import { hasMorePartsThan } from './json-parts.ts'
import { callerOf } from './request-context.ts'

const JSON_TYPES = ['application/json', 'application/fhir+json', 'application/json+fhir']

/**
 * Reads the bytes of a JSON body up to the limit of the caller, or of the service if that is lower.
 * Text is decoded in {@link parseJsonBody}, since the library's decoder is slow beyond Latin-1.
 */
export function jsonBody(limitBytes: number): RequestHandler {
  const readers = new Map<number, RequestHandler>()
  return (request, response, next) => {
    const limit = Math.min(callerOf(response).limits.bodyBytes ?? limitBytes, limitBytes)
    const reader = readers.get(limit) ?? express.raw({ type: JSON_TYPES, limit })
    readers.set(limit, reader)
    return reader(request, response, next)
  }
}

/** Far more than a record of 5 MB has: one with a list or an object for every ten bytes. */
const MOST_PARTS = 500_000

// https://www.rfc-editor.org/rfc/rfc8259#section-8.1; ASCII is UTF-8 too.
const OTHER_CHARSET = /;\s*charset\s*=\s*(?!"?(?:utf-?8|us-ascii)"?\s*(?:;|$))/i

function refuseOtherCharset({ headers }: Request): void {
  if (!OTHER_CHARSET.test(headers['content-type'] ?? '')) return
  throw new Fault('unsupported-media-type', [
    { text: 'JSON is written in UTF-8 and nothing else.', expression: 'Content-Type' },
  ])
}

function faultOf(excess: Excess): Fault {
  const most = String(excess.most)
  switch (excess.what) {
    case 'depth':
      return new Fault('malformed-request', `The body is nested deeper than ${most}.`)
    case 'entries':
      return new Fault(
        'payload-too-large',
        `More than ${most} Bundle entries, contained resources, components and stages.`,
      )
    case 'list': {
      const text = `A list of more than ${most} elements.`
      // The name of the list is a word of the caller: told only if it is short.
      const isTold = /^\w[\w-]{0,63}$/.test(excess.member)
      const issue = isTold ? { text, expression: excess.member } : { text }
      return new Fault('payload-too-large', [issue])
    }
  }
}

/**
 * The JSON value of a request body.
 *
 * @throws {Fault} `unsupported-media-type` without a JSON body in UTF-8, `malformed-request` when
 *   it is no JSON in UTF-8 or nested too deep, `payload-too-large` when it holds too many Bundle
 *   entries, lists or objects, or too long a list.
 */
export function parseJsonBody(request: Request): unknown {
  const body: unknown = request.body
  if (!Buffer.isBuffer(body)) {
    throw new Fault('unsupported-media-type', [
      { text: 'The body must be JSON: Content-Type application/json.', expression: 'Content-Type' },
    ])
  }
  refuseOtherCharset(request)
  if (!isUtf8(body)) throw new Fault('malformed-request', 'The body is not JSON in UTF-8.')
  if (hasMorePartsThan(MOST_PARTS, body))
    throw new Fault('payload-too-large', `More than ${String(MOST_PARTS)} lists and objects.`)
  let value: unknown
  try {
    value = parseJsonText(body.toString('utf8'))
  } catch {
    throw new Fault('malformed-request', 'The body is not JSON in UTF-8.')
  }
  const excess = new JsonBounds().excessOf(value)
  if (excess !== undefined) throw faultOf(excess)
  return value
}
