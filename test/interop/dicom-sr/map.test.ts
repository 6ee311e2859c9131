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
  test('writes exactly the codes of ADC and D* that the service reads', () => {
    const diffusion = srMap.quantities.filter(({ unit }) => unit === '10*-3.mm2/s')
    const read = diffusion.flatMap(({ codes }) =>
      codes.map(({ scheme, value }) => `${systemOf(scheme)}|${value}`),
    )
    expect(read.toSorted()).toEqual(
      [
        ...codesOf('apparent-diffusion-coefficient'),
        ...codesOf('perfusion-diffusion-coefficient'),
      ].toSorted(),
    )
  })

  test.each([
    ['size', 'tumour-size'],
    ['number', 'tumour-number'],
    ['tumour-capsule', 'tumour-capsule'],
  ])('writes a code of %s that the service reads', (id, valueSet) => {
    const said = [...srMap.quantities, ...srMap.findings].find((known) => known.id === id)
    const written = said?.fhir?.map(({ system, code }) => `${system}|${code}`) ?? []
    expect(codesOf(valueSet)).toContain(written[0])
  })

  test('writes every value of the capsule as the service reads it', () => {
    for (const { values } of srMap.findings)
      for (const { id, fhir } of values)
        expect(codesOf(`tumour-capsule-${id}`)).toEqual([`${fhir[0]?.system}|${fhir[0]?.code}`])
  })

  test('knows every site of the liver that the service knows', () => {
    const read = srMap.sites.flatMap(({ codes }) =>
      codes.filter(({ scheme }) => scheme === 'SCT').map(({ value }) => value),
    )
    expect(read.toSorted()).toEqual(codesOf('liver-site').map((code) => code.split('|')[1]))
  })

  test('has names and texts as they are compared: in lower case, each once', () => {
    for (const { names, values } of srMap.findings) {
      const texts = values.flatMap((value) => value.texts)
      expect(new Set(texts).size).toBe(texts.length)
      expect([...names, ...texts].filter((text) => text !== text.toLowerCase())).toEqual([])
    }
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
      srMap.details,
      srMap.findings,
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

  test('has every statistic that is a quantity itself', () => {
    const known = srMap.statistics.map(({ id }) => id)
    for (const { plainStatistics } of srMap.quantities)
      expect(known).toEqual(expect.arrayContaining(plainStatistics))
  })

  test('is refused with every problem at once', () => {
    expect(() => parseSrMap({ ...srMap, systems: [], lesions: [{ id: 'A' }] })).toThrow(
      /systems: [\s\S]*lesions\.0\./,
    )
  })
})
