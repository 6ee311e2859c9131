/** One made-up patient of a made-up Bulk Data export: nobody's data. */
import type { Random } from '../../src/evaluation/statistics/random.ts'
import { CODES, type CodeName } from './readings.ts'

export type Made = Readonly<Record<string, unknown>> & { readonly resourceType: string }

const LOCAL = 'http://tace-resistance-cds.example/CodeSystem'
const UCUM = 'http://unitsofmeasure.org'
const DAY_MS = 86_400_000

/** The code under which this made-up hospital records the outcome. */
export const OUTCOME_CODE = { system: 'http://hospital.example/outcomes', code: 'tace-response' }

/** What the outcome means at this made-up hospital. */
export const OUTCOME_DEFINITION = {
  definition: 'Made up: two treatments without a response.',
  followUp: 'Made up: one year.',
  competingEvents: 'Made up: none.',
  missingData: 'Made up: at random.',
  firstTreatment: 'Made up: first treatments alone.',
  negativeAfterDays: 30,
  observation: {
    code: `${OUTCOME_CODE.system}|${OUTCOME_CODE.code}`,
    present: [`${OUTCOME_CODE.system}|resistant`],
    absent: [`${OUTCOME_CODE.system}|responding`],
  },
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** What a scenario works with: times count in days from the treatment. */
export interface Drawn {
  readonly id: string
  readonly index: number
  readonly random: Random
  readonly neutrophils: number
  readonly lymphocytes: number
  readonly dStar: number
  readonly adc: number
  readonly capsule: 'complete' | 'incomplete'
  readonly stage: string
  readonly isResistant: boolean
}

export function draw(id: string, random: Random): Drawn {
  const stages = ['Ib', 'IIa', 'IIb', 'IIIa']
  const neutrophils = round(2.5 + 4 * random.uniform(), 1)
  return {
    id,
    index: Date.UTC(2025, 0, 10, 1) + Math.floor(random.uniform() * 300) * DAY_MS,
    random,
    neutrophils,
    lymphocytes: round(0.8 + 1.4 * random.uniform(), 2),
    dStar: round(30 + 30 * random.uniform(), 1),
    adc: round(0.9 + 0.5 * random.uniform(), 3),
    capsule: random.uniform() < 0.45 ? 'incomplete' : 'complete',
    stage: stages[Math.floor(random.uniform() * stages.length)] ?? 'Ib',
    isResistant: random.uniform() < 0.4,
  }
}

/** `YYYY-MM-DDThh:mm:ss+08:00`, days from the treatment. */
export function at({ index }: Drawn, days: number): string {
  const local = new Date(index + days * DAY_MS + 8 * 3_600_000).toISOString()
  return `${local.slice(0, 19)}+08:00`
}

export const day = (drawn: Drawn, days: number) => at(drawn, days).slice(0, 10)

const subject = ({ id }: Drawn) => ({ reference: `Patient/${id}` })

export const patient = ({ id }: Drawn, birthDate = '1961-04-12'): Made => ({
  resourceType: 'Patient',
  id,
  meta: {
    security: [{ system: `http://terminology.hl7.org/CodeSystem/v3-ActReason`, code: 'HTEST' }],
  },
  name: [{ family: 'Synthetic', given: [id] }],
  birthDate,
})

export const verification = (code: 'confirmed' | 'refuted') => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }],
})

export const condition = (drawn: Drawn, name: string, more: object = {}): Made => ({
  resourceType: 'Condition',
  id: `${drawn.id}-${name}`,
  verificationStatus: verification('confirmed'),
  code: { coding: [{ system: 'http://snomed.info/sct', code: '109841003' }] },
  subject: subject(drawn),
  recordedDate: day(drawn, -40),
  ...more,
})

export const procedure = (drawn: Drawn, name: string, days: number, more: object = {}): Made => ({
  resourceType: 'Procedure',
  id: `${drawn.id}-${name}`,
  status: 'completed',
  code: { coding: [{ system: `${LOCAL}/order`, code: 'tace' }] },
  subject: subject(drawn),
  performedDateTime: at(drawn, days),
  ...more,
})

export const order = (drawn: Drawn, days: number, more: object = {}): Made => ({
  resourceType: 'ServiceRequest',
  id: `${drawn.id}-order`,
  status: 'completed',
  intent: 'order',
  code: { coding: [{ system: `${LOCAL}/order`, code: 'tace' }] },
  subject: subject(drawn),
  authoredOn: at(drawn, days),
  ...more,
})

/** An Observation some days before (or after) the treatment. */
export const observation = (
  drawn: Drawn,
  name: string,
  what: { readonly code: CodeName; readonly days: number },
  more: object,
): Made => ({
  resourceType: 'Observation',
  id: `${drawn.id}-${name}`,
  status: 'final',
  code: { coding: [CODES[what.code]] },
  subject: subject(drawn),
  effectiveDateTime: at(drawn, what.days),
  ...more,
})

export const quantity = (value: number, code: string) => ({
  valueQuantity: { value, unit: code, system: UCUM, code },
})

export const concept = (system: string, code: string) => ({
  valueCodeableConcept: { coding: [{ system: `${LOCAL}/${system}`, code }] },
})

export const specimen = ({ id }: Drawn, name: string) => ({
  specimen: { reference: `Specimen/${id}-${name}` },
})

export const counts = (drawn: Drawn, days: number, name = 'blood'): readonly Made[] => [
  observation(
    drawn,
    `${name}-n`,
    { code: 'neutrophils', days },
    {
      ...quantity(drawn.neutrophils, '10*9/L'),
      ...specimen(drawn, name),
    },
  ),
  observation(
    drawn,
    `${name}-l`,
    { code: 'lymphocytes', days },
    {
      ...quantity(drawn.lymphocytes, '10*9/L'),
      ...specimen(drawn, name),
    },
  ),
]

export const capsule = (drawn: Drawn, days = -6) =>
  observation(drawn, 'capsule', { code: 'capsule', days }, concept('tumour-capsule', drawn.capsule))

export const dStar = (drawn: Drawn, days = -6) =>
  observation(drawn, 'dstar', { code: 'dStar', days }, quantity(drawn.dStar, '10*-3.mm2/s'))

export const adc = (drawn: Drawn, days = -6) =>
  observation(drawn, 'adc', { code: 'adc', days }, quantity(drawn.adc, '10*-3.mm2/s'))

export const imaging = (drawn: Drawn, days = -6): readonly Made[] => [
  capsule(drawn, days),
  dStar(drawn, days),
  adc(drawn, days),
]

export const stage = (drawn: Drawn, code = drawn.stage, days = -5) =>
  observation(drawn, 'stage', { code: 'stage', days }, concept('cnlc-stage', code))

/** The outcome as this hospital records it: under a code of its own, some days later. */
export const outcome = (drawn: Drawn, days: number, isResistant = drawn.isResistant): Made => ({
  resourceType: 'Observation',
  id: `${drawn.id}-outcome-${String(days)}`,
  status: 'final',
  code: { coding: [OUTCOME_CODE] },
  subject: subject(drawn),
  effectiveDateTime: at(drawn, days),
  valueCodeableConcept: {
    coding: [{ system: OUTCOME_CODE.system, code: isResistant ? 'resistant' : 'responding' }],
  },
})

/** Everything a patient needs for a risk, except the treatment. */
export const complete = (drawn: Drawn): readonly Made[] => [
  patient(drawn),
  condition(drawn, 'hcc'),
  ...counts(drawn, -2),
  ...imaging(drawn),
  stage(drawn),
]
