import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Held } from './heartbeat.ts'
import { repositoryPath } from '../support/paths.ts'

/** A process whose event loop is watched. */
export interface WatchedProcess {
  /** What it said of where it is. */
  readonly address: string
  readonly pid: number
  /**
   * How long its event loop was held at most since the last question.
   *
   * @param settle - Whether it collects its garbage first, so that its heap can be compared.
   */
  readonly held: (settle?: boolean) => Promise<Held>
  readonly stop: () => Promise<void>
}

interface WatchedOptions {
  /** A checkout of the project: this one, or another revision to compare with. */
  readonly checkout?: string | undefined
  readonly environment?: Readonly<Record<string, string>>
  /** What it complains of is not shown. */
  readonly isQuiet?: boolean
  /** Finds the address in what it says. */
  readonly address?: RegExp
}

const PRELOADED = ['./heartbeat.ts', '../support/nominal-date.ts'].flatMap((path) => [
  '--import',
  new URL(path, import.meta.url).href,
])

const NODE = ['--expose-gc', '--disable-warning=ExperimentalWarning', ...PRELOADED]

/** Starts a program of the project, and waits until it has said where it is. */
export async function watchProcess(
  args: readonly string[],
  options: WatchedOptions = {},
): Promise<WatchedProcess> {
  const { checkout = repositoryPath(''), environment = {} } = options
  const { address: pattern = /CDS Hooks service: (\S+)\/cds-services/ } = options
  const child = spawn(process.execPath, [...NODE, ...args], {
    cwd: checkout,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', options.isQuiet === true ? 'ignore' : 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', function read(chunk: Buffer) {
      said += String(chunk)
      const found = pattern.exec(said)?.[1]
      if (found === undefined) return
      child.stdout?.off('data', read).resume()
      resolve(found)
    })
    void ended.then(() => reject(new Error(`it ended before it said where it is: ${said}`)))
  })
  const held = async (settle = false) => {
    const answered = once(child, 'message')
    child.send(settle ? 'settle' : 'held')
    const [answer] = (await Promise.race([answered, ended.then(() => [])])) as [Held?]
    if (answer === undefined) throw new Error('the process has ended')
    return answer
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { address, pid: child.pid ?? 0, held, stop }
}
