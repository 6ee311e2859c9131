import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { fc } from '../support/property.ts'
import { isLoinc, isSnomedConcept } from '../../src/catalog/check-digits.ts'
import { repositoryPath } from '../support/paths.ts'

const LOINC = 'http://loinc.org'
const SNOMED = 'http://snomed.info/sct'

const DICOM_SCHEMES: ReadonlyMap<unknown, string> = new Map([
  ['SCT', SNOMED],
  ['LN', LOINC],
])

/** Wrong on purpose: tests use them to show that such codes are found out, or are not taken. */
const INVENTED = ['169193009', '169191006', '169192004', '751-9']

interface Found {
  readonly system: string
  readonly code: string
  readonly file: string
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ndjson|md|ts|tsx|js|csv|html)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(repositoryPath('').length))
}

type Json = Readonly<Record<string, unknown>>

const codeOf = (value: unknown) => (value as { code?: unknown } | null)?.code

/** Codes of one object: a coding, an include of a value set, a group of a concept map. */
function codesAt(node: Json): readonly { readonly system: unknown; readonly code: unknown }[] {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  const elements = list(node['element']) as readonly Json[]
  return [
    { system: node['system'], code: node['code'] },
    // DICOM names a coding scheme by its designator.
    { system: DICOM_SCHEMES.get(node['scheme']), code: node['value'] },
    ...list(node['concept']).map((one) => ({ system: node['system'], code: codeOf(one) })),
    ...elements.map((one) => ({ system: node['source'], code: codeOf(one) })),
    ...elements
      .flatMap((one) => list(one['target']))
      .map((one) => ({ system: node['target'], code: codeOf(one) })),
  ]
}

function codesInJson(file: string, node: unknown): readonly Found[] {
  if (typeof node !== 'object' || node === null) return []
  const below = Object.values(node).flatMap((one) => codesInJson(file, one))
  const here = codesAt(node as Json).flatMap(({ system, code }): Found[] =>
    typeof system === 'string' && typeof code === 'string' ? [{ system, code, file }] : [],
  )
  return [...here, ...below]
}

/** Tokens `system|code`, bare or percent-encoded; what looks like LOINC; numbers beside SNOMED. */
function codesInText(file: string, text: string): readonly Found[] {
  const decoded = text.replaceAll(/%3A/gi, ':').replaceAll(/%2F/gi, '/').replaceAll(/%7C/gi, '|')
  const tokens = [...decoded.matchAll(/(http:\/\/(?:loinc\.org|snomed\.info\/sct))\|(\d[\d-]*)/g)]
  const loinc = [...decoded.matchAll(/['"`|](\d{3,5}-\d)['"`]/g)]
  const snomed = decoded
    .split('\n')
    .filter((line) => /snomed/i.test(line))
    .flatMap((line) => [...line.matchAll(/(?<![\d.])(\d{6,18})(?![\d.])/g)])
  return [
    ...tokens.map(([, system, code]) => ({ system: system!, code: code!, file })),
    ...loinc.map(([, code]) => ({ system: LOINC, code: code!, file })),
    ...snomed.map(([, code]) => ({ system: SNOMED, code: code!, file })),
  ]
}

function codesIn(file: string): readonly Found[] {
  const text = readFileSync(repositoryPath(file), 'utf8')
  if (file.endsWith('.ndjson'))
    return text.split('\n').flatMap((line) => (line === '' ? [] : codesIfJson(file, line)))
  return file.endsWith('.json') ? codesIfJson(file, text) : codesInText(file, text)
}

/** A fixture may be broken on purpose; its codes are then sought as text. */
function codesIfJson(file: string, text: string): readonly Found[] {
  try {
    return codesInJson(file, JSON.parse(text))
  } catch {
    return codesInText(file, text)
  }
}

// This file holds wrong codes to show that they are found out.
const files = [
  'README.md',
  ...['cds-services', 'docs', 'fixtures', 'src', 'test'].flatMap((folder) => filesBelow(folder)),
].filter((file) => !file.endsWith('check-digits.test.ts'))
const found = files.flatMap(codesIn)

/** The files in which a system's codes occur, by code. */
function byCode(system: string): readonly (readonly [string, readonly string[]])[] {
  const codes = new Set(found.filter((one) => one.system === system).map(({ code }) => code))
  return [...codes]
    .filter((code) => !INVENTED.includes(code))
    .toSorted()
    .map((code) => [
      code,
      [...new Set(found.filter((one) => one.code === code).map(({ file }) => file))].slice(0, 3),
    ])
}

describe('every code in the tree, data, fixtures, documents and tests, has the right check digit', () => {
  test.each(byCode(LOINC))('LOINC %s (%j)', (code) => {
    expect(isLoinc(code)).toBe(true)
  })

  test.each(byCode(SNOMED))('SNOMED CT %s (%j)', (code) => {
    expect(isSnomedConcept(code)).toBe(true)
  })

  test('the search sees codes in each kind of file', () => {
    const seenIn = (pattern: RegExp) => found.some(({ file }) => pattern.test(file))
    for (const pattern of [
      /^cds-services\/terminology\/value-sets\/.*json$/,
      /^fixtures\/patients\/.*json$/,
      /^fixtures\/site-file\/.*json$/,
      /^test\/.*ts$/,
    ])
      expect(seenIn(pattern)).toBe(true)
    const canary = `see ${LOINC}|751-9, http%3A%2F%2Floinc.org%7C1-1 and SNOMED CT 169193009`
    expect(codesInText('x', canary).map(({ code }) => code)).toEqual(['751-9', '1-1', '169193009'])
  })
})

describe('a check digit', () => {
  test('that is wrong is found out', () => {
    expect(INVENTED.filter((code) => isLoinc(code) || isSnomedConcept(code))).toEqual([])
  })

  // Grades of ECOG and of Karnofsky, as the concept maps of the MII have them: even and odd lengths.
  test.each(['LA9622-7', 'LA9625-0', 'LA9627-6', 'LA29181-7', 'LA29182-5', 'LA29184-1'])(
    '%s is an answer of LOINC',
    (code) => {
      expect(isLoinc(code)).toBe(true)
      expect(isLoinc(code.slice(2))).toBe(false)
    },
  )

  test.each(['', '751', '751-', '0751-8', '751-88', 'x51-8', 'LA', 'LA0622-7', 'LB9622-7'])(
    '%j is no LOINC code',
    (code) => {
      expect(isLoinc(code)).toBe(false)
    },
  )

  test.each(['', '10200', '010200004', '1020000x', '10200012'])(
    '%j is no SNOMED CT concept',
    (code) => {
      expect(isSnomedConcept(code)).toBe(false)
    },
  )

  test('catches every single wrong digit, in LOINC and in SNOMED CT', () => {
    const codes = fc.constantFrom(
      '751-8',
      '26499-4',
      'LA9625-0',
      '109841003',
      '10200004',
      '16736007',
    )
    fc.assert(
      fc.property(codes, fc.nat(), fc.integer({ min: 1, max: 9 }), (code, at, by) => {
        const places = [...code].flatMap((digit, i) => (/\d/.test(digit) ? [i] : []))
        const place = places[at % places.length]!
        const wrong = String((Number(code[place]) + by) % 10)
        const changed = `${code.slice(0, place)}${wrong}${code.slice(place + 1)}`
        expect(isLoinc(changed) || isSnomedConcept(changed)).toBe(false)
      }),
    )
  })
})
