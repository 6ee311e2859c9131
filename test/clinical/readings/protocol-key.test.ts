import { describe, expect, test } from '@jest/globals'
import type { SiteMeasurement } from '../../../src/clinical/readings/protocol-key.ts'
import { describeMethod, protocolKey } from '../../../src/clinical/readings/protocol-key.ts'
import { gather, inputs, observation, read, ucum } from '../../support/readings.ts'
import { fc } from '../../support/property.ts'

const METHOD = {
  model: 'bi-exponential',
  fit: 'segmented',
  bValues: [0, 800, 50],
  of: 'region',
} as const
const SITE: SiteMeasurement = {
  method: { model: 'bi-exponential', fit: 'free' },
  scanners: [
    { device: 'MR 1', manufacturer: 'Synthetic', model: 'One', software: 'A1', fieldStrength: 3 },
    { device: 'MR 2', method: METHOD },
    { model: 'Only' },
  ],
}

/** What the record says of D* whose Observation has these elements. */
const keyFrom = (more: object, measurement?: SiteMeasurement): string | undefined => {
  const dStar = { ...observation('dStar', ucum(46, '10*-3.mm2/s')), ...more }
  const predictors = inputs.predictors.map((each) =>
    each.id === 'dStar' ? { ...each, measurement } : each,
  )
  const { readings } = gather([dStar], { inputs: { ...inputs, predictors } })
  const reading = readings['dStar']
  return reading?.kind === 'found' ? reading.from.platform : reading?.kind
}

