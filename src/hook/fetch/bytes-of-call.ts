import { DecoratorHandler, type Dispatcher } from 'undici'
import { TOO_LARGE } from './library-error.ts'

/**
 * Bounds the bytes of all answers together: the answer that is too much is ended, and what there
 * was of it makes room for the others.
 */
export function withinBytes(most: number): Dispatcher.DispatcherComposeInterceptor {
  let left = most
  return (dispatch) => (options, handler) => {
    const next: Dispatcher.DispatchHandler = new DecoratorHandler(handler)
    let taken = 0
    let excess: Error | undefined
    const fail = (controller: Dispatcher.DispatchController, error: Error) => {
      left += taken
      taken = 0
      next.onResponseError?.(controller, error)
    }
    return dispatch(options, {
      onRequestStart: (controller, context) => next.onRequestStart?.(controller, context),
      onRequestUpgrade: (...upgrade) => next.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => next.onResponseStart?.(...start),
      onResponseData: (controller, chunk) => {
        taken += chunk.length
        left -= chunk.length
        if (excess === undefined && left >= 0) {
          next.onResponseData?.(controller, chunk)
          return
        }
        excess ??= Object.assign(new Error('the answers are too large'), { code: TOO_LARGE })
        controller.abort(excess)
      },
      onResponseEnd: (controller, trailers) => {
        // What has arrived as a whole can no more be aborted.
        if (excess === undefined) next.onResponseEnd?.(controller, trailers)
        else fail(controller, excess)
      },
      onResponseError: (controller, error) => fail(controller, error),
    })
  }
}
