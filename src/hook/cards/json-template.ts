import { isJsonObject } from '../../base/json.ts'
import { type TemplateValues, toTemplate, type Use } from './template.ts'

/** A JSON value with placeholders in its strings, parsed. */
export interface JsonTemplate {
  /** As it was written. */
  readonly source: unknown
  readonly uses: readonly Use[]
  readonly fill: (values: TemplateValues) => unknown
}

type Parsed = Omit<JsonTemplate, 'source'>

/** What holds no placeholder is shared by all that is made from it. */
const shareConstant = (parsed: Parsed): Parsed => {
  if (parsed.uses.length > 0) return parsed
  const value = parsed.fill({})
  return { uses: [], fill: () => value }
}

function parse(json: unknown): Parsed {
  if (typeof json === 'string') {
    const { uses, render } = toTemplate(json, { isPlain: true })
    return shareConstant({ uses, fill: render })
  }
  if (Array.isArray(json)) {
    const elements = json.map(parse)
    return shareConstant({
      uses: elements.flatMap(({ uses }) => uses),
      fill: (values) => elements.map(({ fill }) => fill(values)),
    })
  }
  if (!isJsonObject(json)) return { uses: [], fill: () => json }
  const members = Object.entries(json).map(([name, value]) => [name, parse(value)] as const)
  return shareConstant({
    uses: members.flatMap(([, { uses }]) => uses),
    fill: (values) =>
      Object.fromEntries(members.map(([name, { fill }]) => [name, fill(values)] as const)),
  })
}

/**
 * @throws {TypeError} When a string holds an unescaped placeholder.
 * @throws {Error} When a string is no valid template.
 */
export const toJsonTemplate = (json: unknown): JsonTemplate => ({ source: json, ...parse(json) })
