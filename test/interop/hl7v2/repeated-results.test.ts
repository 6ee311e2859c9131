import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { collectInMemory } from '../../../src/interop/hl7v2/collected.ts'
import { readMessage } from '../../../src/interop/hl7v2/message.ts'
import { toBridge } from '../../../src/interop/hl7v2/bridge.ts'
import { toObservations } from '../../../src/interop/hl7v2/to-observations.ts'
import { frozenClock } from '../../support/clock.ts'
import { repositoryPath } from '../../support/paths.ts'
import { fc } from '../../support/property.ts'
import { gather, outcome } from '../../support/readings.ts'
import { fieldsOf, hl7Map, messageBytes } from './support.ts'

const HEAD = [
  'MSH|^~\\&|A|H|TACE-CDS|H|20261115091000||ORU^R01|C1|P|2.4||||||UNICODE UTF-8',
  'PID|1||X5^^^HIS^MR||Synthetic^A||19661125|M',
  'OBR|1|R1|M1|MR|||20261120101500',
]

interface Obx {
  readonly value: string
  readonly status?: string
  readonly code?: string
  readonly sub?: string
  readonly time?: string
}

const obx = ({ value, status = 'F', code = 'ADC', sub = '', time = '' }: Obx) =>
  `OBX|1|${code === 'CAPSULE' ? 'ST' : 'NM'}|${code}||${value}|||||||||${time}`
    .replace('|||||||||', `||||||${status}|||`)
    .replace(`${code}||`, `${code}|${sub}|`)

const message = (...results: readonly Obx[]) => [...HEAD, ...results.map(obx)].join('\r')

/** Sends messages one after another; the last acknowledgement, and what is kept as `value status`. */
async function send(...texts: readonly string[]) {
  const lines: string[] = []
  const collected = collectInMemory(hl7Map.keep, frozenClock)
  const neverAsked = () => Promise.reject(new Error('no service is asked'))
  const bridge = toBridge({
    map: hl7Map,
    collected,
    clock: frozenClock,
    newUuid: () => '00000000-0000-4000-8000-000000000000',
    report: (line) => void lines.push(line),
    service: { discover: neverAsked, ask: neverAsked },
  })
  let text = ''
  for (const sent of texts) {
    const reply = fieldsOf(await bridge({ kind: 'message', bytes: messageBytes(sent) }))
    text = reply.find(([name]) => name === 'MSA')?.[3] ?? ''
  }
  const kept = collected.of('X5')?.observations ?? []
  const valueOf = (observation: (typeof kept)[number]) =>
    (observation['valueQuantity'] as { value: number } | undefined)?.value ??
    (observation['valueCodeableConcept'] as { text: string } | undefined)?.text ??
    'none'
  return {
    text,
    lines,
    ids: kept.map(({ id }) => id),
    kept: kept.map((o) => `${String(valueOf(o))} ${String(o['status'])}`).toSorted(),
  }
}

const caseText = (name: string) =>
  readFileSync(repositoryPath(`fixtures/cases/hl7v2/${name}.hl7`), 'utf8').replace(/\n/g, '\r')

