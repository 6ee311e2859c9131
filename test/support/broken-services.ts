import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { filesIn, readRepositoryJson } from './paths.ts'
import type { ServicesFolder } from './services-folder.ts'

/** One change of a JSON file, by RFC 6902. */
export interface Change {
  readonly op: 'add' | 'replace' | 'remove' | 'copy'
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** A way to get a service wrong, and the one report that it must give. See fixtures/broken-services. */
export interface MistakeFixture {
  readonly what: string
  /** The file that holds the mistake, below the folder of services. */
  readonly file: string
  readonly change?: readonly Change[]
  readonly text?: { readonly replace: string; readonly by: string }
  readonly remove?: true
  readonly report: { readonly file: string; readonly path: string; readonly message: string }
}

type Container = Record<string, unknown>

const steps = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

const at = (root: unknown, path: readonly string[]) =>
  path.reduce((inner, step) => (inner as Container)[step], root)

function applyOne(root: unknown, { op, path, from, value }: Change): void {
  const last = steps(path).at(-1)!
  const parent = at(root, steps(path).slice(0, -1)) as Container
  const content = op === 'copy' ? structuredClone(at(root, steps(from!))) : value
  if (op === 'replace' && !(last in parent)) throw new Error(`nothing to replace at ${path}`)
  if (op === 'remove') {
    if (!(last in parent)) throw new Error(`nothing to remove at ${path}`)
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else Reflect.deleteProperty(parent, last)
  } else if (last === '-') (parent as unknown as unknown[]).push(content)
  else parent[last] = content
}

/** Makes the mistake in a folder of services. */
export function makeMistake(
  services: ServicesFolder,
  { file, change, text, remove }: MistakeFixture,
): void {
  const path = services.toChange(file)
  if (remove === true) {
    rmSync(path)
    return
  }
  const content = readFileSync(path, 'utf8')
  if (text !== undefined) {
    if (!content.includes(text.replace)) throw new Error(`${file} does not hold ${text.replace}`)
    writeFileSync(
      path,
      content.replace(text.replace, () => text.by),
    )
    return
  }
  const json: unknown = JSON.parse(content)
  for (const step of change ?? []) applyOne(json, step)
  writeFileSync(path, JSON.stringify(json, null, 2))
}

/** Every fixture of fixtures/broken-services by the name of its folder. */
export const mistakeFixtures = (): readonly (readonly [string, MistakeFixture])[] =>
  filesIn('fixtures/broken-services')
    .filter((name) => name !== 'README.md')
    .map((name) => [
      name,
      readRepositoryJson(`fixtures/broken-services/${name}/mistake.json`) as MistakeFixture,
    ])
