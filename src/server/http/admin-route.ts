import { hash, timingSafeEqual } from 'node:crypto'
import { type RequestHandler, Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Fault } from '../../base/fault.ts'

/** What an operator may read. */
export interface AdminReport {
  readonly json: unknown
  /** Made only when it is asked for. */
  readonly html: () => Promise<string>
}

/** The operator's own door; without it there is nothing at its URL. */
export interface AdminRouteOptions {
  /** Who knows it is the operator. It is no client's token. */
  readonly token: string
  readonly report: () => Promise<AdminReport>
}

const MINUTE_MS = 60_000

/** A person reads a report; a guesser of tokens would want more. */
const PER_MINUTE = 20

/** Digests are of one length, so that the comparison tells nothing of the token's. */
const digestOf = (text: string) => hash('sha256', text, 'buffer')

function refuseOthers(token: string): RequestHandler {
  const expected = digestOf(`Bearer ${token}`)
  return (request, response, next) => {
    const given = digestOf(request.headers.authorization ?? '')
    if (timingSafeEqual(given, expected)) {
      next()
      return
    }
    response.setHeader('WWW-Authenticate', 'Bearer')
    throw new Fault('unauthenticated', 'Authentication is required.', { cause: 'admin token' })
  }
}

const seldom = (): RequestHandler =>
  rateLimit({
    windowMs: MINUTE_MS,
    limit: PER_MINUTE,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // Its checks would write header values to the terminal.
    validate: false,
    handler: (_request, _response, next) => {
      next(new Fault('too-many-requests', 'Too many requests: come back later.'))
    },
  })

/**
 * `GET /admin/report`: the monitoring report, for who has the operator's own token. HTML unless
 * JSON is asked for, by `?format=json` or by the Accept header. Attempts are counted before the
 * token is looked at, and nothing may keep the answer.
 */
export function adminRoute({ token, report }: AdminRouteOptions): Router {
  const router = Router()
  router.get('/admin/report', seldom(), refuseOthers(token), async (request, response) => {
    const { json, html } = await report()
    response.setHeader('Cache-Control', 'no-store')
    const isJson =
      request.query['format'] === 'json' || request.accepts(['html', 'json']) === 'json'
    if (isJson) response.json(json)
    else response.type('html').send(await html())
  })
  return router
}
