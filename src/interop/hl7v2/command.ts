import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { toSigner } from '../client/signer.ts'
import { type BridgeOptions, toBridge } from './bridge.ts'
import { type Collected, collectInMemory } from './collected.ts'
import { collectInFile } from './collected-file.ts'
import { listenForHl7 } from './listener.ts'
import { type Hl7Map, parseHl7Map } from './hl7-map.ts'
import { type ServiceOptions, toServiceCall } from './service-call.ts'

interface Address {
  readonly host: string
  readonly port: number
}

interface Hl7v2Options {
  readonly listen: Address
  readonly service: string
  readonly map: string
  readonly serviceId?: string
  readonly key?: string
  readonly issuer?: string
  readonly tenant?: string
  readonly language?: string
  readonly keep?: string
  readonly timeout: number
}

/** `[HOST:]PORT`; of this machine alone when no host is named. */
function toAddress(text: string): Address {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match === null || port > 65_535) throw new InvalidArgumentError('It is no [HOST:]PORT.')
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port }
}

function toMilliseconds(text: string): number {
  const ms = Number(text)
  if (!Number.isInteger(ms) || ms < 100 || ms > 120_000)
    throw new InvalidArgumentError('It must be a whole number from 100 to 120000.')
  return ms
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

function toSign(
  { key, issuer, tenant }: Hl7v2Options,
  { clock, newUuid }: Terminal,
): ServiceOptions['sign'] {
  if (key === undefined) return undefined
  if (issuer === undefined) throw new Error('--key needs --issuer')
  const jwk = readJson(key)
  return toSigner({ jwk, issuer, tenant, now: () => clock.now(), newUuid }).token
}

/** Where results are kept, and how that is closed. */
async function openCollected(
  { keep: path }: Hl7v2Options,
  { keep: limits }: Hl7Map,
  { clock, complain: report }: Terminal,
): Promise<{ readonly collected: Collected; readonly close: () => Promise<void> }> {
  if (path === undefined) {
    const collected = collectInMemory(limits, clock)
    return { collected, close: () => Promise.resolve() }
  }
  const collected = await collectInFile({ path, limits, clock, report })
  return { collected, close: collected.close }
}

function toBridgeOptions(
  options: Hl7v2Options,
  terminal: Terminal,
  { map, collected }: Pick<BridgeOptions, 'map' | 'collected'>,
): BridgeOptions {
  const { service: url, serviceId, language, timeout: timeoutMs } = options
  const { clock, newUuid, complain } = terminal
  return {
    map,
    clock,
    newUuid,
    report: complain,
    collected,
    service: toServiceCall({
      url,
      serviceId,
      language,
      timeoutMs,
      sign: toSign(options, terminal),
    }),
  }
}

const untilStopped = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

async function run(terminal: Terminal, options: Hl7v2Options): Promise<void> {
  const { say } = terminal
  const map = parseHl7Map(readJson(options.map))
  const { collected, close } = await openCollected(options, map, terminal)
  const bridgeOptions = toBridgeOptions(options, terminal, { map, collected })
  const { host } = options.listen
  const listener = await listenForHl7({ ...options.listen, bridge: toBridge(bridgeOptions) })
  say(`HL7 v2 (MLLP): ${host}:${String(listener.port)}`)
  say(`CDS Hooks:     ${options.service}`)
  say(
    options.keep === undefined
      ? 'Results are kept in memory: what came before this start is not known.'
      : `Results are kept in ${options.keep}: ${String(collected.size())} patient(s) from before.`,
  )
  await untilStopped()
  await listener.close()
  await close()
}

/** `hl7v2`: results and orders in by HL7 v2, CDS Hooks calls out, cards back as notes. */
export const define: Define = (command, terminal) =>
  command
    .requiredOption('--listen <[host:]port>', 'where to take messages', toAddress)
    .requiredOption('--service <url>', 'base URL of the service, without /cds-services')
    .requiredOption('--map <file>', "what the hospital's codes mean (JSON)")
    .option('--service-id <id>', 'which order-sign service, where there are several')
    .option('--key <file>', 'a private key as JWK, to sign the calls')
    .option('--issuer <iss>', 'the issuer of the tokens')
    .option('--tenant <tenant>', 'the tenant of the tokens')
    .option('--language <tag>', 'the language of the cards, as zh-CN')
    .option('--keep <file>', 'keep results in this file, so that they outlive the process')
    .addOption(
      new Option('--timeout <ms>', 'time for one call').default(5_000).argParser(toMilliseconds),
    )
    .action((options: Hl7v2Options) => run(terminal, options))
