import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** Files that a file imports, or names as a path from the root: a process that it starts. */
function namedIn(file: string, text: string): readonly string[] {
  const imported = ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => join(dirname(file), fileName))
  const started = [...text.matchAll(/['"`/]((?:src|test)\/[\w./-]+\.tsx?)['"`]/g)]
  const data = text.includes('cds-services') ? [DATA] : []
  return [...imported, ...started.map(([, path = '']) => path), ...data]
}

/** What stands for every file of `cds-services/` in the graph of imports. */
const DATA = 'cds-services'

/** For each file, which others name it. */
function toUsers(root: string, files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const file of files.filter((one) => /^(?:src|test)\/.*\.tsx?$/.test(one)))
    for (const name of namedIn(file, readFileSync(join(root, file), 'utf8')))
      users.set(name, [...(users.get(name) ?? []), file])
  return users
}

/** How many imports lie between a file and each file that comes to it. */
function distancesFrom(start: string, users: ReadonlyMap<string, readonly string[]>) {
  const distances = new Map([[start, 0]])
  for (const [file, distance] of distances)
    for (const user of users.get(file) ?? [])
      if (!distances.has(user)) distances.set(user, distance + 1)
  return distances
}

/** How far a test stands from what it may be about: in its folder, in its wing, elsewhere. */
function remoteness(test: string, file: string): number {
  if (file.startsWith(DATA)) return test.startsWith(`test/${DATA}/`) ? 0 : 10
  const [, wing = ''] = file.split('/')
  if (test.startsWith(`${dirname(file).replace(/^src/, 'test')}/`)) return 0
  return test.startsWith(`test/${wing}/`) || test.startsWith('test/cds-services/') ? 4 : 10
}

/**
 * The tests of `npm test` that come to a file by imports, or to the data by naming their folder:
 * those of its own folder and wing first, then the nearest, and of these those that start no
 * process.
 */
export function relatedTests(root: string, files: readonly string[]) {
  const users = toUsers(root, files)
  const isTest = (path: string) => path.endsWith('.test.ts')
  return (file: string): readonly string[] => {
    const distances = distancesFrom(file.startsWith(DATA) ? DATA : file, users)
    const cost = (test: string) =>
      (distances.get(test) ?? 0) +
      remoteness(test, file) +
      (test.endsWith('.service.test.ts') ? 3 : 0)
    return [...distances.keys()].filter(isTest).sort((a, b) => cost(a) - cost(b))
  }
}
