import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FhirStub } from '../../support/fhir-stub.ts'
import { startLocalHospital } from './local-hospital.ts'
import { init } from './run-init.ts'

const folder = mkdtempSync(join(tmpdir(), 'init-'))
const PATIENTS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']
let hospital: FhirStub

beforeAll(async () => {
  hospital = await startLocalHospital(PATIENTS)
})
afterAll(async () => {
  await hospital.close()
  rmSync(folder, { recursive: true })
})

const ALL = ['--accept', 'all', '--unit', 'NEUT#=10*9/L', '--unit', 'LYMPH#=10*9/L']

const toldOnce = () => ['--fhir', hospital.url, '--patients', PATIENTS.join(','), ...ALL]

interface Site {
  readonly codes: Readonly<Record<string, readonly { readonly code: string }[]>>
  readonly defaultUnits?: readonly unknown[]
}

const readSite = (site: string) => JSON.parse(readFileSync(join(site, 'site.json'), 'utf8')) as Site

const codesOf = (site: string) =>
  Object.fromEntries(
    Object.entries(readSite(site).codes).map(([id, list]) => [id, list.map(({ code }) => code)]),
  )

describe('init by flags', () => {
  test('goes from local codes to a card of a local order, by one command', async () => {
    const site = join(folder, 'by-flags')
    const { stdout, stderr, status } = await init(site, toldOnce())
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(codesOf(site)).toMatchObject({
      'tace-order': ['IR-TACE'],
      'hepatocellular-carcinoma': ['D-77'],
      'neutrophil-count': ['NEUT#'],
      'lymphocyte-count': ['LYMPH#'],
      'apparent-diffusion-coefficient': ['ADC-MEAN'],
    })
    expect(readSite(site).defaultUnits).toHaveLength(2)
    expect(stdout).toContain('the configuration can be used')
    expect(stdout).toMatch(/One signed call: \S+\n200 in \d+ ms.*\n1 card\n\n\[\w+\] TACE/)
    expect(stdout).toContain('What is left to do:')
    // The order is the hospital's own, and its values are read by the codes that were accepted.
    expect(stdout).toContain('2.75')
  })

  test('writes files that a person could have written, the private key for one user alone', () => {
    const site = join(folder, 'by-flags')
    expect(readdirSync(site).toSorted()).toEqual([
      'client-jwks.json',
      'client-key.json',
      'clients.json',
      'config.json',
      'data',
      'site.json',
    ])
    expect(statSync(join(site, 'client-key.json')).mode & 0o077).toBe(0)
    expect(readFileSync(join(site, 'client-jwks.json'), 'utf8')).not.toContain('"d"')
    for (const name of ['site.json', 'clients.json', 'config.json'])
      expect(readFileSync(join(site, name), 'utf8')).toMatch(/^\{\n {2}"/)
  })

  test('again changes nothing, and with one more code only the site file', async () => {
    const site = join(folder, 'by-flags')
    const before = readdirSync(site).map((name) => [name, statSync(join(site, name)).mtimeMs])
    const { stdout } = await init(site, [...toldOnce(), '--no-call'])
    expect(stdout).not.toMatch(/^(written|changed): /m)
    expect(readdirSync(site).map((name) => [name, statSync(join(site, name)).mtimeMs])).toEqual(
      before,
    )
    const text = readFileSync(join(site, 'site.json'), 'utf8')
    const own = { ...(JSON.parse(text) as object), recogniseOrdersByText: false }
    writeFileSync(join(site, 'site.json'), JSON.stringify(own))
    await init(site, [...toldOnce(), '--no-call'])
    expect(readSite(site)).toMatchObject({ recogniseOrdersByText: false })
  })

  test('takes only the codes that are named', async () => {
    const site = join(folder, 'some')
    const args = ['--fhir', hospital.url, '--patients', 'p1,p2', '--no-call']
    await init(site, [...args, '--accept', 'IR-TACE', '--accept', 'HB=albumin'])
    expect(codesOf(site)).toEqual({ 'tace-order': ['IR-TACE'] })
  })
})

describe('init that asks', () => {
  test('takes each code by a yes, and none without', async () => {
    const site = join(folder, 'asked')
    const first = await init(
      site,
      ['--no-call'],
      `${hospital.url}\n\np1 p2 p3\n${'n\n'.repeat(30)}`,
    )
    expect(first.stdout).toContain('Base URL of the FHIR server?')
    expect(first.stdout).toMatch(
      /NEUT# "Neutrophils absolute" .*: 3 times, 3 patients: neutrophil-count\? \[y\/N\]/,
    )
    expect(codesOf(site)).toEqual({})
    await init(site, ['--no-call', '--fhir', hospital.url, '--patients', 'p1'], 'y\ny\n')
    expect(Object.values(codesOf(site)).flat()).toHaveLength(2)
  })

  test('says which option is missing where nobody answers', async () => {
    await expect(init(join(folder, 'nobody'), [])).rejects.toThrow('--fhir is missing')
    await expect(init(join(folder, 'nobody'), ['--fhir', hospital.url])).rejects.toThrow(
      '--patients is missing',
    )
  })
})
