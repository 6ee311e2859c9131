import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

interface ValueSetFile {
  readonly compose: {
    readonly include: readonly {
      readonly system: string
      readonly concept: readonly { readonly code: string }[]
    }[]
  }
}

/** The codes of a coding scheme of DICOM anywhere in the DICOM SR map. */
function srCodesOf(scheme: string, part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  const own = part as { readonly scheme?: unknown; readonly value?: unknown }
  return own.scheme === scheme && typeof own.value === 'string'
    ? [own.value]
    : Object.values(part).flatMap((one) => srCodesOf(scheme, one))
}

const codesOf = (system: string) =>
  readdirSync(repositoryPath('cds-services/_value-sets')).flatMap((file) =>
    (readRepositoryJson(`cds-services/_value-sets/${file}`) as ValueSetFile).compose.include
      .filter((include) => include.system === system)
      .flatMap(({ concept }) => concept.map(({ code }) => code)),
  )

/** LOINC: mod 10 over the digits before the hyphen. */
function isLoinc(code: string): boolean {
  const [digits = '', check] = code.split('-')
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10) === check
}

const D = Array.from({ length: 10 }, (_, j) =>
  Array.from({ length: 10 }, (_, k) => {
    const rotate = (j % 5) + (j < 5 ? k : -k)
    const low = ((rotate % 5) + 5) % 5
    return j < 5 === k < 5 ? low : low + 5
  }),
)
const P_ROW = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/** SNOMED CT: Verhoeff's dihedral check. */
function isSnomed(code: string): boolean {
  let check = 0
  for (const [i, digit] of [...code].reverse().entries()) {
    let permuted = Number(digit)
    for (let n = 0; n < i % 8; n += 1) permuted = P_ROW[permuted]!
    check = D[check]![permuted]!
  }
  return check === 0
}

describe('every code has the right check digit', () => {
  test.each(codesOf('http://loinc.org'))('LOINC %s', (code) => {
    expect(isLoinc(code)).toBe(true)
  })

  test.each(codesOf('http://snomed.info/sct'))('SNOMED CT %s', (code) => {
    expect(isSnomed(code)).toBe(true)
  })

  test.each(srCodesOf('SCT', readRepositoryJson('cds-services/_interchange/dicom-sr.json')))(
    'SNOMED CT %s in a DICOM SR',
    (code) => {
      expect(isSnomed(code)).toBe(true)
    },
  )

  test('an invented code is found out', () => {
    expect(['169193009', '169191006', '169192004'].map(isSnomed)).toEqual([false, false, false])
    expect(isLoinc('751-9')).toBe(false)
  })
})
