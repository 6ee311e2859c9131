import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProgramDocument } from './check-documents.ts'

/**
 * Where the documents and the texts of the pages lie; what is made by `npm run evidence` (below
 * docs/evidence and cds-services) is made of what the folder check looks at.
 */
const PLACES = [
  ['.', /\.md$/],
  ['docs', /\.md$/],
  ['docs/adr', /\.md$/],
  ['docs/integration-guides', /\.md$/],
  ['src/pages/language', /\.ts$/],
] as const

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).toSorted()
  } catch {
    // An installation may be without its documents.
    return []
  }
}

/** The documents and page texts of the program in a folder, as far as they are there. */
export const programDocuments = (folder: string): readonly ProgramDocument[] =>
  PLACES.flatMap(([place, wanted]) =>
    namesIn(join(folder, place))
      .filter((name) => wanted.test(name))
      .map((name) => ({
        file: place === '.' ? name : `${place}/${name}`,
        text: readFileSync(join(folder, place, name), 'utf8'),
      })),
  )
