import { isJsonObject } from '../../base/json.ts'
import { toTemplate, type CardValues } from './template.ts'

/** A JSON value with placeholders in its strings, made ready. */
export interface JsonTemplate {
  readonly names: readonly string[]
  readonly fill: (view: CardValues) => unknown
}

const constant = (value: unknown): JsonTemplate => ({ names: [], fill: () => value })

function fromObject(members: readonly (readonly [string, JsonTemplate])[]): JsonTemplate {
  return {
    names: members.flatMap(([, { names }]) => names),
    fill: (view) => Object.fromEntries(members.map(([name, { fill }]) => [name, fill(view)])),
  }
}

/**
 * A JSON template. What holds no placeholder is shared by all that is made from it.
 *
 * @throws {TypeError} When a string holds an unescaped placeholder.
 * @throws {Error} When a string is no valid template.
 */
export function toJsonTemplate(json: unknown): JsonTemplate {
  if (typeof json === 'string') {
    const { names, render } = toTemplate(json, { isPlain: true })
    return names.length === 0 ? constant(render({})) : { names, fill: render }
  }
  if (Array.isArray(json)) {
    const list = json.map(toJsonTemplate)
    const names = list.flatMap((one) => one.names)
    return names.length === 0
      ? constant(list.map(({ fill }) => fill({})))
      : { names, fill: (view) => list.map(({ fill }) => fill(view)) }
  }
  if (!isJsonObject(json)) return constant(json)
  const template = fromObject(
    Object.entries(json).map(([name, value]) => [name, toJsonTemplate(value)] as const),
  )
  return template.names.length === 0 ? constant(template.fill({})) : template
}
