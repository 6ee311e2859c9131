import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { textOf } from '../guides/support.ts'
import { readRepositoryJson, repositoryPath } from '../support/paths.ts'
import { NEIGHBOURS, toNeighbourTable } from './table.ts'

/** The versions that are installed, by what the table calls their origin. */
function installed(): ReadonlyMap<string, string> {
  const hapi = /<hapi\.version>([^<]+)</.exec(textOf('test/neighbours/hapi/pom.xml'))?.[1] ?? ''
  const python = textOf('test/neighbours/requirements.txt').matchAll(/^([\w-]+)==(\S+)$/gm)
  const { dependencies } = readRepositoryJson('test/neighbours/forms/package.json') as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  return new Map([
    ['maven:ca.uhn.hapi.fhir', hapi],
    ...Object.entries(dependencies).map(([name, version]) => [`npm:${name}`, version] as const),
    ...[...python].map(([, name, version]) => [`pypi:${name!}`, version!] as const),
  ])
}

const files = readdirSync(repositoryPath('test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(neighbours|image)\.ts$/.test(path))
  .map((path) => `test/${path}`)

describe('the table of neighbours', () => {
  test('names every one that is installed, in its version', () => {
    const named = NEIGHBOURS.flatMap(({ origin, version }) =>
      origin === undefined ? [] : [[origin, version] as const],
    )
    expect(new Map(named)).toEqual(installed())
  })

  test('names every file of tests that runs against one, or its folder, and none that is not there', () => {
    const named = NEIGHBOURS.flatMap(({ shownBy }) => shownBy)
    const isOf = (path: string) => (name: string) => path === name || path.startsWith(`${name}/`)
    expect(files.length).toBeGreaterThan(3)
    const neighbours = files.filter((path) => path.endsWith('.neighbours.ts'))
    expect(neighbours.filter((path) => !named.some(isOf(path)))).toEqual([])
    expect(named.filter((name) => !files.some((path) => isOf(path)(name)))).toEqual([])
  })

  test('is in docs/conformance.md as it is', () => {
    const cells = (text: string) => text.replace(/\s+/g, ' ')
    expect(cells(textOf('docs/conformance.md'))).toContain(cells(toNeighbourTable()))
  })
})
