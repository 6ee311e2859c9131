import type { RequestHandler } from 'express'

/**
 * Lets only pages of the service's own URLs pass: browsers name the origin of a POST.
 *
 * @param refuse - Answers a page of another origin.
 */
export function ownOriginOnly(
  publicUrls: readonly string[],
  refuse: RequestHandler,
): RequestHandler {
  const origins = publicUrls.map((url) => new URL(url).origin)
  return (request, response, next) => {
    const { origin } = request.headers
    if (origin !== undefined && origins.includes(origin)) next()
    else void refuse(request, response, next)
  }
}
