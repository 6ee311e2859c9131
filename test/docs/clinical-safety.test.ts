import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

const text = readFileSync(repositoryPath('docs/clinical-safety.md'), 'utf8')

/** Every control's test: its file and its title. */
const controls = [...text.matchAll(/^- `([^`]+)`: _(.+)_$/gm)].map(
  ([, file, title]) => [file!, title!] as const,
)

describe('the hazard log', () => {
  const ids = [...text.matchAll(/^\| \[(H\d+)\]/gm)].map(([, id]) => id!)

  test('has hazards, each with controls that are shown by tests', () => {
    expect(ids.length).toBeGreaterThanOrEqual(12)
    for (const id of ids) {
      const section = text.split(`### ${id}\n`)[1]?.split('\n##')[0] ?? ''
      expect(section).toMatch(/^- `test\//m)
    }
  })

  test('says of each who accepts what is left', () => {
    const rows = text.split('\n').filter((line) => /^\| \[H\d+\]/.test(line))
    for (const row of rows) expect(row.split('|').map((cell) => cell.trim())).not.toContain('TODO')
    expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([8]))
  })

  test.each(controls)('%s still holds: %s', (file, title) => {
    expect(existsSync(repositoryPath(file))).toBe(true)
    const source = readFileSync(repositoryPath(file), 'utf8').replaceAll("\\'", "'")
    const isTitle = new RegExp(`(test|describe)(\\.each\\([^]*?\\))?\\(\\s*['"\`]${escaped(title)}`)
    expect(source).toMatch(isTitle)
  })
})

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
