/**
 * Runs ViewDefinitions of SQL on FHIR over resources: as much of the specification as this
 * project's views need, on a FHIRPath engine of others.
 */
import { evalFhirPath, parseFhirPath } from '@medplum/core'
import { localReference } from '../../src/fhir/index.ts'
import type { ViewColumn, ViewDefinition, ViewSelect } from '../../src/sql-on-fhir/index.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * `effective.ofType(instant)` is `effectiveInstant` in JSON. The engine tells the types of a choice
 * by a list of its own, which lacks some.
 */
const CHOICE = /\b(effective|performed|value)\.ofType\((\w)(\w*)\)/g

const parsed = new Map<string, ReturnType<typeof parseFhirPath>>()

function toExpression(path: string) {
  const known = parsed.get(path)
  if (known !== undefined) return known
  const inJson = path.replace(
    CHOICE,
    (_, element: string, first: string, rest: string) => element + first.toUpperCase() + rest,
  )
  const expression = parseFhirPath(inJson)
  parsed.set(path, expression)
  return expression
}

const evaluate = (path: string, focus: unknown): readonly unknown[] =>
  evalFhirPath(toExpression(path), focus)

const REFERENCE = /^(?:(.*)\.)?getReferenceKey\((\w+)\)$/

function valueAt({ path }: ViewColumn, focus: unknown): unknown {
  if (path === '$this') return focus
  if (path === 'getResourceKey()') return (focus as { readonly id?: string }).id
  const [, owner = '', type] = REFERENCE.exec(path) ?? []
  if (type === undefined) return evaluate(path, focus)[0]
  const [reference] = evaluate(owner === '' ? 'reference' : `${owner}.reference`, focus)
  const [of, id] = localReference(typeof reference === 'string' ? reference : '').split('/')
  return of === type ? id : undefined
}

function rowsOf(
  { forEach, column = [], unionAll = [] }: ViewSelect,
  focus: unknown,
): readonly Row[] {
  if (unionAll.length > 0) return unionAll.flatMap((one) => rowsOf(one, focus))
  const each = forEach === undefined ? [focus] : evaluate(forEach, focus)
  return each.map((one) =>
    Object.fromEntries(column.map((of) => [of.name, valueAt(of, one) ?? null])),
  )
}

/** The rows of a view: every combination of what its selects give. */
export function runView(view: ViewDefinition, resources: readonly unknown[]): readonly Row[] {
  return resources
    .filter((one) => (one as { readonly resourceType?: string }).resourceType === view.resource)
    .flatMap((resource) =>
      view.select.reduce<readonly Row[]>(
        (rows, select) =>
          rows.flatMap((row) => rowsOf(select, resource).map((more) => ({ ...row, ...more }))),
        [{}],
      ),
    )
}

/** The names and types of a view's columns. */
export const columnsOf = ({ select }: ViewDefinition): readonly ViewColumn[] =>
  select.flatMap(({ column, unionAll }) => column ?? unionAll?.[0]?.column ?? [])
