import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { repositoryPath } from '../support/paths.ts'

const text = readFileSync(repositoryPath('docs/clinical-safety.md'), 'utf8')
const shown = readFileSync(repositoryPath('docs/evidence/hazard-controls.md'), 'utf8')

/** Every control's test: its file and its title. */
const controls = [...shown.matchAll(/^- `([^`]+)`: _(.+)_$/gm)].map(
  ([, file, title]) => [file!, title!] as const,
)

describe('the hazard log', () => {
  const hazards = [...text.matchAll(/^\| (H\d+)\. (.+) \|$/gm)].map(([, id = '', rest = '']) => {
    const [name = '', ...cells] = rest.split(' | ').map((cell) => cell.trim())
    return { id, name, cells }
  })

  test('has hazards, each with controls that are shown by tests', () => {
    expect(hazards.length).toBeGreaterThanOrEqual(37)
    expect(new Set(hazards.map(({ id }) => id)).size).toBe(hazards.length)
    for (const { id, name } of hazards) {
      const section = shown.split(`## ${id}. ${name}\n`)[1]?.split('\n##')[0] ?? ''
      expect([id, section]).toEqual([id, expect.stringMatching(/^- `test\//m)])
    }
    expect(shown.match(/^## H/gm)).toHaveLength(hazards.length)
  })

  test('says of each its cause, its controls, what is left, and who accepts that', () => {
    for (const { id, cells } of hazards)
      expect([id, ...cells]).toEqual([
        id,
        expect.stringMatching(/./),
        expect.stringMatching(/./),
        expect.stringMatching(/^(low|medium|high), (major|minor)\b/),
        expect.stringMatching(/^(?!TODO)./),
      ])
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
