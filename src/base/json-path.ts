/** Members and indices from the root of a file to one place in it. */
export type JsonPath = readonly (string | number)[]

const step = (key: string | number) => {
  if (typeof key === 'number') return `[${String(key)}]`
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `['${key}']`
}

/** The path as JSONPath writes it: `$.terms[0].predictor`. https://www.rfc-editor.org/rfc/rfc9535 */
export function formatPath(path: JsonPath): string {
  return `$${path.map(step).join('')}`
}

/** What stands at a path; nothing where the path leads nowhere. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  )
}
