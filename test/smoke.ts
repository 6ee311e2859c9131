/**
 * Starts the service as its user does, asks it for discovery and for a card, has it read its
 * settings again by SIGHUP, asks once more, stops it by SIGTERM.
 */
import { once } from 'node:events'
import { readRepositoryJson } from './support/paths.ts'
import { spawnService } from './support/spawned-service.ts'

const { url, process: child } = await spawnService()

async function check(url: string): Promise<void> {
  const discovery = (await (await fetch(`${url}/cds-services`)).json()) as { services: unknown[] }
  if (discovery.services.length !== 3) throw new Error('three services are expected')
  const answer = await fetch(`${url}/cds-services/tace-resistance-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(readRepositoryJson('fixtures/hook-requests/order-sign/high-risk.json')),
  })
  const { cards } = (await answer.json()) as { cards: unknown[] }
  if (answer.status !== 200 || cards.length !== 1) throw new Error('one card is expected')
}

try {
  await check(url)
  child.kill('SIGHUP')
  await check(url)
} finally {
  child.kill('SIGTERM')
}
const [code] = (await once(child, 'exit')) as [number | null]
if (code !== 0) throw new Error(`the service stopped with ${String(code)}`)
process.stdout.write('smoke: started, answered, stopped\n')
