import { toJsonTemplate } from './cards/json-template.ts'
import type { BoardDefinition } from './board.ts'
import type { Service } from './service.ts'
import { isJsonObject, type JsonObject, objects } from '../base/json.ts'
import type { RiskModelDefinition } from '../clinical/models/definition.ts'
import { toRiskModel } from '../clinical/models/estimate.ts'
import { type Coding, toValueSet } from '../clinical/terminology/value-set.ts'
import { phraseListOf } from '../clinical/terminology/phrase.ts'
import { toLookup } from '../base/lookup.ts'

/** What the catalog made ready, by the member that says what it was made of. */
const VALUE_SET = '$valueSet'
const PHRASES = '$phrases'
const MAP = '$map'
const SET = '$set'
const MODEL = '$riskModel'
const TEMPLATE = '$template'

const isFunction = (value: unknown) => typeof value === 'function'

/** A thing that was made ready, as what it is made of; nothing for any other object. */
function packSpecial(value: JsonObject): JsonObject | undefined {
  const { id, title, codings, patterns, definition, source } = value
  if (Array.isArray(codings) && isFunction(value['has']))
    return { [VALUE_SET]: { id, title, codings } }
  if (Array.isArray(patterns) && isFunction(value['isIn'])) return { [PHRASES]: patterns }
  if (isFunction(value['estimate'])) return { [MODEL]: definition }
  if (isFunction(value['fill'])) return { [TEMPLATE]: source }
  return undefined
}

function pack(value: unknown): unknown {
  if (value instanceof Map) return { [MAP]: [...value].map(pack) }
  if (value instanceof Set) return { [SET]: [...value].map(pack) }
  if (Array.isArray(value)) return value.map(pack)
  if (!isJsonObject(value)) return value
  const special = packSpecial(value)
  if (special !== undefined) return special
  const members = Object.entries(value).filter(([, member]) => !isFunction(member))
  return Object.fromEntries(members.map(([name, member]) => [name, pack(member)]))
}

const toCoding = ({ system, code, display }: JsonObject): Coding => ({
  system: String(system),
  code: String(code),
  ...(typeof display === 'string' ? { display } : {}),
})

const UNPACK = toLookup<(content: unknown) => unknown>({
  [VALUE_SET]: (content) => {
    const { id, title, codings } = isJsonObject(content) ? content : {}
    return toValueSet(String(id), String(title), objects(codings).map(toCoding))
  },
  [PHRASES]: (content) => phraseListOf((content as readonly unknown[]).map(String)),
  [MAP]: (content) => new Map(unpack(content) as [unknown, unknown][]),
  [SET]: (content) => new Set(unpack(content) as unknown[]),
  [MODEL]: (content) => toRiskModel(content as RiskModelDefinition),
  [TEMPLATE]: toJsonTemplate,
})

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack)
  if (!isJsonObject(value)) return value
  const [[name, content] = [''], another] = Object.entries(value)
  const special = another === undefined ? UNPACK[name] : undefined
  if (special !== undefined) return special(content)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpack(member)]))
}

/**
 * A definition as JSON, with the site's codes and its calibrated model in it. What a browser does
 * not need stays behind: the templates of the cards, and any other function.
 */
export function toServiceJson(definition: Service): unknown {
  return pack(definition)
}

/** The definition in a JSON that `toPortable` made: the same readings, the same risk. */
export function fromServiceJson(json: unknown): Service {
  return unpack(json) as Service
}

/** A board with its scores as JSON. Its base travels by itself. */
export function toBoardJson(board: BoardDefinition): unknown {
  return pack({ ...board, base: board.base.id })
}

/** The board in a JSON that `toPortableBoard` made, on the base that it names; else nothing. */
export function fromBoardJson(json: unknown, base: Service): BoardDefinition | undefined {
  const board = unpack(json) as Omit<BoardDefinition, 'base'> & { readonly base: string }
  return board.base === base.id ? { ...board, base } : undefined
}
