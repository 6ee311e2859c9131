import type { Request, RequestHandler } from 'express'
import { Fault } from '../../base/fault.ts'
import { isSameSecret } from '../access/same-secret.ts'
import { addressOf, limitRate } from './rate-limit.ts'

/** A person may mistype a token; who guesses would want more. */
const WRONG_PER_MINUTE = 20

/**
 * Lets in who has an operator's token. Wrong tokens are counted by address, a right one never; but
 * after too many wrong ones in a minute a right one is refused too, or who guesses would still be
 * told which guess was right.
 *
 * @param name - What the log calls the token.
 */
export function bearerToken(token: string, name: string): readonly RequestHandler[] {
  const isRight = ({ headers }: Request) =>
    isSameSecret(headers.authorization ?? '', `Bearer ${token}`)

  const wrongTokens = limitRate({
    perMinute: WRONG_PER_MINUTE,
    isExempt: async (request) => {
      const wrong = (await wrongTokens.getKey(addressOf(request)))?.totalHits ?? 0
      return isRight(request) && wrong < WRONG_PER_MINUTE
    },
  })

  const refuseWrong: RequestHandler = (request, response, next) => {
    if (isRight(request)) {
      next()
      return
    }
    response.setHeader('WWW-Authenticate', 'Bearer')
    throw new Fault('unauthenticated', 'Authentication is required.', { cause: name })
  }

  return [wrongTokens, refuseWrong]
}
