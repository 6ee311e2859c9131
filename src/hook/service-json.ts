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
/** What several members share is written once, and then named by its number. */
const SHARED = '$shared'
const SAME = '$same'

const isFunction = (value: unknown) => typeof value === 'function'

/** A model without the digests of whom it was updated on: nobody beside the file needs them. */
function withoutPatients(definition: RiskModelDefinition): RiskModelDefinition {
  const { site } = definition
  if (site?.update === undefined) return definition
  const bare = { patientHashes: [] }
  const update = { ...site.update, ...bare }
  const validation = site.validation && { ...site.validation, ...bare }
  return { ...definition, site: { ...site, update, validation } }
}

/** A thing that was made ready, as what it is made of; nothing for any other object. */
function packSpecial(value: JsonObject): JsonObject | undefined {
  const { id, title, codings, patterns, definition, source } = value
  if (Array.isArray(codings) && isFunction(value['has']))
    return { [VALUE_SET]: { id, title, codings } }
  if (Array.isArray(patterns) && isFunction(value['isIn'])) return { [PHRASES]: patterns }
  if (isFunction(value['estimate']))
    return { [MODEL]: withoutPatients(definition as RiskModelDefinition) }
  if (isFunction(value['fill'])) return { [TEMPLATE]: source }
  return undefined
}

/** Packs one definition: what was made ready once, and named often, is written once. */
class Packer {
  readonly #numbers = new Map<object, number>()

  pack(value: unknown): unknown {
    if (value instanceof Map) return { [MAP]: this.#packAll([...value]) }
    if (value instanceof Set) return { [SET]: this.#packAll([...value]) }
    if (Array.isArray(value)) return this.#packAll(value)
    if (!isJsonObject(value)) return value
    const special = packSpecial(value)
    if (special !== undefined) return this.#packShared(value, special)
    const members = Object.entries(value).filter(([, member]) => !isFunction(member))
    return Object.fromEntries(members.map(([name, member]) => [name, this.pack(member)]))
  }

  #packAll(values: readonly unknown[]): readonly unknown[] {
    return values.map((value) => this.pack(value))
  }

  #packShared(value: JsonObject, packed: JsonObject): JsonObject {
    const known = this.#numbers.get(value)
    if (known !== undefined) return { [SAME]: known }
    const number = this.#numbers.size
    this.#numbers.set(value, number)
    return { [SHARED]: [number, packed] }
  }
}

const pack = (value: unknown): unknown => new Packer().pack(value)

const toCoding = ({ system, code, display, designations, ordinal }: JsonObject): Coding => ({
  system: String(system),
  code: String(code),
  ...(typeof display === 'string' ? { display } : {}),
  ...(isJsonObject(designations)
    ? { designations: designations as Readonly<Record<string, string>> }
    : {}),
  ...(typeof ordinal === 'number' ? { ordinal } : {}),
})

const MADE_OF = toLookup<(content: unknown) => unknown>({
  [VALUE_SET]: (content) => {
    const { id, title, codings } = isJsonObject(content) ? content : {}
    return toValueSet(String(id), String(title), objects(codings).map(toCoding))
  },
  [PHRASES]: (content) => phraseListOf((content as readonly unknown[]).map(String)),
  [MODEL]: (content) => toRiskModel(content as RiskModelDefinition),
  [TEMPLATE]: toJsonTemplate,
})

/** Makes one packed definition again; what is shared stays one. */
class Unpacker {
  readonly #made = new Map<unknown, unknown>()
  readonly #nested = toLookup<(content: unknown) => unknown>({
    [MAP]: (content) => new Map(this.unpack(content) as [unknown, unknown][]),
    [SET]: (content) => new Set(this.unpack(content) as unknown[]),
    [SAME]: (number) => this.#made.get(number),
    [SHARED]: (content) => {
      const [number, packed] = content as readonly [unknown, unknown]
      const value = this.unpack(packed)
      this.#made.set(number, value)
      return value
    },
  })

  unpack(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.unpack(element))
    if (!isJsonObject(value)) return value
    const [[name, content] = [''], another] = Object.entries(value)
    const make = another === undefined ? (MADE_OF[name] ?? this.#nested[name]) : undefined
    if (make !== undefined) return make(content)
    const members = Object.entries(value).map(([key, member]) => [key, this.unpack(member)])
    return Object.fromEntries(members)
  }
}

const unpack = (value: unknown): unknown => new Unpacker().unpack(value)

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
