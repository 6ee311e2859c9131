import { describe, expect, test } from '@jest/globals'
import { isFhirResource } from '../../../src/clinical/fhir/resource.ts'
import { readMessage } from '../../../src/interop/hl7v2/message.ts'
import { toObservations } from '../../../src/interop/hl7v2/to-observations.ts'
import { outcome, read } from '../../support/readings.ts'
import { hl7Map, messageBytes } from './support.ts'

const HEAD = [
  'MSH|^~\\&|RIS|HOSPITAL|TACE-CDS|HOSPITAL|20261117164000||ORU^R01|RIS0001|P|2.8||||||UNICODE UTF-8',
  'PID|1||SYN-003^^^HIS^MR',
]

interface Sent {
  readonly ordered?: string
  readonly name?: string
  readonly lesion?: string
  readonly site?: string
  readonly value?: string
}

/** What the service reads of ADC in a message with these results of one report each. */
function adcOf(...sent: readonly Sent[]) {
  const segments = sent.flatMap((result, i) => {
    const { ordered = 'MRLIVER^MRI of the liver^99RIS', name = 'ADC, mean' } = result
    const { lesion = '', site = '', value = '0.9' } = result
    return [
      `OBR|${String(i + 1)}|RIS-${String(i)}|R-${String(i)}|${ordered}|||20261108101500`,
      `OBX|1|NM|ADC^${name}^99RIS|${lesion}|${value}|10\\S\\-3mm2/s|||||F|||||||||${site}`,
    ]
  })
  const message = readMessage(messageBytes([...HEAD, ...segments, ''].join('\r')), 'utf-8')
  const { observations } = toObservations(message, 'p', hl7Map)
  return outcome(read(...observations.filter(isFhirResource))['adc'])
}

describe('the place of a result', () => {
  test.each<readonly [string, number | string, Sent]>([
    ['says nothing', 0.9, {}],
    ['is the liver by OBX-20', 0.9, { site: '10200004^Liver^SCT' }],
    ['is a lobe by OBX-20', 0.9, { site: '48521005^Right lobe of liver^SCT' }],
    ['is the liver by a local code with words', 0.9, { site: 'L^肝右叶^99RIS' }],
    ['is a prostate by OBX-20', 'other-organ', { site: '41216001^Prostate^SCT' }],
    ['is a prostate by its code alone', 'other-organ', { site: '41216001^^SCT' }],
    ['is a spleen by a local code with words', 'other-organ', { site: 'SPL^脾^99RIS' }],
    ['is a local code without words', 'unknown-site', { site: 'X7^^99RIS' }],
    ['is two sites, one another organ', 'other-organ', { site: '10200004^Liver^SCT~^Spleen' }],
    ['is the background by OBX-20', 'background-liver', { site: '^背景肝' }],
    ['is in the words of OBX-3', 'other-organ', { name: 'ADC spleen' }],
    ['is in the alternate words of OBX-3', 'other-organ', { name: 'ADC^99RIS^A2^前列腺ADC' }],
    ['is the background by OBX-3', 'background-liver', { name: 'ADC 正常肝实质' }],
    ['is in the words of OBX-4', 'other-organ', { lesion: '脾' }],
    ['is in the words of OBX-4, of the liver', 0.9, { lesion: '肝S8' }],
    ['is in what was ordered', 'other-organ', { ordered: 'MRPROST^MRI of the prostate^99RIS' }],
    ['is in what was ordered, in Chinese', 'other-organ', { ordered: 'MR1^前列腺MRI平扫^99RIS' }],
    ['is in an order of several organs', 0.9, { ordered: 'MR2^肝胆胰脾MRI^99RIS' }],
  ])('that %s: %s', (_law, expected, sent) => {
    expect(adcOf(sent)).toBe(expected)
  })

  test('a result of another organ changes nothing', () => {
    expect(adcOf({ lesion: 'lesion 1' }, { site: '78961009^Spleen^SCT', value: '0.7' })).toBe(0.9)
  })
})
