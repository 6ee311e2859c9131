import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from '@jest/globals'
import { PLACEHOLDERS } from '../../src/hook/cards/card-texts.ts'
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

  test('tells every placeholder of a card', () => {
    const told = read('docs/adding-a-model.md').split('### Placeholders')[1]!.split('\n## ')[0]!
    const missing = PLACEHOLDERS.filter((name) => !told.includes(`\`${name}\``))
    expect(missing).toEqual([])
  })
})
