import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'

interface WebRoutesOptions {
  /** Absolute path of the built bundle. */
  readonly folder: string
  /** Pages by path below the mount, as files of the bundle. */
  readonly pages: Readonly<Record<string, string>>
  /** JSON documents by path. */
  readonly documents: Readonly<Record<string, unknown>>
  /** JSON documents by path that are made anew whenever somebody asks. */
  readonly changing: Readonly<Record<string, () => unknown>>
  /** CSP sources of pages that may frame these. */
  readonly frameAncestors: readonly string[]
  /** CSP sources that the pages may call: FHIR servers, their authorization servers, CDS Services. */
  readonly connectSources: readonly string[]
}

/** Scripts and styles of this origin only, none of them inline; nothing of a third party. */
function pagePolicy({ frameAncestors, connectSources }: WebRoutesOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${connectSources.join(' ')}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.join(' ')}`,
  ].join('; ')
}

function sendPage(file: string, policy: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Content-Security-Policy', policy)
    // frame-ancestors says who may frame the page; the older header knows only the own origin.
    response.removeHeader('X-Frame-Options')
    // An EHR that opens the app in a window keeps hold of it.
    response.setHeader('Cross-Origin-Opener-Policy', 'unsafe-none')
    response.sendFile(file, { cacheControl: false })
  }
}

const KEPT = 'public, max-age=31536000, immutable'

/** The pages of the SMART app and of the mock EHR, with the files they load. */
export function webRoutes(options: WebRoutesOptions): Router {
  const { folder, pages, documents } = options
  const router = Router()
  const policy = pagePolicy(options)
  for (const [path, file] of Object.entries(pages))
    router.get(path, sendPage(join(folder, file), policy))
  for (const [path, json] of Object.entries(documents)) {
    const text = JSON.stringify(json)
    router.get(path, (_request, response) => {
      response.type('application/json').send(text)
    })
  }
  for (const [path, make] of Object.entries(options.changing))
    router.get(path, (_request, response) => {
      response.setHeader('Cache-Control', 'no-store')
      response.json(make())
    })
  // Their names hold a digest of their content, so that a browser may keep them.
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      index: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader('Cache-Control', KEPT),
    }),
  )
  return router
}
