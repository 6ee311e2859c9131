import { DecoratorHandler, type Dispatcher } from 'undici'
import { ownTurn } from '../../base/in-turns.ts'

/** An answer of fewer bytes is parsed at once: it takes less than a millisecond. */
const LARGE_BYTES = 64 * 1024

/**
 * Ends an answer that is large in a turn of the event loop of its own. Who reads it parses it as
 * soon as it ends: several that arrive together would be parsed in one turn, while everybody else
 * waits.
 */
export const largeAnswersApart: Dispatcher.DispatcherComposeInterceptor =
  (dispatch) => (options, handler) => {
    const next: Dispatcher.DispatchHandler = new DecoratorHandler(handler)
    let bytes = 0
    let hasFailed = false
    return dispatch(options, {
      onRequestStart: (controller, context) => next.onRequestStart?.(controller, context),
      onRequestUpgrade: (...upgrade) => next.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => next.onResponseStart?.(...start),
      onResponseData: (controller, chunk) => {
        bytes += chunk.length
        next.onResponseData?.(controller, chunk)
      },
      onResponseEnd: (controller, trailers) => {
        const end = () => {
          if (!hasFailed) next.onResponseEnd?.(controller, trailers)
        }
        if (bytes < LARGE_BYTES) end()
        else void ownTurn().then(end)
      },
      onResponseError: (controller, error) => {
        hasFailed = true
        next.onResponseError?.(controller, error)
      },
    })
  }
