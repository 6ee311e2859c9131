/** A search of one type, its parameters as they are written in a URL. */
export interface Search {
  readonly type: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** The search in a relative URL; nothing in one that reads a resource. */
export function parseSearch(url: string): Search | undefined {
  const [, type, query] = /^([A-Za-z]+)\?(.*)$/s.exec(url) ?? []
  if (type === undefined || query === undefined) return undefined
  const parameters = query
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const [name = '', ...value] = part.split('=')
      return [name, value.join('=')]
    })
  return { type, parameters }
}

/** The relative URL of a search. */
export const urlOf = ({ type, parameters }: Search): string =>
  `${type}?${parameters.map(([name, value]) => `${name}=${value}`).join('&')}`

/** The search without some of its parameters. */
export const withoutParameters = (search: Search, names: readonly string[]): Search => ({
  ...search,
  parameters: search.parameters.filter(([name]) => !names.includes(name)),
})

/** The parameters by which Observations are found by a code: of their own, or of a component too. */
export type CodeParameter = 'code' | 'combo-code'

const isCodeParameter = (name: string): name is CodeParameter =>
  name === 'code' || name === 'combo-code'

/** The codes that a search asks for, as they are written. */
export const codesOf = ({ parameters }: Search): readonly string[] =>
  parameters.flatMap(([name, value]) => (isCodeParameter(name) ? value.split(',') : []))

/** The search with its codes asked by another parameter, or with other codes. */
export const withCodes = (
  search: Search,
  codes: readonly string[],
  parameter: CodeParameter = 'code',
): Search => ({
  ...search,
  parameters: search.parameters.map(([name, value]) =>
    isCodeParameter(name) ? [parameter, codes.join(',')] : [name, value],
  ),
})

/**
 * A search as several that find together what it finds: each asks for some of its codes, as many as
 * fit, and for one at least. A resource with codes of two pieces is found twice.
 */
export function inPieces(
  search: Search,
  parameter: CodeParameter,
  fits: (piece: Search) => boolean,
): readonly Search[] {
  const pieces: Search[] = []
  let codes: readonly string[] = []
  for (const code of codesOf(search)) {
    const more = [...codes, code]
    if (codes.length === 0 || fits(withCodes(search, more, parameter))) codes = more
    else {
      pieces.push(withCodes(search, codes, parameter))
      codes = [code]
    }
  }
  return [...pieces, withCodes(search, codes, parameter)]
}
