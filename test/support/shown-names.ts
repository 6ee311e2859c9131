import type { Placeholders } from '../../src/hook/cards/placeholders.ts'
import type { TemplateValues, Use } from '../../src/hook/cards/template.ts'

/** A name that a template looks up: where, for what, and the value that it finds. */
export interface LookedUp {
  /** The names of the lists and parts around it, and its own: `gaps.label`. */
  readonly path: string
  readonly as: Use['as']
  readonly value: TemplateValues[string]
}

type Scopes = readonly { readonly path: string; readonly values: TemplateValues }[]

const isEmpty = (value: TemplateValues[string]) =>
  Array.isArray(value) ? value.length === 0 : value === undefined || value === false || value === ''

/** The scopes in which what is inside a section is rendered: none, one, or one for each row. */
function scopesInside(use: Use, path: string, value: TemplateValues[string], scopes: Scopes) {
  if (use.as === 'inverted-section') return isEmpty(value) ? [scopes] : []
  if (isEmpty(value)) return []
  if (typeof value !== 'object') return [scopes]
  const rows = (Array.isArray(value) ? value : [value]) as readonly TemplateValues[]
  return rows.map((values): Scopes => [{ path: `${path}.`, values }, ...scopes])
}

/**
 * Every look-up of a rendering, in its order, by the rules of Mustache: told from the uses of a
 * template and not by its renderer, which is held against it.
 */
export function lookUps(uses: readonly Use[], ...scopes: Scopes): readonly LookedUp[] {
  return uses.flatMap((use): readonly LookedUp[] => {
    const scope = scopes.find(({ values }) => use.name in values) ?? scopes.at(-1)!
    const path = `${scope.path}${use.name}`
    const value = scope.values[use.name]
    const inside = scopesInside(use, path, value, scopes).flatMap((inner) =>
      lookUps(use.inside, ...inner),
    )
    return [{ path, as: use.as, value }, ...inside]
  })
}

/** Values that tell of each look-up of theirs. */
export function watched(
  values: TemplateValues,
  onLookUp: (name: string, value: unknown) => void,
): TemplateValues {
  const watchedValue = (value: TemplateValues[string]): TemplateValues[string] => {
    if (Array.isArray(value))
      return (value as readonly TemplateValues[]).map((row) => watched(row, onLookUp))
    return typeof value === 'object' ? watched(value as TemplateValues, onLookUp) : value
  }
  return new Proxy(values, {
    get: (target, name: string) => {
      onLookUp(name, target[name])
      return watchedValue(target[name])
    },
  })
}

/** Values for each name of a table: its own path as a mark, a condition as it is given, one row. */
export const marksOf = (table: Placeholders, condition: boolean, path = ''): TemplateValues =>
  Object.fromEntries(
    Object.entries(table).map(([name, placeholder]): [string, TemplateValues[string]] => {
      const at = `${path}${name}`
      if (placeholder === 'condition') return [name, condition]
      if (typeof placeholder === 'string') return [name, `{${at}}`]
      return 'each' in placeholder
        ? [name, [marksOf(placeholder.each, condition, `${at}.`)]]
        : [name, marksOf(placeholder.part, condition, `${at}.`)]
    }),
  )

/** Nothing for each name of a table that may be empty. */
export const emptied = (table: Placeholders): TemplateValues =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, placeholder]): readonly [string, '' | []][] => {
      if (placeholder === 'optional') return [[name, '']]
      return typeof placeholder === 'string' ? [] : [[name, []]]
    }),
  )
