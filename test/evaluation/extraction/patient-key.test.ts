import { describe, expect, test } from '@jest/globals'
import { identityOf, isAboutPatient } from '../../../src/clinical/fhir/patient-identity.ts'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { patientKeyOf, patientToldIn } from '../../../src/evaluation/extraction/patient-key.ts'
import { fc } from '../../support/property.ts'

const IDENTIFIER = { system: 'http://hospital.example/mrn', value: '17' }

const observation = (more: object): FhirResource => ({ resourceType: 'Observation', ...more })

const about = (reference: string, more: object = {}) =>
  observation({ subject: { reference }, ...more })

/** A patient `p` with an identifier, and what resources say of whom they are about. */
const SUBJECTS: Readonly<Record<string, readonly [FhirResource, string | undefined]>> = {
  relative: [about('Patient/p'), 'p'],
  absolute: [about('https://ehr.example/fhir/Patient/p'), 'p'],
  versioned: [about('Patient/p/_history/3'), 'p'],
  'absolute and versioned': [about('https://ehr.example/fhir/Patient/p/_history/3'), 'p'],
  'of its Bundle': [about('urn:uuid:p'), 'p'],
  'member `patient`': [observation({ patient: { reference: 'Patient/p' } }), 'p'],
  'of a tenant': [about('https://ehr.example/t/DEFAULT/Patient/p'), 'p'],
  contained: [
    about('#c', { contained: [{ resourceType: 'Patient', id: 'c', identifier: [IDENTIFIER] }] }),
    'identifier',
  ],
  'by identifier': [observation({ subject: { identifier: IDENTIFIER } }), 'identifier'],
  'a reference and an identifier': [
    observation({ subject: { reference: 'Patient/p', identifier: { value: 'other' } } }),
    'p',
  ],
  'of another': [about('Patient/q'), 'q'],
  'contained without an identifier': [
    about('#c', { contained: [{ resourceType: 'Patient', id: 'c' }] }),
    undefined,
  ],
  'contained and not there': [about('#c'), undefined],
  'contained of another type': [
    about('#c', { contained: [{ resourceType: 'Group', id: 'c', identifier: [IDENTIFIER] }] }),
    undefined,
  ],
  'an identifier without its system': [
    observation({ subject: { identifier: { value: '17' } } }),
    undefined,
  ],
  'a group': [about('Group/p'), undefined],
  'by name alone': [observation({ subject: { display: 'p' } }), undefined],
  nobody: [observation({}), undefined],
  'a subject that is a text': [observation({ subject: 'Patient/p' }), undefined],
}

const patient = { resourceType: 'Patient', id: 'p', identifier: [IDENTIFIER] }

describe('whose a resource is', () => {
  test.each(Object.entries(SUBJECTS))('%s', (_, [resource, wanted]) => {
    const key = patientKeyOf(resource)
    const told = {
      patient: 'id' in key ? key.id : '',
      'named-by-identifier': 'identifier',
      nobody: undefined,
    }
    expect(told[key.kind]).toBe(wanted)
  })

  test.each(Object.entries(SUBJECTS))(
    'what is put to a patient the reader of the record takes for the patient’s: %s',
    (_, [resource]) => {
      const key = patientKeyOf(resource)
      const isPutToP =
        (key.kind === 'patient' && key.id === 'p') ||
        (key.kind === 'named-by-identifier' &&
          key.identifiers.includes(`${IDENTIFIER.system}|${IDENTIFIER.value}`))
      const identity = identityOf('p', [patient])
      if (isPutToP) expect(isAboutPatient(resource, identity)).toBe(true)
      else if (key.kind === 'patient') expect(isAboutPatient(resource, identity)).toBe(false)
      else expect(key.kind).toBe('nobody')
    },
  )
})

describe('whose a line is that is no JSON any more', () => {
  const subject = { reference: 'https://ehr.example/fhir/Patient/p' }
  const whole = JSON.stringify({ resourceType: 'Observation', id: 'o', subject, valueString: 'x' })

  test('it is of the one patient whom it names, wherever it is cut or spoilt behind the name', () => {
    const from = whole.indexOf('Patient/p"') + 'Patient/p"'.length
    fc.assert(
      fc.property(fc.integer({ min: from, max: whole.length - 1 }), fc.string(), (cut, noise) => {
        fc.pre(!noise.includes('reference'))
        expect(patientToldIn(whole.slice(0, cut) + noise, 'Observation')).toBe('p')
      }),
    )
  })

  test('it is of nobody when it names nobody, several, or half of one', () => {
    const other = whole.replace('}', '},"performer":[{"reference":"Patient/q"}]')
    expect(patientToldIn(other, 'Observation')).toBeUndefined()
    expect(patientToldIn('{"resourceType":"Observation","id":"o"', 'Observation')).toBeUndefined()
    const half = whole.slice(0, whole.indexOf('Patient/p') + 'Patient/p'.length)
    expect(patientToldIn(half, 'Observation')).toBeUndefined()
  })

  test('references to others do not count, and a Patient is told by its id', () => {
    const performed = whole.replace('}', '},"performer":[{"reference":"Practitioner/q"}]')
    expect(patientToldIn(performed.slice(0, -3), 'Observation')).toBe('p')
    expect(patientToldIn('{"resourceType":"Patient","id":"p","name', 'Patient')).toBe('p')
  })
})
