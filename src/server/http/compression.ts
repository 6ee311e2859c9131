import compression from 'compression'
import type { RequestHandler, Response } from 'express'

/** Below this many characters an answer leaves as it is: packing it costs more than it saves. */
const WORTH_PACKING = 16 * 1024

const pack = compression({ threshold: 1024 })

/** Packs what is read by GET, such as pages: rarely asked for, and large. */
export const packPages: RequestHandler = (request, response, next) => {
  if (request.method === 'GET') pack(request, response, next)
  else next()
}

/** Sends a JSON text, packed when it is large and the client takes it so. */
export function sendJsonText(response: Response, text: string): void {
  const send = () => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.setHeader('Content-Length', Buffer.byteLength(text))
    // As a text, which node:http writes in one piece with the headers.
    response.end(text)
  }
  if (text.length < WORTH_PACKING) send()
  else pack(response.req, response, send)
}
