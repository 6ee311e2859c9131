import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { toSigner } from '../conformance/signer.ts'
import { type BridgeOptions, toBridge } from './bridge.ts'
import { collectInFile, collectInMemory } from './collected.ts'
import { listenForHl7 } from './listener.ts'
import { parseHl7Map } from './hl7-map.ts'
import { type ServiceOptions, toServiceCall } from './service-call.ts'
import type { Clock } from '../../base/time.ts'

/** What the command needs of the world. */
export interface Hl7v2Ports {
  readonly say: (text: string) => void
  readonly complain: (text: string) => void
  readonly clock: Clock
  readonly newUuid: () => string
  /** Resolves when the process is asked to stop. */
  readonly untilStopped: () => Promise<void>
}

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
  { clock, newUuid }: Hl7v2Ports,
): ServiceOptions['sign'] {
  if (key === undefined) return undefined
  if (issuer === undefined) throw new Error('--key needs --issuer')
  const jwk = readJson(key)
  return toSigner({ jwk, issuer, tenant, now: () => clock.now(), newUuid }).token
}

function toBridgeOptions(options: Hl7v2Options, ports: Hl7v2Ports): BridgeOptions {
  const { service: url, serviceId, language, timeout: timeoutMs, keep } = options
  const { clock, newUuid, complain } = ports
  const map = parseHl7Map(readJson(options.map))
  return {
    map,
    clock,
    newUuid,
    report: complain,
    collected:
      keep === undefined ? collectInMemory(map.keep, clock) : collectInFile(keep, map.keep, clock),
    service: toServiceCall({ url, serviceId, language, timeoutMs, sign: toSign(options, ports) }),
  }
}

async function runHl7v2(options: Hl7v2Options, ports: Hl7v2Ports): Promise<void> {
  const bridgeOptions = toBridgeOptions(options, ports)
  const { host } = options.listen
  const listener = await listenForHl7({ ...options.listen, bridge: toBridge(bridgeOptions) })
  ports.say(`HL7 v2 (MLLP): ${host}:${String(listener.port)}`)
  ports.say(`CDS Hooks:     ${options.service}`)
  ports.say(
    options.keep === undefined
      ? 'Results are kept in memory: what came before this start is not known.'
      : `Results are kept in ${options.keep}: ${String(bridgeOptions.collected.size())} patient(s) from before.`,
  )
  await ports.untilStopped()
  await listener.close()
}

/** Adds `hl7v2`: results and orders in by HL7 v2, CDS Hooks calls out, cards back as notes. */
export function addHl7v2(program: Command, ports: Hl7v2Ports): void {
  program
    .command('hl7v2')
    .description('take HL7 v2 results and orders by MLLP, and ask a CDS Hooks service about orders')
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
    .action((options: Hl7v2Options) => runHl7v2(options, ports))
}
