import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { Linter } from 'eslint'
import regexp from 'eslint-plugin-regexp'
import type { UnitWords } from '../../src/clinical/terminology/written-unit.ts'
import { fc } from '../support/property.ts'
import type { SrMap } from '../../src/interop/dicom-sr/sr-map.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'

/** Where expressions are made at run time: each of data of ours, and each is made by `exercise`. */
const MADE_AT_RUN_TIME = [
  'src/clinical/readings/lesion-name.ts',
  'src/clinical/readings/sites.ts',
  'src/clinical/recognition/risk-marks.ts',
  'src/clinical/terminology/phrase.ts',
  'src/clinical/terminology/plain-letters.ts',
  'src/clinical/terminology/written-unit.ts',
  'src/interop/dicom-sr/judge/region-words.ts',
  'src/pages/smart/report/topic-rules.ts',
  'src/records/store/sqlite-faults.ts',
]

interface Words {
  readonly words: readonly string[]
}
type UnitsFile = Omit<UnitWords, 'counted' | 'percent'> & {
  readonly counted: Words
  readonly percent: Words
}

const made = new Map<string, string>()

/** Whether the call came from a file of ours, and from no library. */
const isOurs = (stack = '') =>
  stack.split('\n')[2]?.includes('/src/') === true &&
  !stack.split('\n')[2]?.includes('/node_modules/')

/** Notes the source and flags of every expression that is made by a call. */
const noting = new Proxy(RegExp, {
  construct(target, args: [string | RegExp, string?], newTarget) {
    const expression = Reflect.construct(target, args, newTarget) as RegExp
    if (typeof args[0] === 'string' && isOurs(new Error().stack))
      made.set(expression.source, expression.flags)
    return expression
  },
})

/** Has every expression made that is made of what is shipped. */
async function exercise(): Promise<void> {
  const { loadCatalog } = await import('../../src/catalog/load-catalog.ts')
  const { lesionNameOf } = await import('../../src/clinical/readings/lesion-name.ts')
  const { NOWHERE } = await import('../../src/clinical/fhir/whereabouts.ts')
  const { judgeSite } = await import('../../src/clinical/readings/sites.ts')
  const { withoutRiskMarks } = await import('../../src/clinical/recognition/risk-marks.ts')
  const words = await import('../../src/interop/dicom-sr/judge/region-words.ts')
  await import('../../src/pages/smart/report/topic-rules.ts')
  await import('../../src/records/store/sqlite-faults.ts')
  for (const language of ['en', 'zh-CN'] as const) {
    const { definitions } = loadCatalog({ folder: repositoryPath('cds-services'), language })
    for (const { order, inputs } of definitions) {
      withoutRiskMarks('liver disease (HCC)', order.diagnosis.marks)
      const site = { codings: [], text: 'segment II of the liver' }
      const { lesions } = inputs
      const statement = { code: site, where: { ...NOWHERE, sites: [site] } } as never
      if (lesions !== undefined) {
        lesionNameOf(statement, lesions.sites)
        judgeSite(statement, lesions.sites)
      }
    }
  }
  const { readWrittenUnit } = await import('../../src/clinical/terminology/written-unit.ts')
  const units = readRepositoryJson('cds-services/terminology/units.json') as UnitsFile
  readWrittenUnit('x10^9/L', {
    ...units,
    counted: units.counted.words,
    percent: units.percent.words,
  })
  const { words: own } = readRepositoryJson('cds-services/terminology/dicom-sr.json') as SrMap
  for (const ask of [words.mayNameLesion, words.denies, words.asksWhatItIs]) ask('region 1', own)
}

beforeAll(async () => {
  const own = globalThis.RegExp
  globalThis.RegExp = noting
  await exercise().finally(() => (globalThis.RegExp = own))
})

const linter = new Linter()

/** What the rules of the sources say of an expression. */
const complaintsOf = (source: string, flags: string) =>
  linter
    .verify(`export const made = /${source}/${flags}`, [
      {
        plugins: { regexp },
        rules: {
          'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
          'regexp/no-super-linear-move': 'error',
        },
      },
    ])
    .map(({ message }) => message)

describe('an expression that is made of data', () => {
  test('is made in the files that are known to make some', () => {
    const files = readdirSync(repositoryPath('src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .filter((path) => readFileSync(path, 'utf8').includes('new RegExp('))
      .map((path) => path.slice(repositoryPath('').length))
    expect(files.toSorted()).toEqual(MADE_AT_RUN_TIME)
  })

  test('takes time in proportion to the text, by the rules that hold for those in the sources', () => {
    expect(made.size).toBeGreaterThan(100)
    for (const bad of ['(?:a+)+$', '\\s+hcc', '(?:v2 ?)*v2 ?$'])
      expect(complaintsOf(bad, 'u')).not.toEqual([])
    const wrong = [...made].filter(([source, flags]) => complaintsOf(source, flags).length > 0)
    expect(wrong).toEqual([])
  })
})

describe('a text that such an expression is run on', () => {
  /** What is hard to read: a few characters, many times. */
  const hard = fc
    .tuple(
      fc.stringMatching(/^[(hc )v2\-,;ivx段术é]{1,6}$/),
      fc.integer({ min: 1, max: 30_000 }),
      fc.string({ maxLength: 20 }),
    )
    .map(([unit, length, end]) => unit.repeat(Math.ceil(length / unit.length)) + end)

  test('is read up to a length, whatever comes behind it', async () => {
    const { foldText, LONGEST_TEXT } = await import('../../src/clinical/terminology/phrase.ts')
    fc.assert(
      fc.property(hard, (text) => {
        expect(foldText(text)).toBe(foldText(text.slice(0, LONGEST_TEXT)))
        expect(foldText(text).length).toBeLessThanOrEqual(LONGEST_TEXT * 18)
      }),
      { numRuns: 50 },
    )
  })

  test('of an order is a part of it: its codes all, of its words so many characters', async () => {
    const { withinWords } = await import('../../src/clinical/fhir/within-words.ts')
    const texts = fc.array(hard, { maxLength: 12 })
    fc.assert(
      fc.property(texts, texts, (names, notes) => {
        const codes = names.map((text, i) => ({
          text,
          codings: [{ system: 's', code: String(i) }],
        }))
        const read = withinWords({ codes, notes, bodySites: [], reasons: codes })
        const words = [...read.codes, ...read.reasons].map(
          ({ text }: { readonly text?: string }) => text ?? '',
        )
        const characters = [...words, ...read.notes].reduce((sum, { length }) => sum + length, 0)
        expect(characters).toBeLessThanOrEqual(50_000)
        expect(read.codes.map(({ codings }) => codings[0]?.code)).toEqual(
          codes.map(({ codings }) => codings[0]?.code),
        )
        expect(names.join('') + notes.join('')).toEqual(expect.stringContaining(words[0] ?? ''))
      }),
      { numRuns: 50 },
    )
  })
})
