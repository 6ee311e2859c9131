import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface Line {
  readonly number: number
  /** Of a line that is too long to be kept, its head. */
  readonly text: string
  readonly isTooLong: boolean
  /** Whether the source ends in it, without a line break behind it. */
  readonly isUnended: boolean
}

/** A chunk of a source, and how far in the source it ends. */
interface LineChunk {
  /** To be gone through once, before the next chunk is asked for. */
  readonly lines: Iterable<Line>
  /** Bytes of the source, of a file as it lies on disk. */
  readonly bytesRead: number
}

/** A resource longer than this is none that is read here (documents with images in them). */
const MOST_CHARACTERS = 8_000_000

const HEAD_CHARACTERS = 4096

const CHUNK_BYTES = 64 * 1024

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Cuts chunks of text into lines, each when it is asked for: what is made of a line can be
 * forgotten before the next one is read. A line over the limit is dropped up to its end.
 */
class Splitter {
  #number = 0
  #rest = ''
  #head: string | undefined;

  *split(text: string): Generator<Line, void> {
    const whole = this.#rest + text
    let from = 0
    for (let end = whole.indexOf('\n'); end >= 0; end = whole.indexOf('\n', from)) {
      yield this.#line(whole.slice(from, end), false)
      from = end + 1
    }
    this.#rest = whole.slice(from)
    if (this.#rest.length > MOST_CHARACTERS) {
      this.#head ??= this.#rest.slice(0, HEAD_CHARACTERS)
      this.#rest = ''
    }
  }

  *end(): Generator<Line, void> {
    if (this.#rest !== '' || this.#head !== undefined) yield this.#line(this.#rest, true)
  }

  #line(written: string, isUnended: boolean): Line {
    this.#number += 1
    const number = this.#number
    const text = number === 1 && written.startsWith(BYTE_ORDER_MARK) ? written.slice(1) : written
    const isLong = text.length > MOST_CHARACTERS
    const head = this.#head ?? (isLong ? text.slice(0, HEAD_CHARACTERS) : undefined)
    this.#head = undefined
    return { number, text: head ?? text, isTooLong: head !== undefined, isUnended }
  }
}

/** The lines of a stream of UTF-8, chunk by chunk: memory does not grow with the stream. */
export async function* linesOf(stream: Readable): AsyncGenerator<LineChunk, void> {
  const splitter = new Splitter()
  let bytesRead = 0
  stream.setEncoding('utf8')
  for await (const text of stream as AsyncIterable<string>) {
    bytesRead += text.length
    yield { lines: splitter.split(text), bytesRead }
  }
  yield { lines: splitter.end(), bytesRead }
}

/** The lines of a file, `.gz` or not. */
export async function* linesOfFile(path: string): AsyncGenerator<LineChunk, void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  // The loop below throws when either stream fails.
  const text = path.endsWith('.gz')
    ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : file
  for await (const { lines } of linesOf(text)) yield { lines, bytesRead: file.bytesRead }
}
