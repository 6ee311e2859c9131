import { describe, expect, test } from '@jest/globals'
import { toRandom } from '../../../src/evaluation/statistics/random.ts'
import {
  complete,
  draw,
  type Made,
  observation,
  procedure,
  quantity,
} from '../../support/synthetic-patient.ts'
import { extract as extractFor } from './support.ts'

const drawn = draw('p', toRandom(5))
const record = [...complete(drawn), procedure(drawn, 'tace', 0)]
const inputsOf = (resources: readonly Made[]) => {
  const extracted = extractFor(resources, 'p')
  if (extracted.kind !== 'assessed' || !('inputs' in extracted.assessment))
    throw new TypeError('the patient is assessed')
  return extracted.assessment.inputs
}

describe('a cohort holds no value of another place', () => {
  const newer = (more: object): Made => ({
    ...observation(drawn, 'elsewhere', { code: 'adc', days: -1 }, quantity(0.7, '10*-3.mm2/s')),
    ...more,
  })
  test.each([
    ['a prostate', { bodySite: { text: 'Prostate' } }],
    [
      'a spleen by its code',
      { bodySite: { coding: [{ system: 'http://snomed.info/sct', code: '78961009' }] } },
    ],
    ['the background liver', { bodySite: { text: '背景肝' } }],
    ['a spleen by the method', { method: { text: 'ROI in spleen' } }],
  ] as const)('%s', (_place, more) => {
    expect(inputsOf([...record, newer(more)])).toEqual(inputsOf(record))
  })

  test('by a BodyStructure of the export', () => {
    const structure = {
      resourceType: 'BodyStructure',
      id: 's',
      patient: { reference: 'Patient/p' },
      location: { text: 'Spleen' },
    } as unknown as Made
    const value = newer({ focus: [{ reference: 'BodyStructure/s' }] })
    expect(inputsOf([...record, structure, value])).toEqual(inputsOf(record))
  })
})
