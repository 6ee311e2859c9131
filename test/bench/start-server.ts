import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A server under test, in a process of its own. */
export interface Started {
  readonly url: string
  readonly pid: number
  /** Bytes that it allocates on its heap while something is done. */
  readonly allocatedDuring: (work: () => Promise<unknown>) => Promise<number>
  readonly stop: () => void
}

/** Starts a server of servers.ts with the arguments that its kind takes. */
export async function startServer(kind: string, ...args: readonly string[]): Promise<Started> {
  const file = new URL('./servers.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, kind, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const allocated = async () => {
    const answered = once(child, 'message')
    child.send('allocated')
    return Number((await answered)[0])
  }
  const allocatedDuring = async (work: () => Promise<unknown>) => {
    await allocated()
    await work()
    return allocated()
  }
  const stop = () => void child.kill()
  for await (const chunk of child.stdout ?? [])
    return { url: String(chunk).trim(), pid: child.pid ?? 0, allocatedDuring, stop }
  throw new Error(`${kind} did not start`)
}
