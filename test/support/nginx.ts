import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryPath } from './paths.ts'
import { until } from './until.ts'

/** A proxy in front of the replicas. */
export interface TestProxy {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** A port that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The repository's nginx.conf with other addresses and folders: what is tested is what is shipped. */
function configurationFor(port: number, replicas: readonly number[], folder: string): string {
  const shipped = readFileSync(repositoryPath('docker/nginx.conf'), 'utf8')
  const changed = shipped
    .replace(/listen \d+;/, `listen 127.0.0.1:${String(port)};`)
    .replace(/server tace-cds-1:\d+/, `server 127.0.0.1:${String(replicas[0])}`)
    .replace(/server tace-cds-2:\d+/, `server 127.0.0.1:${String(replicas[1])}`)
    .replaceAll(' /tmp/', ` ${folder}/`)
    .replace(/access_log [^;]+;/, 'access_log off;')
    .replace(/error_log [^;]+;/, `error_log ${folder}/error.log warn;`)
    .replace('worker_processes auto;', 'worker_processes 1;')
  if (changed.includes('tace-cds-')) throw new Error('docker/nginx.conf has other replicas')
  return changed
}

async function answers(url: string, child: ChildProcess, folder: string): Promise<void> {
  await until(async () => {
    if (child.exitCode !== null) {
      const log = join(folder, 'error.log')
      throw new Error(`nginx did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`)
    }
    return fetch(`${url}/health/live`).then(
      () => true,
      () => false,
    )
  })
}

/** Starts nginx in the foreground before two replicas. */
export async function startNginx(port: number, replicas: readonly number[]): Promise<TestProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'))
  // Its workers run as another user when it is started by root.
  chmodSync(folder, 0o777)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configurationFor(port, replicas, folder))
  const child = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${String(port)}`
  await answers(url, child, folder)
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true })
    },
  }
}
