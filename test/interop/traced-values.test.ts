import { describe, expect, test } from '@jest/globals'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../src/base/json.ts'
import { parseDateTime } from '../../src/clinical/fhir/date-time.ts'
import { type FhirResource, isFhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { toObservations } from '../../src/interop/hl7v2/to-observations.ts'
import { readMessage } from '../../src/interop/hl7v2/message.ts'
import { packaged } from '../support/fhir-written.ts'
import { fc } from '../support/property.ts'
import { readRepositoryJson } from '../support/paths.ts'
import { gather } from '../support/readings.ts'
import { CODES, lesionGroup, measurement } from './dicom-sr/sr-file.ts'
import { importGroups } from './dicom-sr/support.ts'
import { hl7Map, messageBytes, messageText } from './hl7v2/support.ts'
import { asStored, importLines } from './table/support.ts'

const isSaid = (value: unknown): boolean =>
  isJsonObject(value) &&
  (['reference', 'display'].some((name) => nonBlank(value[name]) !== undefined) ||
    (isJsonObject(value['identifier']) && nonBlank(value['identifier']['value']) !== undefined))

const ofType = (type: string) => (reference: JsonObject) =>
  isSaid(reference) &&
  (reference['type'] === type || String(reference['reference']).startsWith(`${type}/`))

/** What of a trace an Observation lacks. */
function missingFrom(observation: FhirResource): readonly string[] {
  const { performer, device, derivedFrom, partOf, basedOn, specimen } = observation
  const { effectiveDateTime, category, code } = observation
  const isByWhom = objects(performer).some(isSaid) || isSaid(device)
  const sources = [...objects(derivedFrom), ...objects(partOf)]
  const isOfWhat =
    sources.some(ofType('ImagingStudy')) ||
    // An assessment has no study and no sample: its form or its order is what it is from.
    sources.some(ofType('QuestionnaireResponse')) ||
    objects(basedOn).some(isSaid) ||
    isSaid(specimen) ||
    (category === undefined && JSON.stringify(code).includes('cnlc-stage'))
  const isDated = parseDateTime(String(effectiveDateTime)) !== undefined
  return [
    ...(isByWhom ? [] : ['person or device']),
    ...(isOfWhat ? [] : ['study or sample']),
    ...(isDated ? [] : ['date']),
  ]
}

/** The Observations behind the values that a card would use, each with what its trace lacks. */
function tracesOf(resources: readonly FhirResource[]) {
  const { readings } = gather(resources)
  return Object.entries(readings).flatMap(([id, reading]) => {
    if (reading.kind !== 'found') return []
    const references = reading.from.reference.split(' / ')
    return references.map((reference) => {
      const found = resources.find(
        (resource) => `${resource.resourceType}/${String(resource['id'])}` === reference,
      )
      return { id, lacks: found === undefined ? ['the resource'] : missingFrom(found) }
    })
  })
}

const withIds = (resources: readonly FhirResource[]) =>
  resources.map((resource, i) => ({ ...resource, id: nonBlank(resource['id']) ?? `r${String(i)}` }))

const fromHl7 = (names: readonly string[]) =>
  names.flatMap((name) => {
    const message = readMessage(messageBytes(messageText(name)), 'utf-8')
    return toObservations(message, 'p', hl7Map).observations
  })

describe('every value that a card uses is traced to a person or device, a study or sample, and a date', () => {
  test('of the app and its form', () => {
    const traces = tracesOf(packaged().examples)
    expect(new Set(traces.map(({ id }) => id)).size).toBe(5)
    expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
  })

  test.each([
    ['in English', ['blood-count', 'mri']],
    ['in Chinese', ['血常规', '磁共振']],
  ])('of HL7 v2 %s', (_language, names) => {
    const traces = tracesOf(fromHl7(names))
    expect(new Set(traces.map(({ id }) => id)).size).toBe(5)
    expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
  })

  test('of a structured report, whatever it measures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 400, max: 3000 }),
        fc.integer({ min: 4000, max: 90_000 }),
        async (adc, dStar) => {
          const { bundle } = await importGroups([
            lesionGroup(1, [
              measurement(CODES.adc, adc, CODES.um2PerS),
              measurement(CODES.dStar, dStar, CODES.um2PerS),
            ]),
          ])
          if (bundle === undefined) throw new Error('nothing was taken')
          const traces = tracesOf(withIds(readBundle(bundle).resources))
          expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
  })

  test('of a table, whatever its columns say or leave out', async () => {
    const maybe = (text: string) => fc.constantFrom(text, '')
    await fc.assert(
      fc.asyncProperty(
        ...([
          maybe('Synthetic Radiologist'),
          maybe('Workstation'),
          maybe('1.2.3'),
          maybe('2026-11-17'),
        ] as const),
        async (performer, device, study, date) => {
          const imported = await importLines(
            [
              'patient,date,performer,device,study,adc (um2/s),neutrophil-count,lymphocyte-count',
              `1,${date},${performer},${device},${study},1050,4.1,1.3`,
            ],
            {
              all: { statistic: 'mean' },
              columns: {
                'neutrophil-count': { column: 'neutrophil-count', unit: '10*9/L' },
                'lymphocyte-count': { column: 'lymphocyte-count', unit: '10*9/L' },
              },
            },
          )
          const traces = tracesOf(asStored(imported))
          expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
          const isTraced = `${performer}${device}` !== '' && date !== ''
          expect(traces.length).toBe(isTraced ? 3 : 0)
        },
      ),
      { numRuns: 16 },
    )
  })

  test('of FHIR, as far as the record says it: the reference leads to the resource that was sent', () => {
    for (const patient of ['high-risk', 'low-risk']) {
      const bundle = readRepositoryJson(`fixtures/patients/${patient}/bundle.json`)
      const resources = isFhirResource(bundle) ? readBundle(bundle).resources : []
      const traces = tracesOf(resources)
      expect(traces.length).toBeGreaterThan(4)
      const unknown = traces.filter(({ lacks }) =>
        lacks.some((what) => what.startsWith('the ') || what === 'date'),
      )
      expect(unknown).toEqual([])
    }
  })
})
