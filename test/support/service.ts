import request from 'supertest'
import { readConfig } from '../../src/base/config/config.ts'
import { type RunningService, start } from '../../src/service.ts'
import type { Clock } from '../../src/base/time.ts'
import { frozenClock } from './clock.ts'
import { UNHURRIED } from './unhurried.ts'

/** A running service on a port of its own, and what it logged. */
export interface TestService extends RunningService {
  readonly log: string[]
  readonly http: ReturnType<typeof request>
}

/** Without the sandbox nobody calls without a token, unless a test says who may. */
const open = (args: readonly string[]) =>
  args.includes('--no-sandbox') ? { AUTH_MODE: 'optional', RECORDS_FILE: ':memory:' } : {}

/** Starts the real service on loopback with a frozen clock, and limits that load does not reach. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  clock: Clock = frozenClock,
): Promise<TestService> {
  const log: string[] = []
  const address = { HOST: '127.0.0.1', PORT: '0' }
  const config = readConfig({ ...address, ...UNHURRIED, ...open(args), ...environment }, args)
  const service = await start(config, {
    clock,
    logSink: { write: (line) => void log.push(line) },
  })
  return { ...service, log, http: request(service.socketUrl) }
}