describe('the protocol key of a value', () => {
  test.each([
    ['nothing where nothing is said', {}, undefined],
    ['the device by its name', { device: { display: 'MR 7' } }, 'MR 7'],
    ['before its reference', { device: { reference: 'Device/7', display: 'MR 7' } }, 'MR 7'],
    ['its identifier', { device: { identifier: { value: '1.2.3' } } }, '1.2.3'],
    ['its reference', { device: { reference: 'Device/7' } }, 'Device/7'],
    ['device and method', { device: { display: 'MR 7' }, method: { text: 'IVIM' } }, 'MR 7; IVIM'],
    ['the method alone', { method: { text: 'IVIM' } }, 'IVIM'],
    [
      'what the Observation contains of the device before its name',
      {
        device: { reference: '#mr', display: 'MR 7' },
        contained: [
          {
            resourceType: 'Device',
            id: 'mr',
            manufacturer: 'Synthetic',
            modelNumber: 'One',
            version: [{ value: 'A1' }],
            property: [{ type: { text: 'field' }, valueQuantity: [{ value: 3, unit: 'T' }] }],
          },
        ],
      },
      'Synthetic One A1, field 3 T',
    ],
    [
      'an algorithm after the equipment that it is a part of',
      {
        device: { reference: '#fit' },
        contained: [
          {
            resourceType: 'Device',
            id: 'fit',
            deviceName: [{ name: 'ivimfit', type: 'other' }],
            version: [{ value: '2.1' }],
            property: [{ type: { text: 'fit' }, valueCode: [{ text: 'segmented' }] }],
            parent: { reference: '#mr' },
          },
          { resourceType: 'Device', id: 'mr', manufacturer: 'Synthetic', modelNumber: 'One' },
        ],
      },
      'Synthetic One; ivimfit 2.1, fit segmented',
    ],
    [
      'devices that are parts of each other, each once',
      {
        device: { reference: '#a' },
        contained: [
          { resourceType: 'Device', id: 'a', modelNumber: 'A', parent: { reference: '#b' } },
          { resourceType: 'Device', id: 'b', modelNumber: 'B', parent: { reference: '#a' } },
        ],
      },
      'B; A',
    ],
  ])('from the record: %s', (_, more, key) => {
    expect(keyFrom(more)).toBe(key)
  })

  test.each([
    [
      'a scanner by what the site says of it, with the method of all',
      { device: { display: 'MR 1' } },
      'Synthetic One A1 3 T; bi-exponential, free',
    ],
    [
      'the method of the scanner before that of all',
      { device: { display: 'MR 2' } },
      "MR 2; bi-exponential, segmented, of the region's mean signal, b 0 50 800 s/mm2",
    ],
    [
      'the method that the value itself names before both',
      { device: { display: 'MR 2' }, method: { text: 'IVIM' } },
      'MR 2; IVIM',
    ],
    ['the scanner of values that name none', {}, 'Only; bi-exponential, free'],
    [
      'a device of which the site says nothing, without the method of its scanners',
      { device: { display: 'MR 9' } },
      'MR 9',
    ],
  ])('with the site file: %s', (_, more, key) => {
    expect(keyFrom(more, SITE)).toBe(key)
  })

  test('is the same for the same b-values in any order, and another for any other', () => {
    const values = fc.uniqueArray(fc.integer({ min: 0, max: 2000 }), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(values, values, (some, others) => {
        const key = (bValues: readonly number[]) => describeMethod({ ...METHOD, bValues })
        expect(key(some.toReversed())).toBe(key(some))
        const isSame =
          new Set([...some, ...others]).size === some.length && some.length === others.length
        expect(key(some) === key(others)).toBe(isSame)
      }),
    )
  })

  test('a change of anything that the site says is another key', () => {
    const base = { device: 'MR', manufacturer: 'S', model: 'One', software: 'A1', fieldStrength: 3 }
    const keyOf = (scanner: object, method: object = METHOD) =>
      protocolKey({ device: 'MR' }, { scanners: [{ ...base, ...scanner, method }] })
    const keys = [
      keyOf({}),
      keyOf({ manufacturer: 'T' }),
      keyOf({ model: 'Two' }),
      keyOf({ software: 'A2' }),
      keyOf({ fieldStrength: 1.5 }),
      keyOf({}, { ...METHOD, model: 'tri-exponential' }),
      keyOf({}, { ...METHOD, fit: 'Bayesian' }),
      keyOf({}, { ...METHOD, of: 'voxels' }),
      keyOf({}, { ...METHOD, bValues: [0, 50, 600] }),
      keyOf({}, {}),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('of two values at one record each has its own', () => {
    const readings = read(
      { ...observation('dStar', ucum(46, '10*-3.mm2/s')), device: { display: 'MR 1' } },
      { ...observation('adc', ucum(1.2, '10*-3.mm2/s')), device: { display: 'MR 2' } },
    )
    const platform = (id: string) => {
      const reading = readings[id]
      return reading?.kind === 'found' ? reading.from.platform : undefined
    }
    expect([platform('dStar'), platform('adc')]).toEqual(['MR 1', 'MR 2'])
  })
})

describe('a value is told as one of another protocol', () => {
  const saysOther = (more: object, measurement?: SiteMeasurement) => {
    const dStar = { ...observation('dStar', ucum(46, '10*-3.mm2/s')), ...more }
    const predictors = inputs.predictors.map((each) =>
      each.id === 'dStar' ? { ...each, measurement } : each,
    )
    const reading = gather([dStar], { inputs: { ...inputs, predictors } }).readings['dStar']
    return reading?.kind === 'found' ? reading.from.isByOtherProtocol === true : reading?.kind
  }
  const on = (display: string) => ({ device: { display } })
  const by = (text: string) => ({ method: { text } })
  const OWN = by(describeMethod(METHOD) ?? '')
  const STATED: SiteMeasurement = { method: METHOD, scanners: [] }

  test.each<readonly [string, object, SiteMeasurement | undefined, boolean]>([
    ['of nothing that the site says', { ...on('MR 7'), ...by('IVIM') }, undefined, false],
    ['of a scanner of the site', on('MR 1'), SITE, false],
    ['of the one scanner of values without a device', {}, SITE, false],
    ['of a scanner that is none of them', on('MR 7'), SITE, true],
    ['of a method in the words of the site', by('bi-exponential, free'), SITE, false],
    ['of a method in other words', by('IVIM'), SITE, true],
    [
      'of a scanner with the method of another',
      { ...on('MR 2'), ...by('bi-exponential, free') },
      SITE,
      true,
    ],
    ['of no device, where all scanners have a name', {}, { scanners: [{ device: 'MR 1' }] }, true],
    ['of no device and no method, where the site says one', {}, STATED, true],
    ['of a device without a method, where the site says one for none', on('MR 7'), STATED, true],
    ['of the method that the site says, by any device', { ...on('MR 7'), ...OWN }, STATED, false],
    ['of an empty word for a method', by(''), STATED, true],
  ])('%s', (_what, more, measurement, isOther) => {
    expect(saysOther(more, measurement)).toBe(isOther)
  })

  test('where its key is none of the keys of the site, and only there', () => {
    const device = fc.constantFrom(undefined, 'MR 1', 'MR 2', 'MR 7')
    const method = fc.constantFrom(
      undefined,
      'IVIM',
      'bi-exponential, free',
      describeMethod(METHOD),
    )
    const own = SITE.scanners.map((scanner) => protocolKey({ device: scanner.device }, SITE))
    fc.assert(
      fc.property(device, method, (display, text) => {
        const more = { ...(display && on(display)), ...(text && by(text)) }
        const key = keyFrom(more, SITE)
        expect(saysOther(more, SITE)).toBe(!own.includes(key))
      }),
    )
  })
})
