import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { prefetched, serviceFor } from '../support/requests.ts'
import { filesIn, repositoryPath } from '../support/paths.ts'
import { openStub } from './fhir-base.ts'

/** What the image's build context holds, from its ignore file. */
const CONTEXT = [
  'package.json',
  'package-lock.json',
  'LICENSE',
  'tsconfig.json',
  '.vite.config.js',
  '.npmrc',
  'src',
  'cds-services',
  'fixtures',
  'docker',
]

/**
 * The build of the image, outside Docker: in a copy of the repository, by the script of the
 * Dockerfile.
 */
describe('the release that goes into the image', () => {
  let folder: string
  let release: string
  const running: ChildProcess[] = []

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-'))
    const copy = join(folder, 'repository')
    mkdirSync(copy)
    for (const name of CONTEXT.filter((one) => existsSync(repositoryPath(one))))
      cpSync(repositoryPath(name), join(copy, name), { recursive: true })
    symlinkSync(repositoryPath('node_modules'), join(copy, 'node_modules'))
    release = join(folder, 'release')
    const built = spawnSync('sh', [join(copy, 'docker/build-release.sh'), release], {
      encoding: 'utf8',
    })
    if (built.status !== 0) throw new Error(built.stderr)
  }, 300_000)
  afterEach(async () => {
    for (const child of running.splice(0)) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Starts it as the image does, with nothing of this repository in reach. */
  function startRelease(environment: Readonly<Record<string, string>>): Promise<string> {
    const command = ['--disable-warning=ExperimentalWarning', 'src/main.ts']
    const child = spawn(process.execPath, command, {
      cwd: release,
      env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', ...environment },
    })
    running.push(child)
    return new Promise((resolve, reject) => {
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += String(chunk)
          const url = /CDS Hooks service: (\S+)\/cds-services/.exec(said)?.[1]
          if (url !== undefined) resolve(url)
        })
      child.once('exit', () => reject(new Error(`the release ended: ${said}`)))
    })
  }

  const ask = (url: string) =>
    fetch(`${url}${serviceFor('order-sign')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(prefetched('high-risk', 'order-sign')),
    })

  test('holds what runs, and none of the tools that made it', () => {
    expect(readdirSync(release).toSorted()).toEqual(
      [
        'LICENSE',
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
      expect([tool, existsSync(join(release, 'node_modules', tool))]).toEqual([tool, false])
    expect(readdirSync(join(release, 'src/pages'))).toEqual(['page-routes.ts'])
  })

  test('answers an order with a card, as production', async () => {
    const url = await startRelease({
      NODE_ENV: 'production',
      SANDBOX: 'false',
      AUTH_MODE: 'optional',
      DATA_DIR: join(folder, 'data'),
      DRAIN_MS: '0',
    })
    const response = await ask(url)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ cards: [{ source: {} }] })
    expect((await fetch(`${url}/smart/app`)).status).toBe(200)
    expect((await fetch(`${url}/sandbox/fhir/metadata`)).status).toBe(404)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  }, 60_000)

  test('answers with the sandbox, its patients and its pages', async () => {
    const url = await startRelease({ SANDBOX: 'true' })
    expect((await ask(url)).status).toBe(200)
    const patient = await fetch(`${url}/sandbox/fhir/Patient/high-risk`)
    expect(await patient.json()).toMatchObject({ resourceType: 'Patient' })
    expect((await fetch(`${url}/`)).status).toBe(200)
  }, 60_000)

  test('refuses the sandbox in production, as the image sets it', async () => {
    const refused = startRelease({ NODE_ENV: 'production', SANDBOX: 'true' })
    await expect(refused).rejects.toThrow(/SANDBOX/)
    running.splice(0)
  }, 60_000)

  test('loads every synthetic patient into a FHIR server, dated today', async () => {
    const stub = await openStub()
    const loader = spawn(process.execPath, ['docker/load-fixtures.ts', stub.url], { cwd: release })
    const status = await new Promise((resolve) => loader.once('exit', resolve))
    await stub.close()
    expect([status, stub.transactions.length]).toEqual([0, filesIn('fixtures/patients').length])
  }, 60_000)
})
