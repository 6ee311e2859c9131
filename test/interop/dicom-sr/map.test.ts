import { describe, expect, test } from '@jest/globals'
import { isSnomedConcept } from '../../../src/catalog/check-digits.ts'
import { parseSrMap } from '../../../src/interop/dicom-sr/sr-map.ts'
import { readRepositoryJson } from '../../support/paths.ts'
import { srMap } from './support.ts'

interface ValueSetFile {
  readonly compose: {
    readonly include: readonly {
      readonly system: string
      readonly concept: readonly { readonly code: string }[]
    }[]
  }
}

const codesOf = (valueSet: string) =>
  (
    readRepositoryJson(`cds-services/terminology/value-sets/${valueSet}.json`) as ValueSetFile
  ).compose.include
    .flatMap(({ system, concept }) => concept.map(({ code }) => `${system}|${code}`))
    .toSorted()

const systemOf = (scheme: string) =>
  srMap.systems.find((system) => system.scheme === scheme)?.system ?? scheme

describe('the DICOM SR map', () => {
  test('reads exactly the codes of ADC and D* that the service reads', () => {
    const read = srMap.quantities.flatMap(({ codes }) =>
      codes.map(({ scheme, value }) => `${systemOf(scheme)}|${value}`),
    )
    expect(read.toSorted()).toEqual(
      [
        ...codesOf('apparent-diffusion-coefficient'),
        ...codesOf('perfusion-diffusion-coefficient'),
      ].toSorted(),
    )
  })

  test('has one meaning per code within each list', () => {
    const lists = [
      Object.values(srMap.structure),
      srMap.quantities,
      srMap.statistics,
      srMap.sites,
      srMap.lesions,
      srMap.identities,
      srMap.otherTissues,
      [...srMap.lesions, ...srMap.otherTissues],
    ]
    for (const list of lists) {
      const codes = list.flatMap((concept) =>
        concept.codes.map(({ scheme, value }) => `${scheme} ${value}`),
      )
      expect(new Set(codes).size).toBe(codes.length)
    }
  })

  test('has no SNOMED CT code whose check digit is wrong', () => {
    const codes = JSON.stringify(srMap).matchAll(/"scheme":"SCT","value":"([^"]+)"/g)
    const wrong = [...codes].map(([, code = '']) => code).filter((code) => !isSnomedConcept(code))
    expect(wrong).toEqual([])
  })

  test('has an organ among its sites', () => {
    expect(srMap.sites.map(({ id }) => id)).toContain(srMap.organ)
  })

  test('has the statistic that is read as the quantity itself', () => {
    expect(srMap.statistics.map(({ id }) => id)).toContain(srMap.plainStatistic)
  })

  test('is refused with every problem at once', () => {
    expect(() => parseSrMap({ ...srMap, systems: [], lesions: [{ id: 'A' }] })).toThrow(
      /systems: [\s\S]*lesions\.0\./,
    )
  })
})
