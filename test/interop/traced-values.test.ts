import { describe, expect, test } from '@jest/globals'
import { isJsonObject, type JsonObject, nonBlank, objects } from '../../src/base/json.ts'
import { parseDateTime } from '../../src/clinical/fhir/date-time.ts'
import { type FhirResource, isFhirResource, readBundle } from '../../src/clinical/fhir/resource.ts'
import { addDays, toIsoDate } from '../../src/base/time.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { toEntryForm } from '../../src/hook/entry/entry-form.ts'
import { toObservations } from '../../src/hook/entry/to-observations.ts'
import { toQuestionnaire } from '../../src/hook/entry/to-questionnaire.ts'
import { toObservations as toHl7Observations } from '../../src/interop/hl7v2/to-observations.ts'
import { readMessage } from '../../src/interop/hl7v2/message.ts'
import { packaged } from '../support/fhir-written.ts'
import { fc } from '../support/property.ts'
import { answerAll, responseWith } from '../support/entry.ts'
import { NOW } from '../support/clock.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import {
  count,
  diffusion,
  gather,
  inputs,
  observation,
  type Resource,
} from '../support/readings.ts'
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
    const { reference: all, origin } = reading.from
    return all.split(' / ').map((reference) => {
      const found = resources.find(
        (resource) => `${resource.resourceType}/${String(resource['id'])}` === reference,
      )
      const lacks = found === undefined ? ['the resource'] : missingFrom(found)
      // What the resource says is told of the value too.
      const isUntold = !lacks.includes('person or device') && origin?.by === undefined
      return { id, lacks: isUntold ? [...lacks, 'by whom, as told'] : lacks }
    })
  })
}

const form = toEntryForm(
  loadCatalog({ folder: repositoryPath('cds-services'), language: 'en' }).definitions[0]!,
)
const questionnaire = toQuestionnaire(form)

const withIds = (resources: readonly FhirResource[]) =>
  resources.map((resource, i) => ({ ...resource, id: nonBlank(resource['id']) ?? `r${String(i)}` }))

const fromHl7 = (names: readonly string[]) =>
  names.flatMap((name) => {
    const message = readMessage(messageBytes(messageText(name)), 'utf-8')
    return toHl7Observations(message, 'p', hl7Map).observations
  })

