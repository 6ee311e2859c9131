import type { RequestHandler } from 'express'
import { Fault } from '../../base/fault.ts'
import { type Capacity, Queue, type QueueState } from './queue.ts'
import { callerOf } from './request-context.ts'

/** Seconds after which a refused request may find a place. */
const RETRY_AFTER = '1'

/**
 * Takes on no more work than there is capacity for: 503 with Retry-After to the rest.
 *
 * @param watch - Is given a way to ask how many requests work and wait now.
 */
export function waitForCapacity(
  capacity: Capacity,
  watch?: (read: () => QueueState) => void,
): RequestHandler {
  const queue = new Queue(capacity)
  watch?.(() => queue.state)
  return async (_request, response, next) => {
    const client = callerOf(response).settings.id
    if (!(await queue.enter(client))) {
      response.setHeader('Retry-After', RETRY_AFTER)
      throw new Fault('temporarily-unavailable', 'The service is busy: come back later.')
    }
    // A caller may have gone away while it waited.
    if (response.closed) queue.leave(client)
    else response.once('close', () => queue.leave(client))
    next()
  }
}
