import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { cardMatrix } from '../support/card-matrix.ts'
import { repositoryPath } from '../support/paths.ts'

const rows = readFileSync(repositoryPath('docs/evidence/five-seconds.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.slice(1, -1).split('|'))
  .map((cells) => cells.map((cell) => cell.trim()))

describe('the headlines of the five-second test', () => {
  const today = new Set<string>()
  beforeAll(async () => {
    for (const { card, language } of await cardMatrix()) today.add(`${language} ${card.summary}`)
  })

  test('are ten, each of them different', () => {
    expect(new Set(rows.map(([english]) => english)).size).toBe(10)
  })

  test.each(rows)('%s is what a card says today, in both languages', (english, chinese) => {
    expect([today.has(`en ${english}`), today.has(`zh-CN ${chinese}`)]).toEqual([true, true])
  })
})
