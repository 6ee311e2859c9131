import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { repositoryPath } from '../support/paths.ts'

/** What a page may load, in compressed bytes. */
export interface Budget {
  readonly name: string
  readonly bytes: number
  readonly limit: number
}

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

const FOLDER = 'dist/web'
const KB = 1_000

/** A page's first script, or its lazy chunks, with everything these import at once. */
function chunksOf(
  chunks: Readonly<Record<string, Chunk>>,
  entry: string,
  seen = new Set<string>(),
): ReadonlySet<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  for (const next of chunks[entry]?.imports ?? []) chunksOf(chunks, next, seen)
  return seen
}

const sizeOf = (file: string) => gzipSync(readFileSync(repositoryPath(`${FOLDER}/${file}`))).length

/** The budgets of the built bundle: what must come before the first paint, and what may follow. */
export function measureBudgets(): readonly Budget[] {
  const chunks = JSON.parse(
    readFileSync(repositoryPath(`${FOLDER}/.vite/manifest.json`), 'utf8'),
  ) as Readonly<Record<string, Chunk>>
  const sum = (entries: Iterable<string>) =>
    [...entries].reduce((total, entry) => total + sizeOf(chunks[entry]?.file ?? ''), 0)
  const lazyOf = (entry: string) => {
    const first = chunksOf(chunks, entry)
    const later = new Set<string>()
    for (const chunk of chunks[entry]?.dynamicImports ?? []) chunksOf(chunks, chunk, later)
    return [...later].filter((chunk) => !first.has(chunk))
  }
  return [
    { name: 'app, first paint', bytes: sum(chunksOf(chunks, 'smart/app.html')), limit: 100 * KB },
    { name: 'app, lazy', bytes: sum(lazyOf('smart/app.html')), limit: 160 * KB },
    {
      name: 'launch, first paint',
      bytes: sum(chunksOf(chunks, 'smart/launch.html')),
      limit: 100 * KB,
    },
    { name: 'mock EHR, first paint', bytes: sum(chunksOf(chunks, 'index.html')), limit: 100 * KB },
    { name: 'mock EHR, lazy', bytes: sum(lazyOf('index.html')), limit: 80 * KB },
  ]
}
