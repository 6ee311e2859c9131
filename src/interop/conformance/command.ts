import { existsSync, readFileSync } from 'node:fs'
import { Option } from 'commander'
import { checkConformance, type Section } from './run-checks.ts'
import { describeError, type ProbeOptions } from './probe.ts'
import { readSigner } from '../client/read-signer.ts'
import { tally, toTable } from './report.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'

interface Options {
  readonly url: string
  readonly service?: string
  readonly request: readonly string[]
  readonly key?: string
  readonly issuer?: string
  readonly tenant?: string
  readonly origin?: string
  readonly timeout: string
  readonly strict?: true
  readonly json?: true
}

function readRequest(path: string): JsonObject {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isJsonObject(json)) throw new Error(`${path} holds no JSON object`)
  return json
}

/** `FILE`, for every service of its hook, or `ID=FILE` for one. */
function readRequests(given: readonly string[]) {
  const named = given.map((text) => ({ text, match: /^([\w.-]+)=(.+)$/.exec(text) }))
  const ofAll = named.filter(({ text, match }) => match === null || existsSync(text))
  const ofOne = named.flatMap(({ text, match }) =>
    match === null || existsSync(text)
      ? []
      : [[match[1] ?? '', readRequest(match[2] ?? '')] as const],
  )
  return {
    requests: ofAll.map(({ text }) => readRequest(text)),
    requestsByService: Object.fromEntries(ofOne),
  }
}

function toProbeOptions(options: Options, terminal: Terminal): ProbeOptions {
  const { url, service, origin } = options
  return {
    url,
    service,
    origin,
    ...readRequests(options.request),
    signer: readSigner(options, terminal),
    timeoutMs: Number(options.timeout),
    newUuid: terminal.newUuid,
  }
}

function exitCodeOf(sections: readonly Section[], isStrict: boolean): number {
  const { failedShall, failedShould } = tally(sections)
  return failedShall > 0 || (isStrict && failedShould > 0) ? 1 : 0
}

const collect = (value: string, before: readonly string[]) => [...before, value]

async function run(terminal: Terminal, options: Options): Promise<void> {
  const { say, endWith } = terminal
  try {
    const sections = await checkConformance(toProbeOptions(options, terminal))
    say(options.json ? JSON.stringify(sections, undefined, 2) : toTable(sections))
    endWith(exitCodeOf(sections, options.strict ?? false))
  } catch (error) {
    say(`conformance: ${describeError(error)}`)
    endWith(2)
  }
}

/**
 * `conformance`: checks any CDS Service from outside. Exit code 0 when nothing that the
 * specification demands failed, 1 when something did, 2 when the checks could not be run.
 */
export const define: Define = (command, terminal) =>
  command
    .requiredOption('--url <url>', 'base URL, with /cds-services or without')
    .option('--service <id>', 'only this service')
    .option(
      '--request <file>',
      'a request that gets a card, by its hook, or ID=FILE for one service; repeatable; samples: fixtures/hook-requests',
      collect,
      [],
    )
    .option('--key <file>', 'a private key as JWK, to sign client tokens and to spoil them')
    .option('--issuer <iss>', 'the issuer of the tokens')
    .option('--tenant <tenant>', 'the tenant of the tokens')
    .option('--origin <origin>', 'an origin whose pages shall be able to call')
    .addOption(new Option('--timeout <ms>', 'time for one request').default('10000'))
    .option('--strict', 'fail on SHOULD as well')
    .option('--json', 'print JSON')
    .action((options: Options) => run(terminal, options))
