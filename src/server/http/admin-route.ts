import { type Request, Router } from 'express'
import { chooseLanguage } from '../../base/language.ts'
import { bearerToken } from './bearer-token.ts'

export const ADMIN_LANGUAGES = ['en', 'zh-CN'] as const

export type AdminLanguage = (typeof ADMIN_LANGUAGES)[number]

export interface AdminReport {
  readonly json: unknown
  /** Made only when it is asked for, in one of {@link ADMIN_LANGUAGES}. */
  readonly html: (language: AdminLanguage) => Promise<string>
}

function languageFor({ query, headers }: Request): AdminLanguage {
  const asked = typeof query['language'] === 'string' ? query['language'] : undefined
  const chosen = chooseLanguage(asked ?? headers['accept-language'], ADMIN_LANGUAGES)
  return ADMIN_LANGUAGES.find((language) => language === chosen) ?? 'en'
}

interface AdminRouteOptions {
  /** Who knows it is the operator. It is no client's token. */
  readonly token: string
  readonly path: '/admin' | '/admin/report'
  readonly report: () => Promise<AdminReport>
}

/**
 * `GET /admin`, the operator's page, or `GET /admin/report`, the monitoring report: for who has the
 * operator's own token. HTML unless JSON is asked for, by `?format=json` or by the Accept header;
 * its language by `?language=` or the Accept-Language header. Nothing may keep the answer.
 */
export function adminRoute({ token, path, report }: AdminRouteOptions): Router {
  const router = Router()
  router.get(path, ...bearerToken(token, 'admin token'), async (request, response) => {
    const { json, html } = await report()
    response.setHeader('Cache-Control', 'no-store')
    const isJson =
      request.query['format'] === 'json' || request.accepts(['html', 'json']) === 'json'
    if (isJson) response.json(json)
    else response.type('html').send(await html(languageFor(request)))
  })
  return router
}
