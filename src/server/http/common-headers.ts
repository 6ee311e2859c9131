import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Pages here hold text and style; nothing else is loaded. */
const secure = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': ["'unsafe-inline'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'self'"],
    },
  },
  // A browser client reads the answers from another origin; CORS decides which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
})

/** The headers that the library sets. They are the same for every answer, so it is asked once. */
function securityHeaders(): ReadonlyMap<string, string> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  secure(request, response, () => undefined)
  return new Map(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  )
}

/** The headers of every answer: what browsers must not do with it, and that nobody may keep it. */
export function commonHeaders(): RequestHandler {
  const headers = new Map([...securityHeaders(), ['cache-control', 'no-store']])
  return (_request, response, next) => {
    response.setHeaders(headers)
    next()
  }
}
