import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { filesIn } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'
import { openStub } from './fhir-base.ts'
import { buildImage, type Image, type Run } from './image.ts'

describe('the image that docker/Dockerfile makes', () => {
  let image: Image
  let running: Run | undefined

  beforeAll(() => {
    image = buildImage()
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
  })
  afterAll(() => image.remove())

  async function start(environment: Readonly<Record<string, string>>): Promise<string> {
    running = await image.start(environment)
    return running.url
  }

  const ask = (url: string) =>
    fetch(`${url}${serviceFor('order-sign')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(prefetched('high-risk', 'order-sign')),
    })

  test('holds what runs, and none of the tools that made it', () => {
    expect(readdirSync(join(image.root, 'app')).toSorted()).toEqual(
      [
        'LICENSE',
        'NOTICE',
        'cds-services',
        'dist',
        'docker',
        'fixtures',
        'node_modules',
        'package-lock.json',
        'package.json',
        'src',
      ].toSorted(),
    )
    for (const tool of ['jest', 'typescript', 'eslint', 'vite', 'node', 'playwright-core'])
      expect([tool, existsSync(join(image.root, 'app/node_modules', tool))]).toEqual([tool, false])
    expect(readdirSync(join(image.root, 'app/src/pages'))).toEqual(['page-routes.ts'])
  })

  test('runs as nobody special, who writes in its volume and nowhere else', async () => {
    expect(image.config).toMatchObject({ User: '1000:1000', Volumes: { '/data': {} } })
    expect(await image.execute(['sh', '-c', 'test "$(id -u)" = 1000'])).toBe(0)
    expect(await image.execute(['sh', '-c', 'touch /data/written'])).toBe(0)
    expect(await image.execute(['sh', '-c', 'touch /app/written'])).not.toBe(0)
  })

  test('answers an order with a card, as production, and is healthy', async () => {
    const url = await start({ AUTH_MODE: 'optional' })
    const response = await ask(url)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ cards: [{ source: {} }] })
    expect((await fetch(`${url}/smart/app`)).status).toBe(200)
    expect((await fetch(`${url}/sandbox/fhir/metadata`)).status).toBe(404)
    expect(await running?.isHealthy()).toBe(true)
    await running?.stop()
    expect(await running?.isHealthy()).toBe(false)
  })

  test('answers with the sandbox, its patients and its pages', async () => {
    const url = await start({ NODE_ENV: 'development', SANDBOX: 'true' })
    expect((await ask(url)).status).toBe(200)
    const patient = await fetch(`${url}/sandbox/fhir/Patient/high-risk`)
    expect(await patient.json()).toMatchObject({ resourceType: 'Patient' })
    expect((await fetch(`${url}/`)).status).toBe(200)
  })

  test('refuses the sandbox in production, as the image sets it', async () => {
    await expect(start({ SANDBOX: 'true' })).rejects.toThrow(/SANDBOX/)
  })

  test('loads the staff and every synthetic patient into a FHIR server, dated today', async () => {
    const stub = await openStub()
    const loader = await image.execute(['node', 'docker/load-fixtures.ts', stub.url])
    await stub.close()
    expect([loader, stub.transactions.length]).toEqual([0, 1 + filesIn('fixtures/patients').length])
  })
})
