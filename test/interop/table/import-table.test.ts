import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { repositoryPath } from '../../support/paths.ts'
import {
  ALL,
  asStored,
  importBytes,
  importLines,
  readAtTheBedside,
  reasonsOf,
  resourcesOf,
} from './support.ts'

const HEADER =
  'patient,study date,lesion,ADC (10^-3 mm2/s),D* (10^-3 mm2/s),capsuleIncomplete,cnlcStageIIIa,tumourSize (mm)'
const COUNTS = {
  columns: {
    'neutrophil-count': { column: 'NEUT#', unit: '10*9/L' },
    'lymphocyte-count': { column: 'LYMPH#', unit: '10*9/L' },
  },
}
const row = (...cells: readonly (number | string)[]) => cells.join(',')
const good = (patient: string, lesion = 'S8') =>
  row(patient, '2026-11-17', lesion, 1.05, 45.2, 'incomplete', 'IIIa', 62)

describe('a table of measurements', () => {
  test('gives all inputs of a complete card, each from who, when and what', async () => {
    const lines = [`${HEADER},NEUT#,LYMPH#`, `${good('12')},4.1,1.3`]
    const imported = await importLines(lines, COUNTS)
    expect(reasonsOf(imported)).toEqual([])
    const readings = readAtTheBedside(imported)
    expect(Object.values(readings).map(({ kind }) => kind)).toEqual(Array(5).fill('found'))
    for (const resource of asStored(imported).filter((r) => r.resourceType === 'Observation'))
      expect(resource).toMatchObject({
        status: 'final',
        effectiveDateTime: '2026-11-17',
        performer: [{ display: ALL.performer }],
        note: [{ text: 'Row 2 of a table (SHA-256 abc).' }],
      })
  })

  test('gives a number as it is written, whatever its unit: the bedside reads the same', async () => {
    const units = {
      '10^-3 mm2/s': 1,
      'x10-3mm²/s': 1,
      'um2/s': 1000,
      '10*-6.mm2/s': 1000,
      '×10⁻⁶ mm²/s': 1000,
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 40, max: 340 }),
        fc.constantFrom(...Object.entries(units)),
        async (hundredths, [unit, factor]) => {
          const written = Number(((hundredths / 100) * factor).toPrecision(6))
          const imported = await importLines(
            ['patient,study date,adc', `1,2026-11-17,${String(written)}`],
            { columns: { adc: { column: 'adc', unit } } },
          )
          expect(reasonsOf(imported)).toEqual([])
          const reading = readAtTheBedside(imported)['adc']
          expect(reading).toMatchObject({ kind: 'found', value: { number: hundredths / 100 } })
        },
      ),
      { numRuns: 25 },
    )
  })

  test.each([
    ['semicolons and decimal commas', 'patient;date;adc (10^-3 mm2/s)\n1;2026-11-17;1,05\n'],
    ['tabs', 'patient\tdate\tadc (10^-3 mm2/s)\n1\t2026-11-17\t1.05\n'],
    ['a byte order mark', '\ufeffpatient,date,adc (10^-3 mm2/s)\n1,2026-11-17,1.05\n'],
    ['Chinese headers', '患者编号,检查日期,ADC（×10⁻³ mm²/s）\n1,2026年11月17日,1.05\n'],
    ['a mean beside its spread', 'patient,date,adc (10^-3 mm2/s)\n1,2026-11-17,1.05 ± 0.12\n'],
    ['cells in quotes', '"patient","date","adc (10^-3 mm2/s)"\n"1","2026-11-17","1.05"\n'],
    ['full width', 'patient,date,adc (10^-3 mm2/s)\n１,２０２６-11-17,１.０５\n'],
    ['blank lines', '\n\npatient,date,adc (10^-3 mm2/s)\n\n1,2026-11-17,1.05\n\n'],
    ['UTF-16', Buffer.from('\ufeffpatient,date,adc (10^-3 mm2/s)\n1,2026-11-17,1.05\n', 'utf16le')],
  ])('is read with %s', async (_what, bytes) => {
    const imported = await importBytes('table.csv', bytes)
    expect(reasonsOf(imported)).toEqual([])
    expect(readAtTheBedside(imported)['adc']).toMatchObject({ value: { number: 1.05 } })
  })

  test('is read in GBK', async () => {
    // 患者编号,检查日期,包膜 and 不完整
    const gbk = Buffer.concat([
      Buffer.from('bbbcd5dfb1e0bac52cbceccae9c8d5c6da', 'hex').subarray(0, 8),
      Buffer.from(',date,', 'latin1'),
      Buffer.from('b0fcc4a40a', 'hex'),
      Buffer.from('1,2026-11-17,', 'latin1'),
      Buffer.from('b2bbcdead5fb0a', 'hex'),
    ])
    const imported = await importBytes('table.csv', gbk, { columns: { capsuleIncomplete: '包膜' } })
    expect(reasonsOf(imported)).toEqual([])
    expect(readAtTheBedside(imported)['capsuleIncomplete']).toMatchObject({ value: { number: 1 } })
  })

  test('is read with a row for each measurement, as workstations export regions', async () => {
    const imported = await importLines(
      [
        'ID,Date,ROI,Parameter,Stat,Value,Unit',
        '1,2026-11-17,L1,ADC,Mean,1050,um2/s',
        '1,2026-11-17,L1,D star,Mean,45.2,10^-3 mm2/s',
        '1,2026-11-17,L1,Area,,312,mm2',
      ],
      {
        columns: {
          ...{ patient: 'ID', date: 'Date', lesion: 'ROI', statistic: 'Stat' },
          ...{ adc: 'ADC', dStar: 'D star' },
        },
        rows: { measurement: 'Parameter', value: 'Value', unit: 'Unit' },
      },
    )
    expect(reasonsOf(imported)).toEqual([])
    expect(imported.empty).toBe(1)
    expect(readAtTheBedside(imported)).toMatchObject({
      adc: { value: { number: 1.05 } },
      dStar: { value: { number: 45.2 } },
    })
  })

  test.each([
    ['15/11/2026', 'day-first'],
    ['11/15/2026', 'month-first'],
    ['15.11.2026 08:30', 'day-first'],
  ])('has the day %s where the map says %s, and none otherwise', async (written, dayOrder) => {
    const lines = ['patient,date,adc (um2/s)', `1,${written},1050`]
    expect(reasonsOf(await importLines(lines, { dayOrder }))).toEqual([])
    expect(reasonsOf(await importLines(lines))).toEqual(['2 date: not a day, as 2026-03-01'])
  })
})

