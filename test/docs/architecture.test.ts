import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import { CARD_PLACEHOLDERS } from '../../src/hook/cards/card-placeholders.ts'
import { namesOf, type Placeholders } from '../../src/hook/cards/placeholders.ts'
import { repositoryPath } from '../support/paths.ts'

const { wings } = createRequire(import.meta.url)(repositoryPath('.import-law.cjs')) as {
  wings: Readonly<Record<string, readonly string[]>>
}
const read = (path: string) => readFileSync(repositoryPath(path), 'utf8')

/**
 * The arrows without words in the picture of the rooms: imports. Arrows with words are calls or
 * data.
 */
function arrows(): readonly (readonly [string, string])[] {
  const picture = /```mermaid\n(.*?)```/s.exec(read('README.md'))?.[1] ?? ''
  return picture.split('\n').flatMap((line) => {
    const groups = line
      .trim()
      .split(' --> ')
      .map((group) => group.split(' & '))
    return groups
      .slice(1)
      .flatMap((to, i) =>
        groups[i]!.flatMap((from) => to.map((one) => [from.trim(), one.trim()] as const)),
      )
  })
}

describe('the architecture as it is written', () => {
  test('names every wing of the import law', () => {
    const text = read('docs/architecture.md') + read('README.md')
    const missing = Object.keys(wings).filter((wing) => !new RegExp(`\\b${wing}\\b`).test(text))
    expect(missing).toEqual([])
  })

  test('draws only imports that the table allows', () => {
    const plain = arrows().filter(
      ([from, to]) => wings[from] !== undefined && wings[to] !== undefined,
    )
    expect(plain.length).toBeGreaterThan(8)
    expect(plain.filter(([from, to]) => wings[from]?.includes(to) !== true)).toEqual([])
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
      'diagnosis-unreadable': [],
      'under-review': [],
      'not-applicable': ['`not-applicable`'],
      'insufficient-data': ['`insufficient-data`'],
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
