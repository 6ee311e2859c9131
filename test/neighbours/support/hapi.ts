import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryPath } from '../../support/paths.ts'

/** What HAPI may be told; hapi/src/main/java/neighbours/Settings.java says what each does. */
export interface HapiSettings {
  readonly pageSize?: number
  readonly reuseMillis?: number
  readonly expireMillis?: number
  readonly jobMillis?: number
  readonly clientIds?: 'ALPHANUMERIC' | 'ANY' | 'NOT_ALLOWED'
  readonly validate?: boolean
  readonly tenants?: boolean
}

/** A HAPI FHIR JPA server in a process of its own, empty. */
export interface Hapi {
  /** Its FHIR base; with tenants, that of the tenant DEFAULT. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Only bounds a hang: it starts in 12 to 20 s when it has the machine for itself. */
const START_MS = 500_000

const JAVA = ['-Xmx1g', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

export const HAPI_JAR = repositoryPath('test/neighbours/hapi/target/hapi-neighbour.jar')

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once('exit', () => resolve()))

/** What a process prints about where it is, or why it is nowhere. */
function urlOf(child: ChildProcess): Promise<string> {
  const vain = AbortSignal.timeout(START_MS)
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = () => reject(new Error(`HAPI FHIR did not start: ${said.slice(-4000)}`))
    vain.addEventListener('abort', fail)
    child.once('exit', fail)
    child.once('error', reject)
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said = (said + String(chunk)).slice(-20_000)
        const url = /HAPI FHIR answers at (\S+)/.exec(said)?.[1]
        if (url !== undefined) resolve(url)
      })
  })
}

/** Starts an empty server. It ends with the process that started it, however that ends. */
export async function startHapi(settings: HapiSettings = {}): Promise<Hapi> {
  const folder = mkdtempSync(join(tmpdir(), 'hapi-'))
  const properties = Object.entries({ ...settings, 'java.io.tmpdir': folder }).map(
    ([name, value]) => `-D${name}=${String(value)}`,
  )
  const child = spawn('java', [...JAVA, ...properties, '-jar', HAPI_JAR], { stdio: 'pipe' })
  const stop = async () => {
    child.kill('SIGKILL') // everything is in memory
    await ended(child)
    rmSync(folder, { recursive: true })
  }
  try {
    const url = await urlOf(child)
    return { url: settings.tenants === true ? `${url}/DEFAULT` : url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
