import type { Terminal } from '../../base/terminal/terminal.ts'
import type { CdsService } from '../../hook/service.ts'
import { isJsonObject, objects } from '../../base/json.ts'
import { describeAnswer } from '../call/describe-answer.ts'
import { toHookBody } from '../call/to-hook-body.ts'
import { exchange } from '../client/exchange.ts'
import { readSigner } from '../client/read-signer.ts'
import type { InitOptions, InitParts } from './options.ts'
import { pathsIn, readObject } from './site-folder.ts'

interface Trial {
  readonly fhir: string
  readonly patientId: string
  readonly accessToken: string | undefined
  readonly iss: string
  readonly options: InitOptions
  readonly service: CdsService
}

/** The site's own first code of the order, else the first that the service knows. */
function orderOf({ options, service }: Trial): string {
  const { specificCodes } = service.definition.order
  const { codes } = readObject(pathsIn(options.folder).site)
  const own = isJsonObject(codes) ? objects(codes[specificCodes.id]) : []
  const [coding] = [...own, ...specificCodes.codings]
  return `${String(coding?.system)}|${String(coding?.code)}`
}

const TIMEOUT_MS = 30_000

/** Makes one signed call to a service that has just been set up, and shows the card. */
export async function tryCall(
  terminal: Terminal,
  { startService }: InitParts,
  trial: Trial,
): Promise<void> {
  const { fhir, patientId, accessToken, iss, options } = trial
  const { environment, say } = terminal
  const quiet = { LOG_LEVEL: 'silent', RECORDS_FILE: ':memory:', HOST: '127.0.0.1', PORT: '0' }
  const running = await startService({ ...environment, ...quiet })
  try {
    const { privateKey: key } = pathsIn(options.folder)
    const signer = readSigner({ key, issuer: iss }, terminal)
    const path = `/cds-services/${trial.service.entry.id}`
    const about = { patient: patientId, order: orderOf(trial), fhir, accessToken }
    const user = { user: 'Practitioner/example', timeout: TIMEOUT_MS }
    const body = await toHookBody(trial.service.entry.hook, { ...about, ...user }, terminal.newUuid)
    const authorization = `Bearer ${signer?.token(`${running.publicUrl}${path}`) ?? ''}`
    const request = { body, headers: { authorization } }
    const answer = await exchange(`${running.socketUrl}${path}`, request, TIMEOUT_MS)
    for (const line of ['', ...describeAnswer(`One signed call: ${path}`, answer)]) say(line)
  } finally {
    await running.stop()
  }
}
