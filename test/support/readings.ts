import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { isFhirResource } from '../../src/clinical/fhir/resource.ts'
import { readCondition, readProcedure } from '../../src/clinical/fhir/clinical-record.ts'
import { readStatements } from '../../src/clinical/fhir/statements.ts'
import { type Instant, toIsoDate } from '../../src/base/time.ts'
import { indexStatements } from '../../src/clinical/readings/select-statements.ts'
import { type PredictorsRead, readPredictors } from '../../src/clinical/readings/read-predictors.ts'
import type { PredictorReading } from '../../src/clinical/readings/predictor-reading.ts'
import { repositoryPath } from './paths.ts'
import { NOW } from './clock.ts'

export const { inputs, units } = loadCatalog({
  folder: repositoryPath('cds-services'),
  language: 'en',
}).definitions[0]!

export type Resource = Readonly<Record<string, unknown>>

const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'
const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const LOINC = 'http://loinc.org'
const UCUM = 'http://unitsofmeasure.org'

/** The codes of the record that the cases use, by short names. */
export const CODES = {
  neutrophils: { system: LOINC, code: '751-8' },
  lymphocytes: { system: LOINC, code: '731-0' },
  neutrophilShare: { system: LOINC, code: '770-8' },
  lymphocyteShare: { system: LOINC, code: '736-9' },
  manualNeutrophils: { system: LOINC, code: '753-4' },
  manualLymphocytes: { system: LOINC, code: '732-8' },
  anyNeutrophils: { system: LOINC, code: '26499-4' },
  anyLymphocytes: { system: LOINC, code: '26474-7' },
  leukocytes: { system: LOINC, code: '6690-2' },
  ratio: { system: `${LOCAL}/observation`, code: 'neutrophil-lymphocyte-ratio' },
  adc: { system: DCM, code: '113041' },
  slow: { system: DCM, code: '113291' },
  dStar: { system: DCM, code: '113292' },
  capsule: { system: `${LOCAL}/observation`, code: 'tumour-capsule' },
  size: { system: LOINC, code: '33728-7' },
  stage: { system: `${LOCAL}/observation`, code: 'cnlc-stage' },
  ecog: { system: LOINC, code: '89247-1' },
  childPugh: { system: `${LOCAL}/observation`, code: 'child-pugh-class' },
  bilirubin: { system: LOINC, code: '14631-6' },
  bilirubinMass: { system: LOINC, code: '1975-2' },
  albumin: { system: LOINC, code: '1751-7' },
  inr: { system: LOINC, code: '6301-6' },
  ascites: { system: `${LOCAL}/observation`, code: 'ascites' },
  encephalopathy: { system: `${LOCAL}/observation`, code: 'encephalopathy' },
  invasion: { system: `${LOCAL}/observation`, code: 'vascular-invasion' },
  spread: { system: `${LOCAL}/observation`, code: 'extrahepatic-spread' },
  number: { system: `${LOCAL}/observation`, code: 'tumour-number' },
} as const

export type CodeName = keyof typeof CODES

let counter = 0

/** A synthetic Observation of five days before the frozen day. */
export function observation(code: CodeName, ...more: readonly Resource[]): Resource {
  counter += 1
  return {
    resourceType: 'Observation',
    id: `o${String(counter)}`,
    status: 'final',
    code: { coding: [CODES[code]] },
    effectiveDateTime: '2026-11-15T08:30:00+08:00',
    ...more.reduce((sofar, one) => ({ ...sofar, ...one }), {}),
  }
}

/** A Quantity in UCUM. */
export const ucum = (value: number, code: string, more: Resource = {}) => ({
  valueQuantity: { value, code, unit: code, system: UCUM, ...more },
})

/** A Quantity with a display unit alone. */
export const display = (value: number, unit: string) => ({ valueQuantity: { value, unit } })

export const count = (value: number) => ucum(value, '10*9/L')
export const diffusion = (value: number) => ucum(value, '10*-3.mm2/s')

/** A local code as a value. */
export const coded = (system: string, code: string) => ({
  valueCodeableConcept: { coding: [{ system: `${LOCAL}/${system}`, code }] },
})

export const on = (effectiveDateTime: string) => ({ effectiveDateTime })
export const of = (lesion: string) => ({ focus: [{ reference: `BodyStructure/${lesion}` }] })
export const from = (specimen: string) => ({ specimen: { reference: `Specimen/${specimen}` } })

/** When readings are made, if not at the frozen moment. */
export interface When {
  readonly indexDate?: Instant
  readonly defaultUnits?: ReadonlyMap<string, string>
  readonly inputs?: typeof inputs
}

/** Everything that is read of a record of Observations, reports, Conditions and earlier TACE. */
export function gather(resources: readonly Resource[], when: When = {}): PredictorsRead {
  const fhir = resources.filter(isFhirResource)
  const { statements } = readStatements(fhir)
  const conditions = fhir.map(readCondition).filter((one) => one !== undefined)
  const procedures = fhir.map(readProcedure).filter((one) => one !== undefined)
  return readPredictors(
    when.inputs ?? inputs,
    {
      ...{ index: indexStatements(statements), statements },
      stages: conditions.flatMap(({ stages }) => stages),
    },
    {
      time: {
        indexDate: when.indexDate ?? NOW,
        indexDay: toIsoDate(when.indexDate ?? NOW),
        now: NOW,
        earlierProcedures: procedures.map(({ time }) => time),
      },
      units: { ...units, defaultUnits: when.defaultUnits ?? units.defaultUnits },
    },
  )
}

export const read = (...resources: readonly Resource[]) => gather(resources).readings

/** A reading in one word: its number, or why there is none. */
export function outcome(reading: PredictorReading | undefined): number | string | undefined {
  if (reading?.kind === 'found') return reading.value.number
  if (reading?.kind === 'unusable') return reading.why
  return reading?.kind === 'excluding' ? reading.because : reading?.kind
}
