import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { DOCUMENTS } from '../support/document.ts'
import { repositoryPath } from '../support/paths.ts'

const root = repositoryPath('')

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')

/** The anchors that GitHub makes of the headings of a document. */
function anchorsOf(text: string): readonly string[] {
  return [...text.replace(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

interface Link {
  readonly from: string
  readonly to: string
}

const linksOf = (from: string): readonly Link[] =>
  [...withoutCode(read(from)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to]) => ({ from, to: to! }))
    .filter(({ to }) => !/^[a-z]+:/.test(to))

/** Why a link leads nowhere; nothing when it leads somewhere. */
function fault({ from, to }: Link): string | undefined {
  const [file = '', anchor] = to.split('#')
  const target = file === '' ? from : join(dirname(from), file)
  if (!existsSync(join(root, target))) return `${from}: no ${target}`
  if (anchor === undefined || statSync(join(root, target)).isDirectory()) return undefined
  return anchorsOf(read(target)).includes(anchor)
    ? undefined
    : `${from}: no #${anchor} in ${target}`
}

describe('the documents', () => {
  test('that the design names are there', () => {
    const names = ['architecture', 'conformance', 'naming', 'clinical-safety']
    const others = ['CONTRIBUTING', 'CHANGELOG', 'adding-a-model', 'validation']
    const expected = [...names, ...others].map((name) => `docs/${name}.md`)
    expect(DOCUMENTS).toEqual(expect.arrayContaining(expected))
  })

  test('link only to files and headings that are there', () => {
    const links = DOCUMENTS.flatMap(linksOf)
    expect(links.length).toBeGreaterThan(30)
    expect(links.map(fault).filter((why) => why !== undefined)).toEqual([])
  })

  test('a link to nowhere is found out', () => {
    expect(fault({ from: 'README.md', to: 'docs/nothing.md' })).toBeDefined()
    expect(fault({ from: 'docs/CONTRIBUTING.md', to: '#nothing' })).toBeDefined()
    expect(fault({ from: 'docs/CONTRIBUTING.md', to: '#clinical-content' })).toBeUndefined()
  })
})

describe('the commands that the documents name', () => {
  const texts = DOCUMENTS.map((path) => [path, read(path)] as const)
  const named = (pattern: RegExp) =>
    texts.flatMap(([path, text]) => [...text.matchAll(pattern)].map(([, name]) => [path, name!]))

  test('are scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const missing = named(/npm run (?:--silent )?([a-z][a-z:-]*)/g).filter(
      ([, name]) => scripts[name!] === undefined,
    )
    expect(missing).toEqual([])
  })
})