describe('a row is left out, and told why,', () => {
  const one = (header: string, cell: string, map = {}) =>
    importLines([`patient,date,${header}`, `1,2026-11-17,${cell}`], map)
  test.each([
    ['a limit', 'adc (um2/s)', '<1050', 'a limit, not a value'],
    ['a number with more beside it', 'adc (um2/s)', '1050 um2/s', 'a number with more beside it'],
    ['a unit of another dimension', 'adc (mm)', '1050', 'the unit is not one of this quantity'],
    ['no unit', 'adc', '1.05', 'recorded without a unit'],
    [
      'another unit than it is said to have',
      'adc (10^-3 mm2/s)',
      '1050',
      'outside what is physically plausible: check value and unit',
    ],
    [
      'another statistic in the name',
      'adc min (um2/s)',
      '1050',
      'another statistic of the region than its mean',
    ],
    [
      'words that are no value',
      'capsuleIncomplete',
      'probably complete',
      'the recorded value is not understood: map its code',
    ],
    [
      'a word that may be no value',
      'capsuleIncomplete',
      'none',
      'a value or a missing one: say in the map (values) what it means',
    ],
    [
      'two stages',
      'cnlcStageIIIa',
      'IIa or IIIa',
      'the recorded value is not understood: map its code',
    ],
    ['an enumeration of sizes', 'tumourSize (mm)', '62 x 45', 'a number with more beside it'],
  ])('with %s', async (_what, header, cell, why) => {
    const [input = ''] = header.split(/ min| \(/)
    const imported = await one(header, cell, { columns: { [input]: header } })
    expect(imported.taken).toEqual([])
    expect(reasonsOf(imported)).toEqual([`2 ${header}: ${why}`])
  })

  test('without a person or a device', async () => {
    const imported = await one('adc (um2/s)', '1050', { all: { statistic: 'mean' } })
    expect(reasonsOf(imported)[0]).toContain('neither a person nor a device')
  })

  test('without its statistic, or with one that is not understood', async () => {
    const by = { performer: 'Synthetic' }
    expect(reasonsOf(await one('adc (um2/s)', '1050', { all: by }))[0]).toContain('is not said')
    for (const statistic of ['median', 'P10', 'AVGX'])
      expect((await one('adc (um2/s)', '1050', { all: { ...by, statistic } })).taken).toEqual([])
  })

  test('of the future', async () => {
    const imported = await importLines(['patient,date,adc (um2/s)', '1,2027-01-17,1050'])
    expect(reasonsOf(imported)).toEqual(['2 adc (um2/s): dated in the future'])
  })

  test('of another organ', async () => {
    const imported = await importLines([
      'patient,date,site,adc (um2/s)',
      '1,2026-11-17,kidney,1050',
      '2,2026-11-17,liver,1050',
    ])
    expect(reasonsOf(imported)).toEqual(['2 adc (um2/s): of another organ than the liver'])
    expect(imported.taken.map(({ patient }) => patient)).toEqual(['2'])
  })
})

describe('the rows of a patient', () => {
  test('are taken together or not at all: a lesion less would make another the largest', async () => {
    const imported = await importLines([
      HEADER,
      good('1'),
      good('1', 'S5').replace('62', '?!'),
      good('2'),
    ])
    expect(imported.taken.map(({ patient }) => patient)).toEqual(['2'])
    expect(reasonsOf(imported)).toEqual([
      '2 : row 3 of the same patient is left out',
      '3 tumourSize (mm): not a number',
    ])
  })

  test('are those of the row above where a row names nobody, as of merged cells', async () => {
    const imported = await importLines([HEADER, good('1'), good('', 'S5'), good('2')])
    expect(imported.taken.map(({ patient }) => patient)).toEqual(['2'])
    expect(reasonsOf(imported)).toEqual([
      '2 : row 3 of the same patient is left out',
      '3 patient: no patient is named',
    ])
  })

  test('do not say two things of one lesion and day; the same twice is once', async () => {
    const contradicting = [HEADER, good('1'), good('1').replace('1.05', '1.25')]
    expect(reasonsOf(await importLines(contradicting))).toEqual([
      '2 : row 3 of the same patient is left out',
      '3 ADC (10^-3 mm2/s): another value of the same place and day than row 2',
    ])
    const twice = await importLines([HEADER, good('1'), good('1')])
    const identifiers = (imported: typeof twice) =>
      resourcesOf(imported).map(({ identifier }) => identifier)
    const once = await importLines([HEADER, good('1')])
    expect(identifiers(twice)).toEqual(identifiers(once))
  })

  const TIMES = ['patient,date,sample time,NEUT#,LYMPH#', '1,2026-11-17,07:30,4.1,1.3']
  const zoned = { ...COUNTS, timeZone: 'Asia/Shanghai' }

  test('of two samples of one day are both kept where the table has their times', async () => {
    const imported = await importLines([...TIMES, '1,2026-11-17,19:05:10,6.2,1.2'], zoned)
    expect(reasonsOf(imported)).toEqual([])
    expect(resourcesOf(imported).map((each) => each['effectiveDateTime'])).toEqual([
      ...Array<string>(2).fill('2026-11-17T07:30:00+08:00'),
      ...Array<string>(2).fill('2026-11-17T19:05:10+08:00'),
    ])
    expect(readAtTheBedside(imported)['nlr']).toMatchObject({
      from: {
        written: '2026-11-17T19:05:10+08:00',
        asSent: expect.stringMatching(/^6.2/) as unknown,
      },
    })
    const inDate = ['patient,date,NEUT#,LYMPH#', '1,2026-11-17 07:30,4.1,1.3']
    const again = await importLines([...inDate, '1,2026-11-17T19:05,6.2,1.2'], zoned)
    expect(reasonsOf(again)).toEqual([])
    expect(resourcesOf(again)).toHaveLength(4)
  })

  test.each([
    ['without their times', ['', ''], zoned],
    ['without a time zone', ['07:30', '19:05'], COUNTS],
    ['with one time for both', ['07:30', '07:30'], zoned],
  ])('of two samples of one day %s say two things', async (_what, [first, second], map) => {
    const header = 'patient,date,sample time,NEUT#,LYMPH#'
    const lines = [`1,2026-11-17,${first!},4.1,1.3`, `1,2026-11-17,${second!},6.2,1.2`]
    const imported = await importLines([header, ...lines], map)
    expect(imported.taken).toEqual([])
    const needsTimes = first !== second || first === ''
    expect(reasonsOf(imported)[1]).toBe(
      `3 NEUT#: another value of the same place and day than row 2${needsTimes ? ': two samples of a day need their times, and timeZone in the map' : ''}`,
    )
  })

  test.each([
    ['62 x 45', 'mm', 6.2],
    ['62×45 mm', undefined, 6.2],
    ['45 mm × 62 mm', 'mm', 6.2],
    ['6.2*4.5*4.0', 'cm', 6.2],
    ['6.2 X 4.5 cm', 'cm', 6.2],
    ['3,1 × 2,4 cm', undefined, 3.1],
  ])(
    'have the long axis of %s (%s) where the map says so, told as such',
    async (size, unit, cm) => {
      const map = { longAxis: ['tumourSize'], columns: { tumourSize: { column: 'size', unit } } }
      const imported = await importLines([`patient;date;size`, `1;2026-11-17;${size}`], map)
      expect(reasonsOf(imported)).toEqual([])
      const [value] = resourcesOf(imported)
      expect(JSON.stringify(value?.['note'])).toContain(`Long axis of ${size}.`)
      expect(imported.taken[0]?.rows[0]?.values[0]?.canonical).toBe(cm)
    },
  )

  test.each([
    ['62 mm x 4.5 cm', undefined, 'lengths in two units'],
    ['6.2 x 4.5 cm', 'mm', 'lengths in two units'],
    ['62 x', 'mm', 'a number with more beside it'],
    ['62 x 45 x 40 x 3', 'mm', 'a number with more beside it'],
    ['62-45', 'mm', 'a number with more beside it'],
    ['62 x 45 mm2', 'mm', 'a number with more beside it'],
  ])('have no long axis of %s (%s)', async (size, unit, why) => {
    const map = { longAxis: ['tumourSize'], columns: { tumourSize: { column: 'size', unit } } }
    const imported = await importLines([`patient;date;size`, `1;2026-11-17;${size}`], map)
    expect(reasonsOf(imported)).toEqual([`2 size: ${why}`])
  })

  test('of two lesions are read of the larger', async () => {
    const small = row('1', '2026-11-17', 'S5', 1.4, 33, 'complete', '', 20)
    const imported = await importLines([HEADER, good('1'), small])
    expect(readAtTheBedside(imported)).toMatchObject({
      adc: { value: { number: 1.05 } },
      capsuleIncomplete: { value: { number: 1 } },
    })
  })

  test('are told from those of all others: whatever is wrong with one, the others stay', async () => {
    const bad = ['', 'x', '<3', '1,1,1', 'ADC', '-1', '1e9', '??']
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...bad.slice(1))), { minLength: 1, maxLength: 8 }),
        async (cells) => {
          const lines = cells.map((cell, i) => `p${String(i)};2026-11-17;${cell ?? '1.05'}`)
          const imported = await importLines(['patient;date;adc (10^-3 mm2/s)', ...lines])
          const whole = cells.flatMap((cell, i) => (cell === null ? [`p${String(i)}`] : []))
          expect(imported.taken.map(({ patient }) => patient)).toEqual(whole)
          expect(imported.leftOut.length).toBe(cells.length - whole.length)
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('a map', () => {
  const lines = ['patient,date,adc (um2/s)', '1,2026-11-17,1050']
  test.each([
    [{ columns: { adcc: 'adc (um2/s)' } }, 'names "adcc"'],
    [{ columns: { adc: 'ADC mean' } }, 'no column "ADC mean"'],
    [{ colums: {} }, 'no member colums'],
    [{ dayOrder: 'ymd' }, 'dayOrder'],
    [{ columns: { patient: 'Nr' } }, 'no column "Nr"'],
  ])('that does not fit is told: %j', async (map, why) => {
    await expect(importLines(lines, map)).rejects.toThrow(why)
  })

  test('gives the words of a table their meaning, those for missing among them', async () => {
    const values = { capsuleIncomplete: { incomplete: ['1'], complete: ['0'] } }
    const map = { columns: { capsuleIncomplete: { column: 'caps', missing: ['9'] } }, values }
    const of = (cell: string) => importLines(['patient,date,caps', `1,2026-11-17,${cell}`], map)
    expect(readAtTheBedside(await of('1'))['capsuleIncomplete']).toMatchObject({
      value: { number: 1 },
    })
    expect((await of('9')).empty).toBe(1)
    expect((await of('2')).taken).toEqual([])
  })

  test('gives an input a date of its own', async () => {
    const imported = await importLines(
      ['patient,date,adc (um2/s),NEUT#,LYMPH#,drawn', '1,2026-11-01,1050,4.1,1.3,2026-11-18'],
      { ...COUNTS, dates: { 'neutrophil-count': 'drawn', 'lymphocyte-count': 'drawn' } },
    )
    expect(readAtTheBedside(imported)).toMatchObject({
      adc: { from: { written: '2026-11-01' } },
      nlr: { from: { written: '2026-11-18' } },
    })
  })
})

test('a workbook is read by the sheet that is named', async () => {
  const bytes = readFileSync(repositoryPath('test/base/formats/table/sheets.xlsx'))
  await expect(importBytes('t.xlsx', bytes, { sheet: 'no such sheet' })).rejects.toThrow(
    'no such sheet',
  )
})
