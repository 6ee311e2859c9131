import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { define as importSr } from '../../src/interop/dicom-sr/command.ts'
import { define as importTable } from '../../src/interop/table/command.ts'
import {
  CODES,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
} from '../interop/dicom-sr/sr-file.ts'
import { count, observation, on, type Resource } from '../support/readings.ts'
import { runCommand } from '../support/run-command.ts'

/** What a synthetic patient has: a dictated report, a file of measurements and a blood count. */
export interface StopwatchPatient {
  /** The mock EHR knows the patients of the fixtures alone: whose record it takes the place of. */
  readonly id: string
  readonly file: 'DICOM SR' | 'table'
  readonly neutrophils: number
  readonly lymphocytes: number
  /** 10^-3 mm2/s. */
  readonly adc: number
  /** 10^-3 mm2/s. */
  readonly dStar: number
  readonly isCapsuleComplete: boolean
  readonly stage: string
  readonly report: string
}

const STUDY_DATE = '2026-11-08'

/** Made up, as everything of these patients. */
export const PATIENTS: readonly StopwatchPatient[] = (
  [
    ['low-risk', 2.8, 1.9, 1.31, 36.5, true, 'Ib'],
    ['intermediate-risk', 3.6, 1.5, 1.12, 44, false, 'IIa'],
    ['high-risk', 6.1, 1.1, 0.92, 58.2, false, 'IIIa'],
    ['liver-values', 4.4, 1.3, 1.05, 49.7, true, 'IIb'],
    ['missing-cnlc-stage', 3.1, 2.2, 1.27, 31.8, true, 'Ia'],
    ['missing-nlr', 5.2, 0.9, 0.98, 55.1, false, 'IIb'],
    ['missing-capsule', 4, 1.6, 1.15, 42, true, 'IIa'],
    ['missing-adc', 2.5, 1.4, 1.2, 38.3, false, 'Ib'],
    ['missing-d-star', 7.3, 1, 0.88, 61.4, false, 'IIIa'],
    ['stale-labs', 3.9, 1.8, 1.08, 46.6, true, 'IIb'],
  ] as const
).map(([id, neutrophils, lymphocytes, adc, dStar, isCapsuleComplete, stage], i) => ({
  ...{ id, neutrophils, lymphocytes, adc, dStar, isCapsuleComplete, stage },
  file: i % 2 === 0 ? 'DICOM SR' : 'table',
  report: `SYNTHETIC. Segment VIII lesion with washout and ${isCapsuleComplete ? 'a complete' : 'an incomplete'} capsule. ADC and D* as measured. CNLC stage ${stage}.`,
}))

/** The record: nothing of the five inputs is coded but the blood count. */
export function recordOf(patient: StopwatchPatient): readonly (Resource & { id: string })[] {
  const { id, neutrophils, lymphocytes, report } = patient
  const subject = { reference: `Patient/${id}` }
  const blood = on('2026-11-17T07:30:00+08:00')
  return [
    { ...observation('neutrophils', count(neutrophils), blood), id: `${id}-watch-n`, subject },
    { ...observation('lymphocytes', count(lymphocytes), blood), id: `${id}-watch-l`, subject },
    {
      ...{ resourceType: 'ImagingStudy', id: `${id}-watch-study`, status: 'available', subject },
      started: `${STUDY_DATE}T10:15:00+08:00`,
      modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
      description: 'MRI liver',
    },
    {
      ...{ resourceType: 'DiagnosticReport', id: `${id}-watch-report`, status: 'final', subject },
      code: { text: 'MRI liver' },
      effectiveDateTime: STUDY_DATE,
      imagingStudy: [{ reference: `ImagingStudy/${id}-watch-study` }],
      conclusion: report,
    },
  ]
}

/** A DS of DICOM has at most 16 characters. */
const inMm2PerS = (value: number) => Number((value / 1_000).toFixed(6))

function srOf({ adc, dStar }: StopwatchPatient, number: string): Uint8Array {
  const mean = modifier(CODES.derivation, CODES.mean)
  const ivim = modifier(CODES.method, CODES.ivim)
  const measured = [
    measurement(CODES.adc, inMm2PerS(adc), CODES.mm2PerS, [mean]),
    measurement(CODES.dStar, inMm2PerS(dStar), CODES.mm2PerS, [mean, ivim]),
  ]
  return reportBytes([lesionGroup(1, measured)], { PatientID: number })
}

const tableOf = ({ adc, dStar }: StopwatchPatient, number: string) =>
  [
    'patient,date,lesion,what,value,unit,method,reader',
    `${number},${STUDY_DATE},S8,ADC,${String(adc)},10-3 mm2/s,mono-exponential,Synthetic Radiologist`,
    `${number},${STUDY_DATE},S8,D*,${String(dStar)},10-3 mm2/s,IVIM,Synthetic Radiologist`,
  ].join('\n')

const mapWith = (patientSystem: string) => ({
  ...{ patientSystem, all: { statistic: 'mean', site: 'liver' } },
  rows: { measurement: 'what', value: 'value', unit: 'unit' },
  columns: { adc: 'ADC', dStar: 'D*', method: 'method', performer: 'reader' },
})

/** How a FHIR server knows a patient: Patient.identifier. */
export interface PatientNumber {
  readonly system: string
  readonly value: string
}

/**
 * Sends the measurements of a patient to a FHIR server, as a person does it: one command.
 *
 * @throws {Error} With what the command says, when it does not take all of them.
 */
export async function sendMeasurements(
  patient: StopwatchPatient,
  { system, value }: PatientNumber,
  { folder, fhir }: { readonly folder: string; readonly fhir: string },
): Promise<void> {
  const path = (name: string) => join(folder, `${patient.id}${name}`)
  const target = ['--fhir', fhir]
  const run = () => {
    if (patient.file === 'DICOM SR') {
      writeFileSync(path('.dcm'), srOf(patient, value))
      return runCommand(importSr, [path('.dcm'), '--patient', patient.id, ...target])
    }
    writeFileSync(path('.csv'), tableOf(patient, value))
    writeFileSync(path('.json'), JSON.stringify(mapWith(system)))
    return runCommand(importTable, [path('.csv'), '--map', path('.json'), ...target])
  }
  const { status, stderr } = await run()
  if (status !== 0) throw new Error(`${patient.id}: ${stderr}`)
}
