import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exportCommand } from '../../src/cli/index.ts'
import { type ViewDefinition, VIEW_DEFINITIONS, scoringQuery } from '../../src/sql-on-fhir/index.ts'
import { foldText, toPhraseList, toPhrasePairs } from '../../src/terminology/index.ts'
import { wordsOf } from '../../src/sql-on-fhir/sql-text.ts'
import { definition } from '../extraction/support.ts'

async function run(...args: readonly string[]): Promise<string> {
  let said = ''
  const say = (text: string) => {
    said += text
  }
  await exportCommand({ definitions: [definition], say }).parseAsync(['sql', ...args], {
    from: 'user',
  })
  return said
}

describe('export sql', () => {
  test('writes every view and one query, the same as it prints', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export-sql-'))
    try {
      await run('--out', folder)
      const files = readdirSync(folder)
      expect(files).toHaveLength(VIEW_DEFINITIONS.length + 1)
      expect(readFileSync(join(folder, `${definition.id}.sql`), 'utf8')).toBe(await run())
      for (const name of files.filter((one) => one.endsWith('.json'))) {
        const view = JSON.parse(readFileSync(join(folder, name), 'utf8')) as ViewDefinition
        expect([view.resourceType, `${view.name}.ViewDefinition.json`]).toEqual([
          'ViewDefinition',
          name,
        ])
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a service that is not there is told', async () => {
    await expect(run('--service', 'none')).rejects.toThrow('no such service')
  })

  test('every table that the query reads is a view, and every view is read', () => {
    const read = new Set(scoringQuery(definition).match(/\bcds_\w+/g))
    expect([...read].toSorted()).toEqual(VIEW_DEFINITIONS.map(({ name }) => name).toSorted())
  })

  test('the query holds every coefficient in full', () => {
    const { intercept, terms } = definition.model.definition
    const numbers = new Set(
      scoringQuery(definition)
        .match(/-?\d\.?\d*E-?\d+/g)
        ?.map(Number),
    )
    expect(
      [intercept.value, ...terms.map(({ coefficient }) => coefficient)].every((one) =>
        numbers.has(one),
      ),
    ).toBe(true)
  })
})

describe('the words that stand for a list of phrases', () => {
  const WORDS = ['TACE', 'c-TACE', 'T.A.C.E', 'drug-eluting bead', 's/p', 'DC Bead', '栓塞']
  const words = wordsOf([toPhraseList(WORDS), toPhrasePairs(['post', 'no'], ['TACE'])])

  test('are one of each phrase, the longest', () => {
    expect(words).toEqual(expect.arrayContaining(['bead', 'eluting', 'tace']))
  })

  test('one is in every plain text in which a phrase is', () => {
    const list = toPhraseList(WORDS)
    const piece = fc.constantFrom(...WORDS.filter((one) => /[A-Z]/i.test(one)), 'x', ' ', '-', ',')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        if (!list.isIn(foldText(text))) return
        const inText = text.toLowerCase().split(/[^a-z0-9]+/)
        expect(words.some((word) => inText.includes(word))).toBe(true)
      }),
    )
  })
})
