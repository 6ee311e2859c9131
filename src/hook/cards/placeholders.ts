import type { Use } from './template.ts'

/**
 * What a template may use, by name. From one table come the type of the values that fill it
 * (`ValuesOf`) and what a template is checked against (`misusesOf`):
 *
 * - `text`: a text that is never empty;
 * - `optional`: a text that may be empty, so that it is shown only inside a section of its own name;
 * - `cell`: a text that may be empty where it stands, because the cell of a table is blank then;
 * - `condition`: yes or no, for a section;
 * - `each`: a list, for a section that is repeated with the names of one row;
 * - `part`: names that are filled together or not at all, for a section.
 */
export type Placeholders = Readonly<Record<string, Placeholder>>

type Placeholder =
  | 'text'
  | 'optional'
  | 'cell'
  | 'condition'
  | { readonly each: Placeholders }
  | { readonly part: Placeholders }

type ValueOf<Named> = Named extends 'condition'
  ? boolean
  : Named extends { readonly each: infer Row extends Placeholders }
    ? readonly ValuesOf<Row>[]
    : Named extends { readonly part: infer Part extends Placeholders }
      ? ValuesOf<Part> | undefined
      : string

/** The values that fill a table of placeholders: every name, and no other. */
export type ValuesOf<Table extends Placeholders> = {
  readonly [Name in keyof Table]: ValueOf<Table[Name]>
}

const innerOf = (placeholder: Placeholder): Placeholders => {
  if (typeof placeholder === 'string') return {}
  return 'each' in placeholder ? placeholder.each : placeholder.part
}

/** Every name of a table, those inside of lists and parts too. */
export const namesOf = (table: Placeholders): readonly string[] => [
  ...new Set(
    Object.entries(table).flatMap(([name, placeholder]) => [
      name,
      ...namesOf(innerOf(placeholder)),
    ]),
  ),
]

/** What is filled where a name is used, and which optional names are known not to be empty. */
interface Scope {
  readonly table: Placeholders
  readonly guarded: readonly string[]
}

type Misuses = readonly string[]

/** What is wrong with a name that is shown as a text. */
function misusesAsText(name: string, placeholder: Placeholder, { guarded }: Scope): Misuses {
  const section = `{{#${name}}}...{{/${name}}}`
  if (placeholder === 'text' || placeholder === 'cell') return []
  if (placeholder !== 'optional') return [`{{${name}}} is no text: write ${section}`]
  return guarded.includes(name)
    ? []
    : [`{{${name}}} may be empty: put it and the words around it into ${section}`]
}

function misusesIn(
  uses: readonly Use[],
  scope: Scope,
  unfilled: (name: string) => string,
): Misuses {
  return uses.flatMap(({ name, as, inside }) => {
    const placeholder = Object.hasOwn(scope.table, name) ? scope.table[name] : undefined
    if (placeholder === undefined) return [unfilled(name)]
    if (as === 'text') return misusesAsText(name, placeholder, scope)
    const within = {
      table: { ...scope.table, ...innerOf(placeholder) },
      guarded: [...scope.guarded, name],
    }
    return misusesIn(inside, as === 'section' ? within : scope, unfilled)
  })
}

/**
 * What of a template would be empty where it is rendered, in words.
 *
 * @param table - What is filled there.
 * @param unfilled - What is said of a name that is not filled.
 */
export const misusesOf = (
  { uses }: { readonly uses: readonly Use[] },
  table: Placeholders,
  unfilled = (name: string) => `{{${name}}} is no known placeholder`,
): Misuses => misusesIn(uses, { table, guarded: [] }, unfilled)
