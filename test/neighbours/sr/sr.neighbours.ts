import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readRepositoryJson, repositoryPath } from '../../support/paths.ts'
import {
  CODES,
  lesionGroup,
  measurement,
  modifier,
  reportBytes,
} from '../../interop/dicom-sr/sr-file.ts'
import { PYTHON } from '../support/python.ts'

/** What is taken: a code with its number and unit, or with its coded value. */
type Taken = readonly [code: string, value: number | string, unit?: string]

interface Case {
  readonly name: string
  readonly writer: string
  readonly taken: readonly Taken[]
  readonly status?: string
  readonly lesions?: number
  readonly components?: readonly string[]
  /** Words of why others are not taken; without it, none is passed over. */
  readonly passedOver?: readonly string[]
}

interface Concept {
  readonly coding: readonly { readonly code: string }[]
}

interface Resource {
  readonly resourceType: string
  readonly status: string
  readonly effectiveDateTime: string
  readonly code: Concept
  readonly valueQuantity?: { readonly value: number; readonly code: string }
  readonly valueCodeableConcept?: Concept
  readonly component?: readonly { readonly code: Concept }[]
}

const { cases } = readRepositoryJson('test/neighbours/sr/cases.json') as {
  readonly cases: readonly Case[]
}

const folder = mkdtempSync(join(tmpdir(), 'sr-writers-'))
afterAll(() => rmSync(folder, { recursive: true }))

function importFile(name: string) {
  const args = [repositoryPath('src/tace-cds.ts'), 'import-sr', join(folder, `${name}.dcm`)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const bundle = (stdout === '' ? { entry: [] } : JSON.parse(stdout)) as {
    readonly entry: readonly { readonly resource: Resource }[]
  }
  const resources = bundle.entry.map(({ resource }) => resource)
  const of = (type: string) => resources.filter(({ resourceType }) => resourceType === type)
  const words = stderr.split('\n').filter((line) => /passed over: c|not imported:/.test(line))
  return { status, observations: of('Observation'), lesions: of('BodyStructure'), stderr, words }
}

const codeOf = ({ coding: [first] }: Concept) => first?.code ?? ''

const takenOf = ({ code, valueQuantity, valueCodeableConcept }: Resource): Taken =>
  valueQuantity === undefined
    ? [codeOf(code), codeOf(valueCodeableConcept ?? { coding: [] })]
    : [codeOf(code), valueQuantity.value, valueQuantity.code]

const sorted = (all: readonly Taken[]) => all.map((one) => JSON.stringify(one)).toSorted()

describe('DICOM SR by highdicom, pydicom and dcmqi', () => {
  beforeAll(() => {
    const program = repositoryPath('test/neighbours/sr/write.py')
    execFileSync(PYTHON, ['-W', 'ignore', program, folder], { stdio: 'pipe' })
  }, 120_000)

  test.each(cases.map((one) => [one.name, one] as const))('%s', (name, right) => {
    const { status, observations, lesions, stderr, words } = importFile(name)
    const { taken, passedOver = [] } = right
    expect(sorted(observations.map(takenOf))).toEqual(sorted(taken))
    expect(status).toBe(taken.length === 0 ? 1 : 0)
    expect(lesions).toHaveLength(taken.length === 0 ? 0 : (right.lesions ?? 1))
    for (const observation of observations) {
      expect(observation.status).toBe(right.status ?? 'final')
      expect(observation.effectiveDateTime).toMatch(/^2026-11-20/)
    }
    for (const reason of passedOver) expect(stderr).toContain(reason)
    expect(words.filter((line) => !passedOver.some((reason) => line.includes(reason)))).toEqual([])
    expect(stderr.includes('number(s) of the image library')).toBe(right.writer === 'dcmqi')
    const components = observations.flatMap(({ component = [] }) =>
      component.map(({ code }) => codeOf(code)),
    )
    if (right.components !== undefined) expect(components.toSorted()).toEqual(right.components)
  })

  test('by dcmjs, the third writer', () => {
    const mean = [modifier(CODES.derivation, CODES.mean)]
    const groups = [
      lesionGroup(1, [
        measurement(CODES.adc, 1.1, ['um2/ms', 'UCUM', 'um2/ms'], mean),
        measurement(['103339001', 'SCT', 'Long Axis'], 42, CODES.mm, []),
      ]),
    ]
    const bytes = reportBytes(groups, { StudyDate: '20261120' })
    writeFileSync(join(folder, 'dcmjs.dcm'), bytes)
    const { status, observations } = importFile('dcmjs')
    expect(status).toBe(0)
    expect(sorted(observations.map(takenOf))).toEqual(
      sorted([
        ['113041', 1.1, 'um2/ms'],
        ['33728-7', 42, 'mm'],
      ]),
    )
  })
})
