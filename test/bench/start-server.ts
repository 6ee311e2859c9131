import { spawn } from 'node:child_process'

/** A server under test, in a process of its own. */
export interface Started {
  readonly url: string
  readonly stop: () => void
}

/** Starts a server of servers.ts with the arguments that its kind takes. */
export async function startServer(kind: string, ...args: readonly string[]): Promise<Started> {
  const file = new URL('./servers.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file, kind, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of child.stdout)
    return { url: String(chunk).trim(), stop: () => void child.kill() }
  throw new Error(`${kind} did not start`)
}
