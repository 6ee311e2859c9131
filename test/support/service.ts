import request from 'supertest'
import { readConfig } from '../../src/config/index.ts'
import { type Clock, toInstant } from '../../src/kernel/index.ts'
import { type RunningService, start } from '../../src/start.ts'

/** The moment at which every test takes place: the fixtures' nominal day. */
export const NOW = toInstant(new Date('2026-11-20T09:00:00Z'))

export const frozenClock: Clock = { now: () => NOW }

/** A running service on a port of its own, and what it logged. */
export interface TestService extends RunningService {
  readonly log: string[]
  readonly http: ReturnType<typeof request>
}

/** Without the sandbox nobody calls without a token, unless a test says who may. */
const open = (args: readonly string[]) =>
  args.includes('--no-sandbox') ? { AUTH_MODE: 'optional', RECORDS_FILE: ':memory:' } : {}

/** Starts the real service on loopback with a frozen clock. */
export async function startTestService(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<TestService> {
  const log: string[] = []
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', ...open(args), ...environment }, args)
  const service = await start(config, {
    clock: frozenClock,
    logSink: { write: (line) => void log.push(line) },
  })
  return { ...service, log, http: request(service.socketUrl) }
}

/** What a card is to a test. */
export interface ReceivedCard {
  readonly uuid: string
  readonly summary: string
  readonly detail: string
  readonly indicator: string
  readonly source: { readonly label: string; readonly url: string }
  readonly suggestions?: readonly {
    readonly label: string
    readonly actions: readonly {
      readonly type: string
      readonly resource: Record<string, unknown>
    }[]
  }[]
  readonly selectionBehavior?: string
  readonly overrideReasons: readonly { readonly code: string; readonly display: string }[]
  readonly extension: Readonly<Record<string, string>>
}

/** The cards of an answer. */
export const cardsOf = (response: { readonly body: unknown }): readonly ReceivedCard[] =>
  (response.body as { readonly cards: readonly ReceivedCard[] }).cards

/** The paths that an OperationOutcome names. */
export const expressionsOf = (response: { readonly body: unknown }): readonly string[] =>
  (
    response.body as { readonly issue: readonly { readonly expression?: readonly string[] }[] }
  ).issue.flatMap(({ expression }) => expression ?? [])
