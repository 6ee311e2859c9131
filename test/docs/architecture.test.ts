import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import { CARD_PLACEHOLDERS } from '../../src/hook/cards/card-placeholders.ts'
import { namesOf, type Placeholders } from '../../src/hook/cards/placeholders.ts'
import { repositoryPath } from '../support/paths.ts'

const { law, wings, entrances } = createRequire(import.meta.url)(
  repositoryPath('.import-law.cjs'),
) as {
  readonly law: string
  readonly wings: Readonly<Record<string, readonly string[]>>
  readonly entrances: Readonly<Record<string, readonly string[]>>
}
const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')

describe('the architecture as it is written', () => {
  test('names every wing of the import law', () => {
    const text = read('docs/architecture.md') + read('README.md')
    const missing = Object.keys(wings).filter((wing) => !new RegExp(`\\b${wing}\\b`).test(text))
    expect(missing).toEqual([])
  })

  test('says the law as it is checked', () => {
    for (const path of ['docs/architecture.md', 'README.md', 'docs/adr/0018-wings-and-one-law.md'])
      expect([path, read(path).replace(/\s+/g, ' ').includes(law)]).toEqual([path, true])
  })

  test('lists what other wings may import of each', () => {
    const section = read('docs/architecture.md').split('## Entrances')[1]!.split('\n## ')[0]!
    const listed = [...section.matchAll(/^- \*\*(\w+)\*\*: (.*)$/gm)].map(([, wing, text]) => [
      wing,
      [...text!.matchAll(/`([^`]+)`/g)].map(([, path]) => path),
    ])
    const some = Object.entries(entrances).filter(([, paths]) => !paths.includes(''))
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(some.filter(([, paths]) => paths.length > 0)),
    )
  })

  test('tells the placeholders that each situation fills, and no other', () => {
    const section = read('docs/adding-a-model.md').split('### Placeholders')[1]!.split('\n## ')[0]!
    const rows = section.split('\n').filter((line) => line.startsWith('|'))
    const toldOf = (...situations: readonly string[]) => {
      const told = rows
        .map((row) => row.split('|').slice(1))
        .filter(([situation]) => situations.some((words) => situation!.includes(words)))
        .flatMap(([, ...cells]) => cells.flatMap((cell) => cell.match(/(?<=`)\w+(?=`)/g) ?? []))
      return [...new Set(told)].toSorted()
    }
    const rowsOf = {
      'no-diagnosis': [],
      'diagnosis-unreadable': ['`diagnosis-unreadable`'],
      'under-review': [],
      'not-applicable': ['`not-applicable`'],
      'insufficient-data': ['`insufficient-data`'],
      'record-unread': ['`record-unread`'],
      'not-classifiable': ['`not-classifiable`'],
      category: ['each category'],
    } satisfies Record<keyof typeof CARD_PLACEHOLDERS, readonly string[]>
    const told = Object.entries(rowsOf).map(([situation, words]) => [
      situation,
      toldOf('every one', ...words),
    ])
    const filled = Object.entries<Placeholders>(CARD_PLACEHOLDERS).map(([situation, table]) => [
      situation,
      namesOf(table).toSorted(),
    ])
    expect(told).toEqual(filled)
  })
})
