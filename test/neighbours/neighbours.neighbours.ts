import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'
import { startHapi } from './support/hapi.ts'
import { PYTHON } from './support/python.ts'
import { validate } from './support/validator.ts'

const folder = mkdtempSync(join(tmpdir(), 'neighbours-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the neighbours are the ones that the repository names', () => {
  test('Python has every package in the version of requirements.txt', () => {
    const wanted = readFileSync(repositoryPath('test/neighbours/requirements.txt'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('=='))
    const installed = execFileSync(PYTHON, ['-m', 'pip', 'freeze'], { encoding: 'utf8' })
    expect(wanted.length).toBeGreaterThan(0)
    expect(installed.split('\n')).toEqual(expect.arrayContaining(wanted))
  })

  test('HAPI FHIR says its version, and ends when it is told', async () => {
    const version = /<hapi\.version>([^<]+)</.exec(
      readFileSync(repositoryPath('test/neighbours/hapi/pom.xml'), 'utf8'),
    )?.[1]
    const hapi = await startHapi()
    const metadata = await fetch(`${hapi.url}/metadata`)
    expect(await metadata.json()).toMatchObject({ fhirVersion: '4.0.1', software: { version } })
    await hapi.stop()
    await expect(fetch(`${hapi.url}/metadata`)).rejects.toThrow()
  })

  test('the validator finds what is wrong, in files and lines', async () => {
    const patient = (gender: string) => JSON.stringify({ resourceType: 'Patient', gender })
    const files = mkdtempSync(join(folder, 'patients-'))
    writeFileSync(join(files, 'one.json'), patient('male'))
    writeFileSync(join(files, 'two.ndjson'), `${patient('female')}\n${patient('neither')}\n`)
    const { resources, findings } = await validate([files])
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(resources).toBe(3)
    expect(errors).not.toEqual([])
    for (const error of errors)
      expect(error).toMatchObject({
        file: join(files, 'two.ndjson'),
        resource: 2,
        location: 'Patient.gender',
      })
  })

  test('the validator knows the definitions that it is given', async () => {
    const system = 'https://tace-resistance-cds.example/CodeSystem/colours'
    const definitions = mkdtempSync(join(folder, 'definitions-'))
    const file = join(folder, 'observation.json')
    const colours = {
      resourceType: 'CodeSystem',
      url: system,
      status: 'active',
      content: 'complete',
      concept: [{ code: 'red' }],
    }
    writeFileSync(join(definitions, 'colours.json'), JSON.stringify(colours))
    const coding = [{ system, code: 'green' }]
    const observation = { resourceType: 'Observation', status: 'final', code: { coding } }
    writeFileSync(file, JSON.stringify(observation))
    const errorsOf = async (folderOfDefinitions?: string) =>
      (await validate([file], folderOfDefinitions)).findings
        .filter(({ severity }) => severity === 'error')
        .map(({ location }) => location)
    expect(await errorsOf()).toEqual([])
    expect(await errorsOf(definitions)).toEqual(['Observation.code'])
  })
})
