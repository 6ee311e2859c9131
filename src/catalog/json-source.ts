import { formatPath, type JsonPath } from '../base/json-path.ts'

/** Where things stand in the text of a JSON file. */
export interface JsonSource {
  /** Line of a value, by its path as `formatPath` writes it; lines count from 1. */
  readonly lines: ReadonlyMap<string, number>
  /** Members that an object has more than once: all but the last of them are lost when it is read. */
  readonly repeated: readonly JsonPath[]
}

interface Frame {
  readonly path: JsonPath
  readonly isArray: boolean
  readonly members: Set<string>
  index: number
  /** The member whose value comes next; none while a name is awaited. */
  member: string | undefined
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|\n/g

const isOpening = (token: string) => token === '{' || token === '['

/** Walks over the tokens of a text that is known to be JSON. */
class Scanner {
  readonly lines = new Map<string, number>()
  readonly repeated: JsonPath[] = []
  readonly #stack: Frame[] = []
  #line = 1

  take(token: string): void {
    const frame = this.#stack.at(-1)
    if (token === '\n') this.#line += 1
    else if (token === '}' || token === ']') this.#stack.pop()
    else if (token === ',') this.#next(frame)
    else if (token !== ':') this.#nameOrValue(token, frame)
  }

  #next(frame: Frame | undefined): void {
    if (frame === undefined) return
    frame.index += 1
    frame.member = undefined
  }

  #nameOrValue(token: string, frame: Frame | undefined): void {
    if (frame === undefined || frame.isArray || frame.member !== undefined)
      this.#value(token, frame)
    else this.#name(JSON.parse(token) as string, frame)
  }

  #name(member: string, frame: Frame): void {
    const path = [...frame.path, member]
    if (frame.members.has(member)) this.repeated.push(path)
    frame.members.add(member)
    frame.member = member
    this.lines.set(formatPath(path), this.#line)
  }

  #value(token: string, frame: Frame | undefined): void {
    const key = frame?.isArray === true ? frame.index : frame?.member
    const path = [...(frame?.path ?? []), ...(key === undefined ? [] : [key])]
    if (frame?.isArray !== false) this.lines.set(formatPath(path), this.#line)
    if (isOpening(token))
      this.#stack.push({
        path,
        isArray: token === '[',
        members: new Set(),
        index: 0,
        member: undefined,
      })
  }
}

/** Where the values of a JSON text stand. The text must be JSON. */
export function readSource(text: string): JsonSource {
  const scanner = new Scanner()
  for (const [token] of text.matchAll(TOKEN)) scanner.take(token)
  return scanner
}

/** The line of a path, or of the nearest place around it that is there. */
export function lineOf({ lines }: JsonSource, path: JsonPath): number | undefined {
  const around = path.map((_, i) => path.slice(0, path.length - i))
  return [...around, []]
    .map((place) => lines.get(formatPath(place)))
    .find((line) => line !== undefined)
}

/** Why a text is no JSON, and on which line. */
export interface JsonFault {
  readonly why: string
  readonly line: number | undefined
}

const SOUND =
  /\s+|"(?:[^"\\\u0000-\u001f]|\\.)*"|[{}[\],:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y

/** Where the first thing stands that could stand nowhere in JSON; the end when there is none. */
function firstUnsound(text: string): number {
  let at = 0
  while (at < text.length) {
    SOUND.lastIndex = at
    const length = SOUND.exec(text)?.[0].length
    if (length === undefined) return at
    at += length
  }
  return at
}

function whyNot(message: string, before: string, here: string): string {
  if (/^-?(NaN|Infinity)/.test(here)) return 'NaN and Infinity are no numbers of JSON'
  if (here.trim() === '') return 'the file ends too early'
  if (/^[}\]]/.test(here) && before.trimEnd().endsWith(','))
    return 'a comma stands before a closing bracket'
  if (/^(\/\/|\/\*|#)/.test(here)) return 'JSON has no comments: use a member _about'
  if (here.startsWith("'")) return 'JSON wants double quotation marks'
  const why = message.replace(/ in JSON at position.*$/s, '').replace(/, \.{0,3}".*$/s, '')
  return `${why} near ${JSON.stringify(here.slice(0, 20))}`
}

/** Reads JSON; a fault where it is none. */
export function parseJson(
  text: string,
): { readonly value: unknown } | { readonly fault: JsonFault } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : ''
    const position = /at position (\d+)/.exec(message)?.[1]
    const at = position === undefined ? firstUnsound(text) : Number(position)
    const [before, here] = [text.slice(0, at), text.slice(at)]
    return { fault: { why: whyNot(message, before, here), line: before.split('\n').length } }
  }
}