describe('a result that one message sends twice without OBX-4', () => {
  test.each([
    ['05-oru-two-adc-no-obx4', '2 taken, 0 not in the map', ['0.9 final', '1.4 final']],
    ['05b-oru-two-capsules-no-obx4', '2 taken, 0 not in the map', ['不完整 final', '完整 final']],
    ['05c-oru-neut-twice', '3 taken, 0 not in the map', ['1.1 final', '7.7 final', '9.9 final']],
  ])('%s: both are kept, and counted', async (name, text, kept) => {
    const sent = await send(caseText(name))
    expect(sent.text).toBe(text)
    expect(sent.kept).toEqual(kept)
    expect(new Set(sent.ids).size).toBe(kept.length)
    expect(sent.lines.join('\n')).toMatch(/it is the same result twice/)
  })

  test.each([
    ['05-oru-two-adc-no-obx4', 'adc'],
    ['05b-oru-two-capsules-no-obx4', 'capsuleIncomplete'],
  ] as const)('%s: the service uses neither', (name, predictor) => {
    const read = readMessage(messageBytes(caseText(name)), 'utf-8')
    const { observations } = toObservations(read, 'X5', hl7Map)
    expect(outcome(gather(observations).readings[predictor])).toBe('contradicting-values')
  })

  test.each<[string, readonly Obx[], readonly string[]]>([
    ['the same value', [{ value: '0.9' }, { value: '0.9' }], ['0.9 final', '0.9 final']],
    [
      'three values',
      [{ value: '0.9' }, { value: '1.1' }, { value: '1.4' }],
      ['0.9 final', '1.1 final', '1.4 final'],
    ],
    [
      'one OBX-4 twice',
      [
        { value: '0.9', sub: 'L1' },
        { value: '1.4', sub: 'L1' },
      ],
      ['0.9 final', '1.4 final'],
    ],
    [
      'two times',
      [
        { value: '0.9', time: '20261120101500' },
        { value: '1.4', time: '20261120111500' },
      ],
      ['0.9 final', '1.4 final'],
    ],
    [
      'a preliminary and a final value',
      [{ value: '0.9', status: 'P' }, { value: '1.4' }],
      ['0.9 preliminary', '1.4 final'],
    ],
    [
      'an unknown status',
      [{ value: '0.9', status: 'Q' }, { value: '1.4' }],
      ['0.9 unknown', '1.4 final'],
    ],
    ['amended', [{ value: '0.9' }, { value: '1.4', status: 'A' }], ['0.9 final', '1.4 amended']],
    [
      'corrected twice',
      [
        { value: '0.9', status: 'C' },
        { value: '1.4', status: 'C' },
      ],
      ['0.9 corrected', '1.4 corrected'],
    ],
    [
      'final behind corrected',
      [{ value: '0.9', status: 'C' }, { value: '1.4' }],
      ['0.9 corrected', '1.4 final'],
    ],
    [
      'counts',
      [
        { value: '3.3', code: 'NEUT#' },
        { value: '18', code: 'NEUT#' },
      ],
      ['18 final', '3.3 final'],
    ],
  ])('%s: none replaces the other', async (_name, results, kept) => {
    const sent = await send(message(...results))
    expect(sent.kept).toEqual(kept)
    expect(sent.text).toBe(`${String(kept.length)} taken, 0 not in the map`)
  })

  test('in two orders of one number', async () => {
    const [first, second] = [obx({ value: '0.9' }), obx({ value: '1.4' })]
    const text = [...HEAD, first, 'OBR|2|R1|M1|MR|||20261120101500', second].join('\r')
    expect((await send(text)).kept).toEqual(['0.9 final', '1.4 final'])
  })

  test('of two lesions are no repetition', async () => {
    const sent = await send(message({ value: '0.9', sub: 'L1' }, { value: '1.4', sub: 'L2' }))
    expect(sent.kept).toEqual(['0.9 final', '1.4 final'])
    expect(sent.lines.join('\n')).not.toMatch(/twice/)
  })
})

describe('a correction', () => {
  test.each([
    ['C', '1.4 corrected'],
    ['D', '1.4 entered-in-error'],
    ['W', '1.4 entered-in-error'],
    ['X', '1.4 cancelled'],
  ])('of status %s replaces what its message sent before', async (status, kept) => {
    const results = [{ value: '0.9' }, { value: '1.1' }, { value: '1.4', status }]
    const sent = await send(message(...results))
    expect(sent.kept).toEqual([kept])
    expect(sent.text).toBe('1 taken, 0 not in the map')
  })

  test.each(['C', 'D', 'W', 'F'])(
    'of status %s in a later message replaces a result with its repetitions',
    async (status) => {
      const sent = await send(
        message({ value: '0.9' }, { value: '1.4' }),
        message({ value: '1.2', status }),
      )
      expect(sent.kept).toHaveLength(1)
      expect(sent.kept[0]).toMatch(/^1\.2 /)
    },
  )

  test('to what cannot be read leaves no value that was corrected', async () => {
    const sent = await send(message({ value: '0.9' }), message({ value: 'see text', status: 'C' }))
    expect(sent.kept).toEqual(['none corrected'])
    expect(sent.lines.join('\n')).toMatch(/taken without a value: it replaces one/)
  })

  test('leaves the results of other codes and lesions', async () => {
    const sent = await send(
      message(
        { value: '0.9', sub: 'L1' },
        { value: '1.4', sub: 'L2' },
        { value: '4', code: 'NEUT#' },
      ),
      message({ value: '1.0', sub: 'L1', status: 'C' }),
    )
    expect(sent.kept).toEqual(['1 corrected', '1.4 final', '4 final'])
  })
})

test('no result of a message is lost, whatever is sent twice, unless a correction follows it', () => {
  const result = fc.record({
    value: fc.integer({ min: 1, max: 9999 }).map((n) => String(n / 1000)),
    sub: fc.constantFrom('', 'L1'),
    code: fc.constantFrom('ADC', 'DSTAR', 'NEUT#'),
    status: fc.constantFrom('F', 'P', 'A', 'C', 'W'),
  })
  fc.assert(
    fc.property(fc.array(result, { maxLength: 8 }), (results) => {
      const read = readMessage(messageBytes(message(...results)), 'utf-8')
      const { observations } = toObservations(read, 'X5', hl7Map)
      const corrects = ['C', 'W']
      const left = results.filter(
        ({ code, sub, status }, i) =>
          corrects.includes(status) ||
          !results
            .slice(i + 1)
            .some(
              (later) =>
                later.code === code && later.sub === sub && corrects.includes(later.status),
            ),
      )
      const values = observations.map((o) => (o['valueQuantity'] as { value: number }).value)
      expect(values.toSorted()).toEqual(left.map(({ value }) => Number(value)).toSorted())
      expect(new Set(observations.map(({ id }) => id)).size).toBe(observations.length)
    }),
  )
})
