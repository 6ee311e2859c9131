import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { checkConformance, type Section } from './run-checks.ts'
import type { ProbeOptions } from './probe.ts'
import { type Signer, toSigner } from './signer.ts'
import { tally, toTable } from './report.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'

/** What the command needs from outside. */
export interface ConformanceSurroundings {
  readonly say: (text: string) => void
  /** Sets the exit code of the process. */
  readonly endWith: (code: number) => void
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly newUuid: () => string
}

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

function readSigner(options: Options, surroundings: ConformanceSurroundings): Signer | undefined {
  const { key, issuer, tenant } = options
  if (key === undefined) return undefined
  if (issuer === undefined) throw new Error('--key needs --issuer')
  const jwk: unknown = JSON.parse(readFileSync(key, 'utf8'))
  const { now, newUuid } = surroundings
  return toSigner({ jwk, issuer, tenant, now, newUuid })
}

function toProbeOptions(options: Options, surroundings: ConformanceSurroundings): ProbeOptions {
  const { url, service, origin } = options
  return {
    url,
    service,
    origin,
    requests: options.request.map(readRequest),
    signer: readSigner(options, surroundings),
    timeoutMs: Number(options.timeout),
    newUuid: surroundings.newUuid,
  }
}

function exitCodeOf(sections: readonly Section[], isStrict: boolean): number {
  const { failedShall, failedShould } = tally(sections)
  return failedShall > 0 || (isStrict && failedShould > 0) ? 1 : 0
}

const collect = (value: string, before: readonly string[]) => [...before, value]

/**
 * `conformance`: checks any CDS Service from outside. Exit code 0 when nothing that the
 * specification demands failed, 1 when something did, 2 when the checks could not be run.
 */
export function conformanceCommand(surroundings: ConformanceSurroundings): Command {
  const { say, endWith } = surroundings
  return new Command('conformance')
    .description('check any CDS Hooks service from outside')
    .requiredOption('--url <url>', 'base URL, without /cds-services')
    .option('--service <id>', 'only this service')
    .option('--request <file>', 'a request that gets a card, by its hook; repeatable', collect, [])
    .option('--key <file>', 'a private key as JWK, to sign client tokens and to spoil them')
    .option('--issuer <iss>', 'the issuer of the tokens')
    .option('--tenant <tenant>', 'the tenant of the tokens')
    .option('--origin <origin>', 'an origin whose pages shall be able to call')
    .addOption(new Option('--timeout <ms>', 'time for one request').default('10000'))
    .option('--strict', 'fail on SHOULD as well')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      try {
        const sections = await checkConformance(toProbeOptions(options, surroundings))
        say(options.json ? JSON.stringify(sections, undefined, 2) : toTable(sections))
        endWith(exitCodeOf(sections, options.strict ?? false))
      } catch (error) {
        say(`conformance: ${error instanceof Error ? error.message : String(error)}`)
        endWith(2)
      }
    })
}
