import { setTimeout as sleep } from 'node:timers/promises'
import { compose, type Composition, systemClock } from './compose.ts'
import type { Config } from './base/config/config.ts'
import { listen, type RunningServer } from './server/http/server.ts'
import type { Clock } from './base/time.ts'
import { toLogger, type LogSink } from './base/telemetry/logger.ts'

/** A service that answers. */
export interface RunningService {
  /** The URL under which clients reach it. */
  readonly publicUrl: string
  /** The URL of its socket, which a proxy may stand in front of. */
  readonly socketUrl: string
  readonly composition: Composition
  /**
   * Says that it is about to stop, and still answers for a while: what stands in front of it turns
   * away first.
   *
   * @param signal - Cuts the while short.
   */
  readonly drain: (signal?: AbortSignal) => Promise<void>
  /** Lets requests under way end, then lets go of everything. */
  readonly stop: () => Promise<void>
}

/** What a test replaces. */
export interface StartOptions {
  readonly clock?: Clock
  readonly logSink?: LogSink
  /** Absolute path of the built browser bundle; without it no page is served. */
  readonly webFolder?: string | undefined
}

/**
 * Starts the service of a configuration.
 *
 * @throws {Error} When the port cannot be had or the services' data is not fit for use.
 */
export async function start(config: Config, options: StartOptions = {}): Promise<RunningService> {
  const { clock = systemClock, logSink, webFolder } = options
  const logger = toLogger(config.logLevel, logSink)
  const composed: { value?: Composition; publicUrl: string } = { publicUrl: '' }
  const server: RunningServer = await listen(
    config.host,
    config.port,
    async (url) => {
      composed.publicUrl = config.publicUrl ?? url
      composed.value = await compose(config, {
        logger,
        clock,
        publicUrl: composed.publicUrl,
        webFolder,
      })
      return composed.value.app
    },
    { requestTimeoutMs: config.requestTimeoutMs, graceMs: config.shutdownMs },
  )
  const { value: composition, publicUrl } = composed
  for (const warning of config.warnings) logger.warn({ warning }, 'configuration')
  if (composition === undefined) throw new TypeError('a listening server has its application')
  return {
    publicUrl,
    socketUrl: server.url,
    composition,
    drain: async (signal) => {
      composition.health.drain()
      server.drain()
      logger.info({ ms: config.drainMs }, 'draining')
      await sleep(config.drainMs, undefined, signal && { signal }).catch(() => undefined)
    },
    stop: async () => {
      await server.close()
      await composition.close()
    },
  }
}
