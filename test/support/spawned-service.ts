import { type ChildProcess, spawn } from 'node:child_process'
import { repositoryPath } from './paths.ts'
import { UNHURRIED } from './unhurried.ts'

/** The service in a process of its own, as its user starts it. */
export interface SpawnedService {
  readonly url: string
  readonly process: ChildProcess
}

/** Starts the service and waits until it has said where it is. What it says later is read and left. */
export function spawnService(
  environment: Readonly<Record<string, string>> = {},
): Promise<SpawnedService> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: repositoryPath(''),
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', ...UNHURRIED, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk)
      const url = /CDS Hooks service: (\S+)\/cds-services/.exec(output)?.[1]
      if (url !== undefined) resolve({ url, process: child })
    })
    child.once('exit', () => reject(new Error(`the service ended before it answered: ${output}`)))
  })
}
