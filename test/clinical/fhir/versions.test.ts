import { describe, expect, test } from '@jest/globals'
import type { FhirResource } from '../../../src/clinical/fhir/resource.ts'
import { currentVersions } from '../../../src/clinical/fhir/versions.ts'
import { fc } from '../../support/property.ts'

interface Written {
  readonly second?: number | undefined
  readonly version?: number | undefined
  readonly value: number
}

const small = (max: number) => fc.integer({ min: 0, max })
const written = fc.record<Written>({
  second: fc.option(small(4), { nil: undefined }),
  version: fc.option(small(4), { nil: undefined }),
  value: small(3),
})

const toResource = ({ second, version, value }: Written): FhirResource => ({
  resourceType: 'Observation',
  id: 'one',
  meta: {
    ...(second === undefined ? {} : { lastUpdated: `2026-11-01T09:00:0${String(second)}Z` }),
    ...(version === undefined ? {} : { versionId: String(version) }),
  },
  valueInteger: value,
})

/** Pair by pair: the later write is newer, else the higher version. */
function isNewer(a: Written, b: Written): boolean {
  if (a.second !== undefined && b.second !== undefined && a.second !== b.second)
    return a.second > b.second
  return a.version !== undefined && b.version !== undefined && a.version > b.version
}

const valuesOf = (resources: readonly FhirResource[]) =>
  [...new Set(resources.map((resource) => resource['valueInteger'] as number))].toSorted()

describe('of the versions of one resource', () => {
  test('those stay than which none is newer, all where each has a newer one', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 9 }), (versions) => {
        const newest = versions.filter((one) => !versions.some((other) => isNewer(other, one)))
        const stay = newest.length === 0 ? versions : newest
        const { resources, disputed } = currentVersions(versions.map(toResource))
        const values = [...new Set(stay.map(({ value }) => value))].toSorted()
        expect(valuesOf(resources)).toEqual(values)
        if (newest.length > 0) expect(disputed.has('Observation/one')).toBe(values.length > 1)
      }),
      { numRuns: 2_000 },
    )
  })

  test('each says a thing once, whatever the order they come in', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 9 }), (versions) => {
        const there = currentVersions(versions.map(toResource))
        const back = currentVersions(versions.toReversed().map(toResource))
        expect(valuesOf(there.resources)).toEqual(valuesOf(back.resources))
        expect(there.disputed).toEqual(back.disputed)
      }),
      { numRuns: 1_000 },
    )
  })
})
