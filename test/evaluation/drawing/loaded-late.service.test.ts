import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../../support/paths.ts'

const require = createRequire(import.meta.url)
const { loadedLate } = require(repositoryPath('.import-law.cjs')) as {
  readonly loadedLate: readonly string[]
}

/** Installed packages by name, a scope spelled out. */
const installed = readdirSync(repositoryPath('node_modules'))
  .filter((name) => !name.startsWith('.'))
  .flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(repositoryPath(`node_modules/${name}`)).map((file) => `${name}/${file}`)
      : [name],
  )

describe('where the packages that draw are not installed', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'undrawn-'))
    for (const name of ['src', 'package.json'])
      cpSync(repositoryPath(name), join(folder, name), { recursive: true })
    const linked = installed.filter((name) => !loadedLate.includes(name))
    for (const name of [
      'cds-services',
      'fixtures',
      ...linked.map((file) => `node_modules/${file}`),
    ]) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      symlinkSync(repositoryPath(name), join(folder, name))
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })

  const validate = ['src/tace-cds.ts', 'cohort', 'validate', 'fixtures/cohorts/synthetic-b.ndjson']

  test('a study of a cohort is made, and only its page with figures is not', () => {
    expect(run(...validate).status).toBe(0)
    const { status, stderr } = run(...validate, '--html', 'page.html')
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/Cannot find package '(@observablehq\/plot|linkedom)'/)
  })

  test('the intercept is solved', () => {
    const { status, stdout } = run('src/tace-cds.ts', 'intercept')
    expect([status, stdout]).toEqual([0, expect.stringContaining('intercept')])
  })

  test('the service starts', async () => {
    const service = spawn(process.execPath, ['src/main.ts'], {
      cwd: folder,
      env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(service, 'exit')
    let said = ''
    for await (const chunk of service.stdout) {
      said += String(chunk)
      if (said.includes('/cds-services')) service.kill('SIGTERM')
    }
    expect([said, await ended]).toEqual([expect.stringContaining('/cds-services'), [0, null]])
  })
})
