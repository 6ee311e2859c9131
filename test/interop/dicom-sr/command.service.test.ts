import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { define } from '../../../src/interop/dicom-sr/command.ts'
import { repositoryPath } from '../../support/paths.ts'
import { runCommand } from '../../support/run-command.ts'
import { CODES, lesionGroup, measurement, modifier, reportBytes } from './sr-file.ts'

const groups = [
  lesionGroup(1, [
    measurement(CODES.adc, 0.00118, CODES.mm2PerS),
    measurement(CODES.slow, 0.001, CODES.mm2PerS),
    measurement(['\u001b[2J', '99SYN', 'Synthetic^Patient'], 1, CODES.mm2PerS),
  ]),
]

describe('import-sr', () => {
  let folder: string
  const path = (name: string) => join(folder, name)
  const run = (...args: readonly string[]) => runCommand(define, args)

  /** The command as people start it. */
  function start(...args: readonly string[]) {
    const command = [repositoryPath('src/tace-cds.ts'), 'import-sr', ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-sr-'))
    writeFileSync(path('good.dcm'), reportBytes(groups))
    writeFileSync(path('unverified.dcm'), reportBytes(groups, { VerificationFlag: 'UNVERIFIED' }))
    writeFileSync(path('text.dcm'), 'no DICOM')
    const cyst = [modifier(CODES.finding, CODES.cyst, 'CONTAINS')]
    const adc = measurement(CODES.adc, 0.00118, CODES.mm2PerS)
    writeFileSync(path('cyst.dcm'), reportBytes([lesionGroup(1, [adc], cyst)]))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('prints the Bundle, and on the error stream what it passed over and why', async () => {
    const { status, stdout, stderr } = await run(path('good.dcm'), '--patient', 'p1')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'transaction',
      entry: [{}, { resource: { subject: { reference: 'Patient/p1' } } }],
    })
    expect(stderr).toContain('good.dcm: 1 measurement(s) taken as final, 2 passed over')
    expect(stderr).toContain(
      'passed over: content item 1.1.1.6 (113291, DCM) is not a quantity that is read here',
    )
  })

  test('shows nothing of the patient and nothing that a terminal obeys', async () => {
    const { stderr } = await run(path('good.dcm'))
    expect(stderr).not.toMatch(/SYN-1|Synthetic|Lesion|\u001b/)
  })

  test('writes to a file when told to', async () => {
    const { status, stdout } = await run(path('good.dcm'), '--out', path('bundle.json'))
    expect([status, stdout]).toEqual([0, ''])
    expect(JSON.parse(readFileSync(path('bundle.json'), 'utf8'))).toMatchObject({
      resourceType: 'Bundle',
    })
  })

  test('says when the service will not use what it took, unless told to accept it', async () => {
    expect((await run(path('unverified.dcm'))).stderr).toContain('not complete and verified')
    const { stdout, stderr } = await run(path('unverified.dcm'), '--accept-unverified')
    expect(stderr).not.toContain('not complete and verified')
    expect(stdout).toContain('"status": "final"')
  })

  test('says of a file that it cannot read why, and takes the others', async () => {
    const files = ['text.dcm', 'nowhere.dcm', '', 'good.dcm'].map(path)
    const { status, stdout, stderr } = await run(...files)
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { type: 'transaction' }])
    expect(stderr).toContain('text.dcm: not imported: it is no DICOM file')
    expect(stderr).toContain('nowhere.dcm: not imported: there is no file of this name')
    expect(stderr).toContain(`${path('')}: not imported: there is no file of this name`)
    expect(stderr).toContain('good.dcm: 1 measurement(s) taken')
  })

  test('ends with 1 and prints no Bundle when nothing was taken, and says of each number why', async () => {
    const { status, stdout, stderr } = await run(path('cyst.dcm'), path('text.dcm'))
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain(
      'content item 1.1.1.4 (113041, DCM) is of a finding that is not known here to be a lesion',
    )
    expect(stderr).toContain('nothing was imported')
  })

  test('tells the numbers of an image library in one line', async () => {
    const { stderr } = await run(repositoryPath('fixtures/cases/sr/Q01-dcmqi.dcm'))
    expect(stderr.split('\n').filter((line) => line.includes('passed over:'))).toEqual([
      '  passed over: 16 number(s) of the image library',
    ])
  })

  test('as people start it: prints, or fails with words on the error stream', () => {
    const good = start(path('good.dcm'))
    expect([good.status, good.stderr]).toEqual([0, expect.stringContaining('1 measurement(s)')])
    expect(JSON.parse(good.stdout)).toMatchObject({ resourceType: 'Bundle' })
    for (const [args, words] of [
      [[path('text.dcm')], 'it is no DICOM file'],
      [[path('nowhere.dcm')], 'there is no file of this name'],
      [[path('good.dcm'), '--patient', 'a/b'], 'It is no FHIR id'],
    ] as const) {
      const { status, stdout, stderr } = start(...args)
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).toContain(words)
    }
  })
})
