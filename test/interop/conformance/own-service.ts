/** Starts the service as its user does and checks it with the runner, as anyone would. */
import { spawnSync } from 'node:child_process'
import { repositoryPath } from '../../support/paths.ts'
import { spawnService } from '../../support/spawned-service.ts'

const REQUESTS = ['order-select', 'order-sign'].flatMap((hook) => [
  '--request',
  repositoryPath(`fixtures/hook-requests/${hook}/high-risk.json`),
])

const service = await spawnService()

try {
  const args = ['conformance', '--url', service.url, '--origin', 'https://ehr.example', '--strict']
  const runner = repositoryPath('src/tace-cds.ts')
  const { status } = spawnSync(process.execPath, [runner, ...args, ...REQUESTS], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exitCode = status ?? 1
} finally {
  service.process.kill('SIGTERM')
}