describe('every value that a card uses is traced to a person or device, a study or sample, and a date', () => {
  test('of the examples that are packaged', () => {
    const traces = tracesOf(packaged().examples)
    expect(new Set(traces.map(({ id }) => id)).size).toBe(5)
    expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
  })

  const linkIds = form.groups.flatMap((group) => group.items).map(({ linkId }) => linkId)
  const answered = [fc.subarray(linkIds), fc.integer({ min: 0, max: 90 }), fc.boolean()] as const

  /** What the form gives of some of its answers, about a study that is so many days old. */
  function entered(wanted: readonly string[], ageDays: number, study: boolean) {
    const written = toIsoDate(addDays(NOW, -ageDays))
    const about = /\.date$|^study\.|^lesion\./
    const all = Object.entries(answerAll(form, questionnaire, written))
    const answers = all.filter(
      ([id]) =>
        (about.test(id) && (study || !/^study\.(reference|report)$/.test(id))) ||
        wanted.some(
          (linkId) => (id === linkId || id.startsWith(`${linkId}.`)) && !id.endsWith('.absent'),
        ),
    )
    const resources = withIds(toObservations(form, responseWith(Object.fromEntries(answers))))
    return { written, resources }
  }

  test('of the app and its form, whatever of it is answered and however old its study is', () => {
    let found = 0
    fc.assert(
      fc.property(...answered, (wanted, ageDays, study) => {
        const { written, resources } = entered(wanted, ageDays, study)
        const traces = tracesOf(resources)
        found += traces.length
        expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
        for (const [id, reading] of Object.entries(gather(resources).readings)) {
          if (reading.kind !== 'found') continue
          const { lookbackDays = 0 } = inputs.predictors.find((input) => input.id === id) ?? {}
          expect(ageDays).toBeLessThanOrEqual(lookbackDays)
          expect(reading.from.written).toContain(written)
        }
      }),
    )
    expect(found).toBeGreaterThan(50)
  })

  test('and what is entered of a study after TACE is never used, whenever it is entered', () => {
    fc.assert(
      fc.property(...answered, fc.integer({ min: 0, max: 30 }), (wanted, ageDays, study, days) => {
        const { resources } = entered(wanted, ageDays, study)
        const performed = toIsoDate(addDays(NOW, -(ageDays + days)))
        const tace = {
          ...{ resourceType: 'Procedure', status: 'completed', code: { text: 'TACE' } },
          performedDateTime: performed,
        }
        const { readings } = gather([...resources, tace])
        for (const { id, afterProcedure } of inputs.predictors)
          if (afterProcedure === 'never-used') expect(readings[id]?.kind).not.toBe('found')
      }),
    )
  })

  test.each([
    ['in English', ['blood-count', 'mri']],
    ['in Chinese', ['血常规', '磁共振']],
  ])('of HL7 v2 %s', (_language, names) => {
    const traces = tracesOf(fromHl7(names))
    expect(new Set(traces.map(({ id }) => id)).size).toBe(5)
    expect(traces.filter(({ lacks }) => lacks.length > 0)).toEqual([])
  })

  test('of HL7 v2, whatever its fields say or leave out, and what nobody says is not made up', () => {
    const maybe = (text: string) => fc.constantFrom(text, '')
    fc.assert(
      fc.property(
        ...([maybe('LIS'), maybe('7^Ynthetic^S.'), maybe('XN-9'), maybe('L-1')] as const),
        (sender, observer, equipment, order) => {
          const obx = (name: string, value: string) =>
            `OBX|1|NM|${name}||${value}|10\\S\\9/L|||||F|||20261115073000||${observer}||${equipment}`
          const text = [
            `MSH|^~\\&|${sender}||TACE-CDS||20261115091000||ORU^R01|1|P|2.4`,
            'PID|1||SYN-003^^^HIS^MR',
            `OBR|1||${order}|CBC^Count`,
            obx('NEUT#', '7.7'),
            obx('LYMPH#', '1.1'),
          ].join('\r')
          const message = readMessage(messageBytes(text), 'utf-8')
          const { nlr } = gather(toHl7Observations(message, 'p', hl7Map).observations).readings
          const said = [
            [observer, 'S. Ynthetic'],
            [sender, 'LIS'],
            [equipment, 'XN-9'],
          ] as const
          expect(nlr?.kind === 'found' && nlr.from.origin).toEqual({
            by: said.find(([field]) => field !== '')?.[1],
            of: order === '' ? undefined : order,
          })
        },
      ),
    )
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

  test('of the fixtures the reference leads to the resource that was sent', () => {
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

const PERSON = [
  [{}, undefined],
  [{ performer: [{ display: 'Dr. S. Ynthetic' }] }, 'Dr. S. Ynthetic'],
  [{ performer: [{ reference: 'Practitioner/1' }] }, 'Practitioner/1'],
  [{ performer: [{}, { identifier: { value: '4711' } }] }, '4711'],
  [{ performer: [{ reference: 'Patient/p', display: 'A Name' }] }, 'Patient'],
  [
    {
      performer: [{ reference: '#d' }],
      contained: [
        { resourceType: 'Practitioner', id: 'd', name: [{ given: ['S.'], family: 'Ynthetic' }] },
      ],
    },
    'S. Ynthetic',
  ],
  [{ performer: [{ reference: '#gone' }] }, undefined],
  [{ device: { display: 'MR 1' } }, 'MR 1'],
] as const
const STUDY = [
  [{}, undefined],
  [{ specimen: { display: 'Sample 7' } }, 'Sample 7'],
  [{ specimen: { reference: 'Specimen/7' } }, 'Specimen/7'],
  [{ derivedFrom: [{ reference: 'ImagingStudy/7' }] }, 'ImagingStudy/7'],
  [{ partOf: [{ type: 'ImagingStudy', identifier: { value: '1.2.3' } }] }, '1.2.3'],
  [{ derivedFrom: [{ reference: 'Observation/7' }] }, undefined],
  [{ basedOn: [{ type: 'ServiceRequest', identifier: { value: 'A-12' } }] }, 'A-12'],
] as const

describe('of FHIR, what the record says of a value is told, and what it does not say is not made up', () => {
  const person = fc.constantFrom(...PERSON)
  const study = fc.constantFrom(...STUDY)
  const own = fc.tuple(person, study)
  // A report has no device.
  const ofReports = fc.constantFrom(...PERSON.filter(([said]) => !('device' in said)))

  test('of a value, and of the report around it', () => {
    fc.assert(
      fc.property(own, fc.tuple(ofReports, study), ([by, of], around) => {
        const value: Resource = { ...observation('adc', diffusion(1.2)), ...by[0], ...of[0] }
        const [byReport, ofReport] = around
        const report = {
          ...{ resourceType: 'DiagnosticReport', id: 'r', status: 'final', code: { text: 'MRI' } },
          ...{ ...byReport[0], ...ofReport[0] },
          result: [{ reference: `Observation/${String(value['id'])}` }],
        }
        const { adc } = gather([value, report]).readings
        expect(adc?.kind === 'found' && adc.from.origin).toEqual({
          by: by[1] ?? byReport[1],
          of: of[1] ?? ofReport[1],
        })
      }),
    )
  })

  test('of a value of two, where each of them says it', () => {
    fc.assert(
      fc.property(own, own, (first, second) => {
        const sample = { effectiveDateTime: '2026-11-15' }
        const [neutrophils, lymphocytes] = [first, second].map(([by, of], i) => ({
          ...observation((['neutrophils', 'lymphocytes'] as const)[i]!, count(4 - i), sample),
          ...by[0],
          ...of[0],
        }))
        const { nlr } = gather([neutrophils!, lymphocytes!]).readings
        if (nlr?.kind !== 'found') return
        const both = (part: 0 | 1) => {
          const names = [first[part][1], second[part][1]]
          return names.includes(undefined) ? undefined : [...new Set(names)].join(' / ')
        }
        expect(nlr.from.origin).toEqual({ by: both(0), of: both(1) })
      }),
    )
  })
})
