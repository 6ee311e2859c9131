import { InvalidArgumentError, Option } from 'commander'
import type { Define } from '../../base/terminal/lazy-commands.ts'
import { withoutTrailing } from '../../base/text-ends.ts'
import type { Terminal } from '../../base/terminal/terminal.ts'
import { hasNoAnswer, wordsOfNetworkError } from '../../base/network-words.ts'
import { tokenIn } from '../../base/token-file.ts'
import { exchange, type HttpRequest, type HttpResponse } from '../client/exchange.ts'
import { readSigner } from '../client/read-signer.ts'
import { describeAnswer } from './describe-answer.ts'
import { chooseHook } from './discover.ts'
import { toCurl } from './to-curl.ts'
import { type CallOptions, toHookBody } from './to-hook-body.ts'

interface Options extends CallOptions {
  readonly tokenFile?: string
  readonly key?: string
  readonly issuer?: string
  readonly tenant?: string
  readonly jku?: string
  readonly language?: string
  readonly timeout: number
  readonly curl?: true
  readonly json?: true
}

/** What is sent to the service, without its token. */
const headersOf = ({ language }: Options): NonNullable<HttpRequest['headers']> =>
  language === undefined ? {} : { 'accept-language': language }

async function callService(terminal: Terminal, url: string, options: Options): Promise<void> {
  const signer = readSigner(options, terminal)
  const send = (to: string, request: HttpRequest = {}): Promise<HttpResponse> => {
    const token = signer === undefined ? {} : { authorization: `Bearer ${signer.token(to)}` }
    const headers = { ...token, ...headersOf(options), ...request.headers }
    return exchange(to, { ...request, headers }, options.timeout)
  }
  const hook = await chooseHook(url, options, send)
  const body = await toHookBody(hook, options, terminal.newUuid)
  if (options.curl === true) {
    const token = signer === undefined ? {} : { authorization: `Bearer ${signer.token(url)}` }
    const headers = { ...token, ...headersOf(options) }
    terminal.say(toCurl(url, headers, body, options.accessToken))
    return
  }
  const answer = await send(url, { body })
  terminal.say(
    options.json === true ? answer.text : describeAnswer(`${url} (${hook})`, answer).join('\n'),
  )
  if (answer.status !== 200) terminal.endWith(1)
}

/** The options with the token that they name. */
function withToken(options: Options): Options {
  const accessToken = tokenIn(options.tokenFile)
  return accessToken === undefined ? options : { ...options, accessToken }
}

async function run(terminal: Terminal, service: string, options: Options): Promise<void> {
  const url = URL.parse(service)
  if (url === null || !/\/cds-services\/[^/]+\/?$/.test(url.pathname))
    throw new Error('SERVICE is the URL of one service: https://.../cds-services/ID')
  try {
    await callService(terminal, withoutTrailing(service, '/'), withToken(options))
  } catch (error) {
    // What fetch throws says nothing; its cause does.
    if (!hasNoAnswer(error)) throw error
    throw new Error(`${url.origin}: ${wordsOfNetworkError(error)}`, { cause: error })
  }
}

function toMilliseconds(text: string): number {
  const ms = Number(text)
  if (!Number.isInteger(ms) || ms < 1) throw new InvalidArgumentError('must be milliseconds')
  return ms
}

/** `call SERVICE`: one signed hook to any CDS Service, and its answer as a person reads it. */
export const define: Define = (command, terminal) =>
  command
    .argument('<service>', 'URL of the service: https://.../cds-services/ID')
    .requiredOption('--patient <id>', 'id of the Patient')
    .option(
      '--order <order>',
      'what is ordered: system|code, ServiceRequest/ID of --fhir, a JSON file, or a text',
    )
    .option('--hook <hook>', 'where the service has several, or no discovery')
    .option('--user <reference>', 'who orders', 'Practitioner/example')
    .option('--encounter <id>', 'id of the Encounter')
    .option('--fhir <url>', 'the FHIR server that the service may read')
    .option('--token-file <file>', 'an access token for it')
    .option('--prefetch <file>', 'JSON object of prefetched resources by key')
    .option('--key <file>', 'a private key as JWK, to sign with')
    .option('--issuer <iss>', 'the issuer of the token')
    .option('--tenant <tenant>', 'the tenant of the token')
    .option('--jku <url>', 'where the token says that its key is published')
    .option('--language <tag>', 'language of the cards, as zh-CN')
    .addOption(
      new Option('--timeout <ms>', 'time for one request')
        .default(30_000)
        .argParser(toMilliseconds),
    )
    .option('--curl', 'send nothing, and print the call as a curl command')
    .option('--json', 'print the answer as it came')
    .action((service: string, options: Options) => run(terminal, service, options))
