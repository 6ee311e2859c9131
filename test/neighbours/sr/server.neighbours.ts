import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type FhirResource, readBundle } from '../../../src/clinical/fhir/resource.ts'
import { define } from '../../../src/interop/dicom-sr/command.ts'
import {
  CODES,
  item,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
  textItem,
  uid,
} from '../../interop/dicom-sr/sr-file.ts'
import { runCommand } from '../../support/run-command.ts'
import { readNow, write } from '../support/fhir.ts'
import { type Hapi, startHapi } from '../support/hapi.ts'
import { validate } from '../support/validator.ts'

const folder = mkdtempSync(join(tmpdir(), 'sr-server-'))
const report = join(folder, 'report.dcm')
let hapi: Hapi

const { adc, derivation, mean, dStar, mm2PerS, ivim, method } = CODES
const said = modifier(derivation, mean)

/** A report that says as much as one can. */
const everything = [
  lesionGroup(1, [
    item('HAS OBS CONTEXT', 'PNAME', ['121008', 'DCM', 'Person Observer Name'], {
      PersonName: 'Wang^Li',
    }),
    {
      ...measurement(adc, 0.00118, mm2PerS, [
        said,
        textItem(CODES.algorithmName, 'ivimfit', 'HAS CONCEPT MOD'),
        textItem(['111003', 'DCM', 'Algorithm Version'], '2.1', 'HAS CONCEPT MOD'),
        textItem(['111002', 'DCM', 'Algorithm Parameters'], 'D* < 0.1', 'HAS CONCEPT MOD'),
      ]),
      ObservationUID: uid(77),
    },
    measurement(adc, 0.0007, mm2PerS, [modifier(derivation, CODES.minimum)]),
    measurement(dStar, 0.045, mm2PerS, [
      said,
      modifier(method, ivim),
      modifier(method, ['R', '99SITE', 'Mean signal of the region']),
      modifier(['113241', 'DCM', 'Model fitting method'], ['113265', 'DCM', 'Levenberg-Marquardt']),
      measurement(
        ['113240', 'DCM', 'Source image diffusion b-value'],
        800,
        ['s/mm2', 'UCUM', 's/mm2'],
        [],
      ),
    ]),
    measurement(['103339001', 'SCT', 'Long Axis'], 42, CODES.mm, []),
    modifier(['C', '99SITE', 'Tumor capsule'], ['V', '99SITE', 'Incomplete'], 'CONTAINS'),
  ]),
  measurement(
    ['246206008', 'SCT', 'Number of lesions'],
    1,
    ['1', 'UCUM', 'no units'],
    [modifier(CODES.findingSite, CODES.liver)],
  ),
]

const send = (patient: string, ...more: readonly string[]) =>
  runCommand(define, [report, '--fhir', hapi.url, '--patient', patient, ...more])

async function all(type: string, patient: string): Promise<readonly FhirResource[]> {
  return readBundle(await readNow(hapi.url, `${type}?patient=${patient}&_count=100`)).resources
}

const patientOf = (id: string): FhirResource => ({
  resourceType: 'Patient',
  id,
  identifier: [{ value: 'SYN-1' }],
})

const bodyStructureOf = (patient: string, more: object = {}) => ({
  resourceType: 'BodyStructure',
  description: 'the one at the dome',
  patient: { reference: `Patient/${patient}` },
  ...more,
})

beforeAll(async () => {
  writeFileSync(
    report,
    reportBytes(everything, {
      AccessionNumber: 'A1',
      Manufacturer: 'Synthetic',
      ManufacturerModelName: 'Workstation',
      DeviceSerialNumber: 'SN-1',
      SoftwareVersions: '4.2',
    }),
  )
  hapi = await startHapi({ validate: true })
  for (const id of ['fresh', 'owner', 'namer', 'foreign'])
    await write(hapi.url, 'Patient', patientOf(id))
})
afterAll(async () => {
  await hapi.stop()
  rmSync(folder, { recursive: true })
})

describe('import-sr --fhir to a server that validates', () => {
  test('writes everything, and a second time changes nothing but versions', async () => {
    expect((await send('fresh')).status).toBe(0)
    const [observations, lesions] = [
      await all('Observation', 'fresh'),
      await all('BodyStructure', 'fresh'),
    ]
    expect([observations.length, lesions.length]).toEqual([6, 1])
    const again = await send('fresh')
    expect([again.status, again.stderr]).toEqual([
      0,
      expect.stringContaining('0 resource(s) created'),
    ])
    const ids = (resources: readonly FhirResource[]) => resources.map(({ id }) => id).toSorted()
    expect(ids(await all('Observation', 'fresh'))).toEqual(ids(observations))
    expect(await all('BodyStructure', 'fresh')).toEqual(lesions)
  })

  test('leaves a BodyStructure that has the tracking UID as it is', async () => {
    const identifier = [{ system: 'urn:dicom:uid', value: `urn:oid:${uid(1)}` }]
    await write(hapi.url, 'BodyStructure', bodyStructureOf('owner', { identifier }))
    const before = await all('BodyStructure', 'owner')
    expect((await send('owner')).status).toBe(0)
    expect(await all('BodyStructure', 'owner')).toEqual(before)
    const focused = (await all('Observation', 'owner')).flatMap(({ focus }) => focus ?? [])
    for (const focus of focused)
      expect(focus).toMatchObject({ reference: `BodyStructure/${String(before[0]?.['id'])}` })
    expect(focused).toHaveLength(5)
  })

  test('names the one that it is told, and never one of another patient', async () => {
    const own = await write(hapi.url, 'BodyStructure', bodyStructureOf('namer'))
    const lesion = `${uid(1)}=${String(own['id'])}`
    await expect(send('foreign', '--lesion', lesion)).rejects.toThrow('is of another patient')
    expect((await send('namer', '--lesion', lesion)).status).toBe(0)
    expect(await all('BodyStructure', 'namer')).toHaveLength(1)
    expect(await all('Observation', 'foreign')).toEqual([])
  })
})

test("HL7's validator finds nothing in what import-sr writes", async () => {
  const out = join(folder, 'bundle.json')
  await runCommand(define, [report, '--patient', 'fresh', '--out', out])
  const bundle = JSON.parse(readFileSync(out, 'utf8')) as FhirResource
  const lines = readBundle(bundle).resources.map((resource) => JSON.stringify(resource))
  const resources = join(folder, 'resources.ndjson')
  writeFileSync(resources, `${lines.join('\n')}\n`)
  const validation = await validate([resources])
  expect(validation.resources).toBe(7)
  const errors = validation.findings.filter(({ severity }) => /fatal|error/.test(severity))
  expect(errors).toEqual([])
})
