import type ts from 'typescript'

/** A place in a file, and what a mutant writes there. */
export interface Site {
  /** Path from the root of the repository. */
  readonly file: string
  readonly line: number
  /** What kind of change it is. */
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly from: string
  readonly to: string
}

export const isData = ({ file }: Site) => file.startsWith('cds-services/')

/** What tells a site from every other, also when lines above it have changed. */
export const identityOf = ({ file, kind, start, from, to }: Site) =>
  [file, start, kind, from, to].join('|')

/** The text of a file with the mutant in it. */
export const mutated = (text: string, { start, end, to }: Site) =>
  text.slice(0, start) + to + text.slice(end)

/** Collects the sites of one source. */
export function siteList(source: ts.SourceFile) {
  const sites: Site[] = []
  const add = (kind: string, [start, end]: readonly [number, number], to: string) => {
    const from = source.text.slice(start, end)
    const line = source.getLineAndCharacterOfPosition(start).line + 1
    if (from !== to) sites.push({ file: source.fileName, line, kind, start, end, from, to })
  }
  return { sites, add }
}

export type Add = ReturnType<typeof siteList>['add']
