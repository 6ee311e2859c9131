import { describe, expect, test } from '@jest/globals'
import { fc } from '../../support/property.ts'
import { parseDateTime } from '../../../src/clinical/fhir/date-time.ts'
import { toDateTime, toOid } from '../../../src/interop/dicom-sr/data-types.ts'
import { toUuid } from '../../../src/interop/fhir-import/name-uuid.ts'
import { CODES, lesionGroup, measurement } from './sr-file.ts'
import { importGroups, numberRead, observationsOf } from './support.ts'

const UNITS = [
  [CODES.mm2PerS, 1e-3],
  [['um2/ms', 'UCUM', 'um2/ms'], 1],
  [CODES.cid7277, 1000],
  [CODES.um2PerS, 1000],
] as const

const thousandths = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => n / 1000)

describe('for any value', () => {
  test('what the service reads is what was measured, in every unit of CID 7277', async () => {
    await fc.assert(
      fc.asyncProperty(thousandths(300, 3500), fc.constantFrom(...UNITS), async (adc, unit) => {
        const [code, factor] = unit
        const sent = Number((adc * factor).toPrecision(10))
        const imported = await importGroups([lesionGroup(1, [measurement(CODES.adc, sent, code)])])
        expect(numberRead(observationsOf(imported), 'adc')).toBeCloseTo(adc, 9)
      }),
      { numRuns: 40 },
    )
  })

  test('the number in the Observation is the one in the report', async () => {
    // A decimal string has at most 16 characters (PS3.5 section 6.2).
    const decimals = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => n.toPrecision(6))
    await fc.assert(
      fc.asyncProperty(decimals, async (written) => {
        const groups = [lesionGroup(1, [measurement(CODES.adc, written, CODES.mm2PerS)])]
        const [observation] = observationsOf(await importGroups(groups))
        expect(observation).toMatchObject({ valueQuantity: { value: Number(written) } })
      }),
      { numRuns: 40 },
    )
  })
})

describe('for any text', () => {
  const digits = (least: number, most: number) =>
    fc.stringMatching(new RegExp(`^\\d{${String(least)},${String(most)}}$`))

  test('a date and time is a FHIR dateTime or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(digits(8, 8), fc.string()),
        fc.oneof(digits(0, 6), fc.string()),
        fc.oneof(fc.stringMatching(/^[+-]\d{4}$/), fc.string()),
        (date, time, zone) => {
          const dateTime = toDateTime(date, time, zone)
          if (dateTime === undefined) return
          expect(parseDateTime(dateTime)).toBeDefined()
          expect(dateTime.slice(0, 10).replaceAll('-', '')).toBe(date)
        },
      ),
    )
  })

  test('a UID is an OID or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.]{1,70}$/)), (uid) => {
        const oid = toOid(uid)
        expect(oid === undefined || /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/.test(oid)).toBe(true)
      }),
    )
  })

  test('the UUID of an OID is of version 5, and another for another', () => {
    const oids = fc
      .array(fc.nat(), { minLength: 1, maxLength: 5 })
      .map((arcs) => `2.25.${arcs.join('.')}`)
    fc.assert(
      fc.property(oids, oids, (first, other) => {
        expect(toUuid(first)).toMatch(
          /^urn:uuid:[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        )
        expect(toUuid(first) === toUuid(other)).toBe(first === other)
      }),
    )
  })
})
