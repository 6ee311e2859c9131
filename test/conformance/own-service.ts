/** Starts the service as its user does and checks it with the runner, as anyone would. */
import { spawn, spawnSync } from 'node:child_process'
import { repositoryPath } from '../support/paths.ts'

const REQUESTS = ['order-select', 'order-sign'].flatMap((hook) => [
  '--request',
  repositoryPath(`fixtures/hook-requests/${hook}/high-risk.json`),
])

const service = spawn(process.execPath, ['src/main.ts'], {
  cwd: repositoryPath(''),
  env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
})

async function firstUrl(): Promise<string> {
  let output = ''
  for await (const chunk of service.stdout) {
    output += String(chunk)
    const url = /CDS Hooks service: (\S+)\/cds-services/.exec(output)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`the service ended before it answered: ${output}`)
}

try {
  const url = await firstUrl()
  const args = ['conformance', '--url', url, '--origin', 'https://ehr.example', '--strict']
  const runner = repositoryPath('src/tace-cds.ts')
  const { status } = spawnSync(process.execPath, [runner, ...args, ...REQUESTS], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exitCode = status ?? 1
} finally {
  service.kill('SIGTERM')
}
