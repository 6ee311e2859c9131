import type { RequestHandler } from 'express'
import { Fault } from '../../base/fault.ts'

/**
 * Answers OPTIONS, and refuses every method that no route took. It stands behind the routes of its
 * path. https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
 */
export function allowedMethods(...methods: readonly string[]): RequestHandler {
  const allow = [...methods, 'OPTIONS'].join(', ')
  return (request, response) => {
    response.setHeader('Allow', allow)
    if (request.method !== 'OPTIONS')
      throw new Fault('method-not-allowed', `This URL takes ${allow}.`)
    response.status(204).end()
  }
}
